"""What changes is found at the next look, whoever changed it; counts and pages stay as SQL's."""

import gc
import random
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from bench import stress
from jobboard.http.changes import ChangeKind
from listings.models import Company, Listing, ListingPlace, SearchChange, SearchDocument
from listings.search.index import current, snapshot
from listings.search.index.answer import answer
from listings.search.index.check import ALL_FACETS, differences, random_query, search_for
from listings.search.index.current import State
from tests.database import made_once
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_source
from tests.listings.search.test_facets import make_market
from tests.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def let_others_end() -> None:
    """Wait for transactions that are open anywhere on the server, as in another test's database.

    They hold back how far changes count as read, and what may be pruned.
    """
    newest = max(SearchChange.objects.values_list("xid", flat=True))
    wait_for(lambda: snapshot.Position.now().xid > newest)


@pytest.fixture
def state() -> State:
    """An index of the market, from a file that was just made."""
    made_once(make_market)
    _with_lanterns(list(Listing.objects.order_by("-pk").values_list("pk", flat=True)[:25]))
    SearchChange.objects.all().delete()  # else the first look reads what others hold back
    assert snapshot.build()
    return current.begin(*snapshot.load(snapshot.path()))


QUERIES = (
    *("sort=salary", "q=engineer&sort=relevance", "country=FR&page=2", "q=lantern&in=text"),
    *(
        "q=-lantern&in=text",
        'q="lantern+keeper"&in=text',
        "q=title:engineer&in=text",
        "q=lan*&in=text",
    ),
)


def assert_as_sql(state: State) -> None:
    """Compare totals and pages of all, every facet of the whole market, some of each search."""
    pick = random.Random(1)
    for query in QUERIES:
        facets = len(ALL_FACETS) if query == QUERIES[0] else 4
        assert not differences(state.index, query, pick, values=1, facets=facets).wrong


@pytest.mark.slow
def test_a_file_holds_what_was_there(state: State) -> None:
    assert len(state.index.views) == 1
    assert_as_sql(state)


def close_three() -> None:
    for listing in Listing.objects.live().order_by("pk")[:3]:
        Listing.objects.filter(pk=listing.pk).update(
            status="closed", closed_at=timezone.now(), closed_reason="filled"
        )


def move_cities() -> None:
    berlin = make_city("Bonn", "DE")
    for listing in Listing.objects.order_by("pk")[:40:3]:
        listing.listing_places.all().delete()
        ListingPlace.objects.create(listing=listing, place=berlin)


def split_a_cluster() -> None:
    copy = Listing.objects.filter(duplicate_of__isnull=False).order_by("pk").first()
    assert copy
    Listing.objects.filter(pk=copy.pk).update(duplicate_of=None)
    others = Listing.objects.filter(pk__in=_first(9), duplicate_of=None).exclude(pk=copy.pk)
    assert others.update(duplicate_of=copy)


def remove_nineteen() -> None:
    Listing.objects.filter(pk__in=_first(19)).delete()


def _first(count: int) -> list[int]:
    """The oldest rows of the market."""
    return list(Listing.objects.order_by("pk").values_list("pk", flat=True)[:count])


def _with_lanterns(postings: list[int]) -> int:
    text = "'engineer':1A 'lantern':10 'keeper':11"
    return SearchDocument.objects.filter(pk__in=postings).update(text=text)


CHANGES: list[Callable[[], object]] = [
    lambda: make_listing("Chief engineer", roles=(make_role("Engineer"),)),
    close_three,
    move_cities,
    split_a_cluster,
    remove_nineteen,
    lambda: Company.objects.filter(slug="umbra").update(blocked_at=timezone.now()),
    lambda: Listing.objects.filter(level="senior").update(level="entry"),
    lambda: Listing.objects.update(posted_at=timezone.now() - timedelta(days=2)),
    lambda: make_listing("Old one", days_ago=20, featured_until=timezone.now() + timedelta(days=1)),
    lambda: SearchDocument.objects.update(heading="'engineer':1A"),
    lambda: _with_lanterns(_first(30)),
]


@pytest.mark.first(1)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_at_the_next_look(state: State, change: Callable[[], object]) -> None:
    change()
    assert_as_sql(current.look(state))


def test_each_look_tells_which_rows_changed_so_that_what_is_kept_of_them_goes(state: State) -> None:
    assert state.changed is None
    state = current.look(state)
    assert state.changed == {}
    copy = Listing.objects.filter(duplicate_of__isnull=False).order_by("pk")[0]
    company = Company.objects.order_by("pk")[0]
    Listing.objects.filter(pk=copy.pk).update(pay_note="plus bonus")
    Company.objects.filter(pk=company.pk).update(name="Another")
    changed = current.look(state).changed
    assert changed
    assert changed["company"] == {company.pk}
    assert {copy.pk, copy.duplicate_of_id} <= changed["posting"]


@pytest.mark.slow
def test_while_postings_change_at_random_each_look_counts_as_sql_does(state: State) -> None:
    pick = random.Random(7)
    for number in range(6):
        for _ in range(10):
            stress.act(pick)
        if number == 3:
            stress.burst(pick)
        state = current.look(state)
        assert not differences(state.index, random_query(state.index, pick), pick).wrong


@pytest.mark.slow
def test_a_part_that_was_replaced_is_gone_at_once(state: State) -> None:
    gc.disable()
    try:
        for level in ("senior", "lead"):
            make_listing(level=level)
            state = current.look(state)
            answer(state.index, search_for("level=senior"))
            parts = [weakref.ref(view.part) for view in state.index.views]
        make_listing()
        state = current.look(state)
        assert [part() is None for part in parts] == [False, True]
    finally:
        gc.enable()


@pytest.mark.django_db
def test_memory_that_a_replaced_file_needed_is_given_back_once(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given_back: list[int] = []
    monkeypatch.setattr(current, "return_free_memory", lambda: given_back.append(1))
    settings.INDEX_DIR = tmp_path
    process = current.IndexOfProcess()

    def looked() -> int:
        process.looked_at = float("-inf")
        assert process.index()
        return len(given_back)

    snapshot.build()
    assert [looked() for _ in range(3)] == [0, 0, 0]
    make_listing()
    snapshot.build()
    assert [looked() for _ in range(3)] == [0, 1, 1]


@pytest.mark.slow
def test_changes_add_up(state: State) -> None:
    for change in CHANGES[:5]:
        change()
        state = current.look(state)
    assert_as_sql(state)
    assert len(state.index.views) == 2


def test_an_earlier_transaction_that_commits_late_is_not_missed(state: State) -> None:
    with psycopg.connect(**connection.get_connection_params()) as late:
        late.execute("UPDATE listings_listing SET level = 'lead' WHERE level = 'senior'")
        make_listing(level="lead")
        state = current.look(state)
        late.commit()
    assert_as_sql(current.look(state))


@pytest.mark.slow
def test_a_board_that_was_not_read_leaves_and_comes_back(state: State) -> None:
    source = make_source()
    make_listing(source=source)
    state = current.look(state)
    for good in (timezone.now() - timedelta(hours=73), timezone.now()):
        type(source).objects.filter(pk=source.pk).update(last_good_at=good)
        state = current.look(state)
        assert_as_sql(state)


@pytest.mark.slow
def test_what_runs_out_leaves_without_any_change(state: State) -> None:
    listing = make_listing(expires_at=timezone.now() + timedelta(days=1))
    state = current.look(state)
    later = state.index.now + 2 * 86_400 * 1_000_000
    old = state.index.views[-1]
    assert old.until < later
    assert old.of_postings([listing.pk]) <= old.live


def test_a_company_that_is_renamed_is_shown_so(state: State) -> None:
    company = make_company("Nova")
    make_listing(company=company)
    type(company).objects.filter(pk=company.pk).update(name="Nova Labs")
    state = current.look(state)
    labels = {one.label for one in answer(state.index, search_for("")).facets["company"]}
    assert "Nova Labs" in labels


@pytest.mark.slow
def test_who_is_left_behind_learns_it(state: State) -> None:
    make_listing()
    SearchChange.objects.update(at=timezone.now() - timedelta(hours=2))
    let_others_end()
    snapshot.prune()
    assert SearchChange.objects.get().kind == ChangeKind.PRUNED
    with pytest.raises(current.LeftBehindError):
        current.look(state)


@pytest.mark.slow
def test_pruning_leaves_what_is_new(state: State) -> None:
    make_listing()
    SearchChange.objects.update(at=timezone.now() - timedelta(hours=2))
    let_others_end()
    state = current.look(state)
    with transaction.atomic():
        make_listing()
    snapshot.prune()
    assert_as_sql(current.look(state))
