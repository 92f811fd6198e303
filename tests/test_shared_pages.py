"""What one process keeps is shown by another only as long as it is true, whoever looked when."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.http import conditional
from jobboard.http.changes import ChangeKind, Changes
from jobboard.http.conditional import ALIAS
from listings.models import Listing, SearchChange
from listings.search.index.snapshot import prune
from tests.board import Board
from tests.listings.factories import make_listing
from tests.test_kept_pages import BROWSER, GUIDE, WRITES, elsewhere, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_pages")]

LOCAL = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(autouse=True)
def _shared(settings: Any) -> None:
    """A cache that outlives what a process keeps by itself, as a server does."""
    settings.CACHES = {**settings.CACHES, ALIAS: {"BACKEND": LOCAL, "LOCATION": "shared"}}
    caches[ALIAS].clear()


def another_process() -> None:
    conditional.pages.clear()


def queries_of(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code == 200
    return len(queries)


@pytest.mark.first(1)
@pytest.mark.parametrize("address", ["/jobs/", "/", "/roles/lamp-keeper/", GUIDE, "/about/"])
def test_a_page_is_made_once_for_all_processes(client: Client, address: str) -> None:
    Board()
    first = client.get(address)
    another_process()
    looks = queries_of(client, address)
    again = client.get(address)
    assert looks <= 2  # the process asks what has changed, and when time changes something
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again.headers.keys() == first.headers.keys()


@pytest.mark.slow
@pytest.mark.parametrize("what", WRITES)
def test_what_was_written_since_is_on_the_page_of_every_process(client: Client, what: str) -> None:
    Board()
    addresses, text, act = WRITES[what]
    is_gone, text = text.startswith("-"), text.removeprefix("-")
    for address in addresses:
        assert (text in said(client, address)) is is_gone, address
    elsewhere(act)
    another_process()
    for address in addresses:
        assert (text in said(client, address)) is not is_gone, address


@pytest.mark.slow
def test_each_process_counts_the_visits_of_a_posting_itself(client: Client) -> None:
    Board()
    address = Listing.objects.get(title="Lamp keeper").get_absolute_url()
    client.get(address, headers=BROWSER)
    another_process()
    assert queries_of(client, address, **BROWSER) > 2


@pytest.mark.slow
def test_a_page_is_shared_no_longer_than_time_leaves_it_as_it_is(client: Client) -> None:
    Board()
    soon = timezone.now() + timedelta(seconds=0.001)
    elsewhere(lambda: make_listing("Fog signaller", expires_at=soon))
    client.get("/jobs/")
    another_process()
    assert "Fog signaller" not in said(client, "/jobs/")


class Broken:
    def get(self, *_: object) -> None:
        raise ConnectionError

    set = get

    def close(self) -> None:
        """Django closes every cache after an answer."""


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_done_without(client: Client, settings: Any) -> None:
    Board()
    backend = f"{__name__}.broken"
    settings.CACHES = {**settings.CACHES, ALIAS: {"BACKEND": backend}}
    assert client.get("/about/").status_code == 200


def broken(*_: object) -> Broken:
    return Broken()


KINDS = tuple(kind for kind in ChangeKind if kind != ChangeKind.PRUNED)


def state(process: Changes) -> tuple[Any, ...]:
    process.look()
    return process.known.state_of(KINDS)


def _old() -> None:
    SearchChange.objects.update(at=timezone.now() - timedelta(days=365))
    prune()


@pytest.mark.parametrize("between", [lambda: None, _old])
def test_processes_that_started_at_other_times_name_a_state_alike(
    between: Callable[[], None],
) -> None:
    """One looks after each change, one after both, one begins when both are over."""
    make_listing("Fog signaller")
    often, rarely = Changes(), Changes()
    names = [state(often), state(rarely)]
    for title in ("Beacon keeper", "Pier master"):
        elsewhere(partial(make_listing, title))
        names.append(state(often))
    elsewhere(between)
    assert state(often) == state(rarely) == state(Changes())
    assert len({*names}) == 3  # both began alike, and each change has a name
