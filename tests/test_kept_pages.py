"""A page that was kept is never older than what it shows: whoever writes, the next look sees it.

What writes here is another connection, as it is for every process but the one that was asked.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.http.changes import TEXTS, ChangeKind, Changes
from jobboard.models import PageSlug, SiteIdentity, SitePage
from listings.models import ClosedReason, Company, Listing, ListingDay, Place, Source
from listings.models.listing_queryset import next_moment
from listings.transitions import rows
from roles.models import Author, Guide, Role, RoleSection, Term
from tests import every_address
from tests.board import Board
from tests.connections import on_its_own
from tests.listings.factories import make_listing, make_source
from tests.listings.figures import forget_all
from tests.roles.factories import make_guide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_pages")]

GUIDE = "/guides/lamp-keeper-vs-harbour-pilot/"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def board() -> Board:
    return Board()


def elsewhere(act: Callable[[], Any]) -> None:
    """Have another connection do it, in a transaction."""

    def doing() -> None:
        with transaction.atomic():
            act()

    thread = Thread(target=on_its_own, args=(doing,))
    thread.start()
    thread.join()


def said(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def write(model: type, **fields: Any) -> Callable[[], Any]:
    """Write a value the way that tells no model of it."""
    return lambda: model._default_manager.update(**fields)  # type: ignore[attr-defined]


def _posting() -> Listing:
    return Listing.objects.get(title="Lamp keeper")


def _freeze() -> None:
    rows.freeze(_posting(), by="editor", reason="scam")


def _close() -> None:
    rows.close(_posting(), ClosedReason.FILLED)


def _rename_role() -> None:
    Role.objects.filter(slug="lamp-keeper").update(name="Wick")


def _approve() -> None:
    rows.approve(Listing.objects.get(status="pending", company__name="Umbra"))


LISTS = ("/", "/jobs/", "/companies/umbra/")
BESIDE = (*LISTS, "/roles/lamp-keeper/", GUIDE)
EVERY = (*BESIDE, "/glossary/fresnel-lens/", "/about/", "/salaries/", "/employers/")
# what changes: the pages, what they say afterwards, how it is written; "-" for what is gone
WRITES: dict[str, tuple[tuple[str, ...], str, Callable[[], Any]]] = {
    "a frozen posting": (BESIDE, "-Lamp keeper</a>", _freeze),
    "a posting that is closed": (BESIDE, "-Lamp keeper</a>", _close),
    "a blocked company": (BESIDE, "-Lamp keeper</a>", write(Company, blocked_at=timezone.now())),
    "a new posting": (LISTS[:2], "Fog signaller", lambda: make_listing("Fog signaller")),
    "an approved posting": (LISTS, "Zyxwine", _approve),
    "a posting's title": (LISTS, "Beacon keeper", write(Listing, title="Beacon keeper")),
    "a company's name": (BESIDE, "Penumbra", write(Company, name="Penumbra")),
    "a company's text": (LISTS[2:], "We trim wicks.", write(Company, description="We trim wicks.")),
    "a role's name": (("/roles/", "/salaries/lamp-keeper/"), "Wick", _rename_role),
    "a place's name": (LISTS[1:], "Altona", write(Place, city="Altona")),
    "a guide's title": (("/guides/", GUIDE), "Sea works", write(Guide, title="Sea works")),
    "an author's name": ((GUIDE,), "Bea Smith", write(Author, name="Bea Smith")),
    "a term": (("/glossary/", "/glossary/fresnel-lens/"), "Rings", write(Term, short="Rings")),
    "a new role": (("/roles/",), "Pier master", lambda: Role.objects.create(
        name="Pier master", plural="Pier masters", slug="pier-master")),
    "a page of the board": (("/about/",), "Since 1811.", lambda: SitePage.objects.filter(
        slug=PageSlug.ABOUT).update(body="Since 1811.")),
    "the board's name": (EVERY, "Tern Board", lambda: SiteIdentity.objects.create(
        name="Tern Board")),
}  # fmt: skip


@pytest.mark.first(1)
@pytest.mark.parametrize("what", WRITES)
def test_what_another_process_writes_is_on_the_next_page(
    board: Board, client: Client, what: str
) -> None:
    addresses, text, act = WRITES[what]
    is_gone, text = text.startswith("-"), text.removeprefix("-")
    for address in addresses:
        assert (text in said(client, address)) is is_gone, address
    elsewhere(act)
    for address in addresses:
        assert (text in said(client, address)) is not is_gone, address


@pytest.mark.slow
def test_a_postings_own_page_follows_it_and_its_company_alone(board: Board, client: Client) -> None:
    address = _posting().get_absolute_url()
    with CaptureQueriesContext(connection) as first:
        said(client, address)
    elsewhere(lambda: make_listing("Fog signaller"))
    with CaptureQueriesContext(connection) as kept:
        said(client, address)
    assert len(kept) < 3 < len(first)
    for act, text in (
        (write(Listing, description_html="<p>Trim the wick.</p>"), "Trim the wick."),
        (write(Company, name="Penumbra"), "Penumbra"),
    ):
        elsewhere(act)
        assert text in said(client, address)
    elsewhere(_freeze)
    assert "Trim the wick." not in said(client, address)


@pytest.mark.first(3)
@pytest.mark.parametrize("address", [*EVERY, "/companies/", "/sitemap.xml", "/robots.txt"])
def test_an_unchanged_page_costs_no_query_and_is_not_sent_again(
    board: Board, client: Client, settings: Any, address: str
) -> None:
    first = client.get(address)
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, look_seconds=3600)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        whole = client.get(address)
    assert (again.status_code, again.content, len(queries)) == (304, b"", 0)
    assert whole.content == first.content


def test_visits_are_counted_whoever_answers(board: Board, client: Client) -> None:
    for _ in range(3):
        client.get(_posting().get_absolute_url(), headers=BROWSER)
    assert ListingDay.objects.get().views == 3


@pytest.mark.slow
def test_time_alone_ends_what_is_kept(board: Board, client: Client) -> None:
    soon = timezone.now() + timedelta(seconds=2)
    write(Listing, expires_at=soon)()
    make_guide(title="Later", published_at=soon)
    changes, shown = Changes(), (ChangeKind.POSTING,)
    changes.ask_for_next_moment(next_moment)
    number = changes.look()
    assert changes.moment == soon
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep_until(%s)", [soon])
    assert not (changes.look() == number and changes.is_as_at(number, shown))


@pytest.mark.slow
def test_reading_a_board_again_changes_nothing(board: Board) -> None:
    yesterday = timezone.localtime() - timedelta(days=1)
    good = yesterday.replace(hour=12)  # a minute later it is the same day, whenever this runs
    source = make_source(last_good_at=good)
    changes = Changes()
    number = changes.look()
    Source.objects.filter(pk=source.pk).update(last_good_at=good + timedelta(minutes=1))
    ListingDay.objects.add({(_posting().pk, good.date(), "views"): 1})
    changes.look()
    assert changes.is_as_at(
        number, (*TEXTS, ChangeKind.POSTING, ChangeKind.FIGURES, ChangeKind.VERIFIED)
    )


def test_a_board_that_speaks_again_is_a_change(board: Board) -> None:
    source = make_source(last_good_at=timezone.now() - timedelta(days=4))
    changes = Changes()
    number = changes.look()
    Source.objects.filter(pk=source.pk).update(last_good_at=timezone.now())
    changes.look()
    assert not changes.is_as_at(number, (ChangeKind.VERIFIED,))


def test_a_transaction_that_ends_late_is_not_missed(board: Board) -> None:
    """Its number is lower than those of changes that were seen before it ended."""
    changes, found = Changes(), []
    number = changes.look()

    def second() -> None:
        elsewhere(write(Author, name="Second"))
        found.append(changes.look())

    with transaction.atomic():
        RoleSection.objects.create(role=board.role, kind="skills", body="First")
        thread = Thread(target=on_its_own, args=(second,))
        thread.start()
        thread.join()
        [after_second] = found
        assert after_second > number
    changes.look()
    assert not changes.is_as_at(after_second, (ChangeKind.CONTENT,))


@pytest.mark.slow
def test_what_one_person_saw_is_never_shown_to_another(board: Board) -> None:
    """Whoever comes first: what the owner sees is kept beside a stranger's page, and alone."""
    addresses = every_address.public(key=board.draft.key)
    alone = {address: _shown(address) for address in addresses}
    owner = board.client("owner")
    for _ in range(2):
        for address in addresses:
            owner.get(address)
        for address in addresses:
            assert _shown(address) == alone[address], address
        forget_all()


def _shown(address: str) -> tuple[int, bytes]:
    """What somebody sees who comes for the first time."""
    response = Client().get(address)
    is_form = "csrfmiddlewaretoken" in str(response.content)
    return response.status_code, b"" if is_form else response.content


@pytest.mark.slow
def test_no_page_ever_shows_two_versions_of_one_text(board: Board, client: Client) -> None:
    """A guide's title stands in its heading, in the page's title and in what machines read."""
    stop: list[bool] = []

    def write_title(number: int) -> None:
        Guide.objects.update(title=f"Title {number}.")

    def writing() -> None:
        number = 0
        while not stop:
            number += 1
            write_title(number)

    write_title(0)
    thread = Thread(target=on_its_own, args=(writing,))
    thread.start()
    try:
        for _ in range(40):
            assert len(set(re.findall(r"Title \d+", said(client, GUIDE)))) == 1
    finally:
        stop.append(True)
        thread.join()


NOTHING_TO_SEE = {
    "roles_previewlink",
    *(f"listings_{name}" for name in (
        "oldcompanyslug", "companymember", "postingdraft", "confirmation", "knownplace",
        "sourcerecord", "moderationnote", "report", "listingday",
        "postingoutcome", "postingrevision", "companyrevision", "searchchange", "textsketch",
    )),
}  # fmt: skip


def test_every_table_of_what_is_shown_tells_of_its_changes() -> None:
    """A new table either has a trigger that notes it, or is named above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON tgfoid ="
            " pg_proc.oid WHERE proname LIKE 'listings_note_%%'"
        )
        noted = {name for (name,) in cursor.fetchall()}
    models = [
        model
        for app in ("listings", "roles")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    assert {model._meta.db_table for model in models} - noted == NOTHING_TO_SEE
