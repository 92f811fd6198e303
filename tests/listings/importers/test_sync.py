"""A board into rows: what is kept, what a second run does, what can go wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from listings.models import (
    Company,
    EventKind,
    Listing,
    ListingEvent,
    SearchDocument,
    Skill,
    Source,
    SourceRecord,
    Status,
)
from roles.models import Role, RoleAlias
from tests.listings.importers.boards import answer, fail, job, run, run_answer, salary

pytestmark = pytest.mark.django_db


def versions() -> dict[str, list[Any]]:
    """The physical version of every row but the boards', whose times may move."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("listings_", "roles_")) and name != "listings_source"
    ]
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT ctid::text, xmin::text FROM "{table}" ORDER BY 1')
            rows[table] = cursor.fetchall()
    return rows


def test_a_posting_becomes_a_listing_with_its_facts() -> None:
    run(job(1, isRemote=True))
    listing = Listing.objects.get()
    assert listing.status == Status.PUBLISHED
    assert listing.title == "Harbour Data Engineer 1"
    assert listing.posted_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert listing.expires_at is None
    assert listing.employment_types == ["full-time"]
    assert listing.department == "Forecasts"
    assert listing.pay_display == "EUR 60K – 80K / year"
    assert listing.apply_url == "https://jobs.example.com/tides/1/apply"
    assert [place.slug for place in listing.places.all()] == ["berlin-de"]
    assert listing.workplaces == ["remote"]
    assert listing.remote_countries == ["DE"]
    assert SearchDocument.objects.filter(listing=listing).exists()
    assert Listing.objects.live().count() == 1


def test_roles_and_skills_come_from_the_rows_of_the_board() -> None:
    role = Role.objects.create(name="Tide Keeper", slug="tide-keeper")
    RoleAlias.objects.create(role=role, phrase="harbour data engineer")
    Skill.objects.create(name="Buoy Telemetry")
    run(job(1, descriptionHtml="<p>You know buoy telemetry by heart.</p>"))
    listing = Listing.objects.get()
    assert [one.slug for one in listing.roles.all()] == ["tide-keeper"]
    assert [one.slug for one in listing.skills.all()] == ["buoy-telemetry"]


def test_the_company_is_named_after_the_decoded_board_and_never_again() -> None:
    run(job(1), board="North%20Pier")
    assert Company.objects.get().name == "North Pier"
    Company.objects.update(name="North Pier Ltd", sort_name="north pier ltd")
    run(job(1), job(2), board="North%20Pier")
    assert Company.objects.get().name == "North Pier Ltd"


def test_a_second_run_of_the_same_answer_changes_no_row() -> None:
    jobs = [job(number) for number in range(5)] + [job(9, title=None), "no object"]
    run(*jobs)
    before = versions()
    outcome = run(*jobs)
    assert versions() == before
    assert outcome.written.unchanged == 7


def test_an_unchanged_board_costs_a_read_and_an_update(
    django_assert_max_num_queries: Any,
) -> None:
    run(job(1))
    with django_assert_max_num_queries(16):  # half of them load vocabulary and locks once a run
        run(job(1))


def test_the_number_of_queries_does_not_grow_with_the_board(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(60):
        run(*[job(number) for number in range(60)])


def test_one_broken_posting_is_reported_kept_and_skipped() -> None:
    outcome = run(job(1), job(2, title=None), job(3))
    assert Listing.objects.count() == 2
    assert outcome.written.problems == {"job-2": "title: missing."}
    assert SourceRecord.objects.get(external_id="job-2").problem == "title: missing."


@pytest.mark.parametrize(
    "broken",
    [
        "a text",
        7,
        None,
        [],
        {},
        {"title": "No id"},
        job(2, id=5.5),
        job(2, id=True),
        job(2, id="x" * 500),
        job(2, title=["no", "text"]),
        job(2, title="x" * 5_000),
        job(2, title=" \x07 "),
        job(2, title="Nul\x00"),
        job(2, title="Half \ud83d"),
        job(2, applyUrl="javascript:alert(1)"),
        job(2, applyUrl="https://"),
        job(2, applyUrl="https://exa mple.com/"),
        job(2, applyUrl="https://example.com/" + "x" * 2_000),
        job(2, publishedAt="soon"),
        job(2, publishedAt=12),
        job(2, isRemote="yes"),
        job(2, address=["Berlin"]),
        job(2, secondaryLocations="Paris"),
        job(2, secondaryLocations=["Paris"]),
        job(2, compensation=[1]),
        job(2, compensation={"summaryComponents": [3]}),
        job(2, compensation=salary("60k", "80k")),
        job(2, descriptionHtml={"html": "x"}),
        job(2, location="x" * 2_000),
    ],
)
def test_whatever_one_posting_holds_the_others_go_in(broken: object) -> None:
    outcome = run(job(1), broken, job(3))
    assert sorted(Listing.objects.values_list("title", flat=True)) == [
        "Harbour Data Engineer 1",
        "Harbour Data Engineer 3",
    ]
    assert len(outcome.written.problems) == 1
    assert not outcome.error


def test_an_id_may_be_a_number() -> None:
    run(job(1, id=5))
    assert SourceRecord.objects.get().external_id == "5"


def test_a_posting_that_breaks_keeps_its_listing_as_it_was() -> None:
    run(job(1), job(2))
    run(job(1), job(2, applyUrl="javascript:alert(1)"))
    assert Listing.objects.live().count() == 2


def test_an_id_that_comes_twice_counts_once() -> None:
    outcome = run(job(1), job(1, title="Another"), job(2))
    assert Listing.objects.count() == 2
    assert list(outcome.written.problems.values()) == ["id: comes twice on the board."]


def test_unlisted_postings_count_as_not_there() -> None:
    run(job(1), job(2, isListed=False))
    assert Listing.objects.count() == 1
    run(job(1, isListed=False), job(2))
    assert Listing.objects.get(records__external_id="job-1").status == Status.CLOSED


def test_the_title_keeps_the_employers_words_without_control_characters() -> None:
    run(job(1, title="  🌊 Keeper \x07of\u202e Tides (f/m/x)\n"))
    assert Listing.objects.get().title == "🌊 Keeper of Tides (f/m/x)"


def test_a_posting_without_a_date_counts_from_the_sync() -> None:
    run(job(1, publishedAt=None))
    listing = Listing.objects.get()
    assert listing.posted_at == listing.first_seen_at


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"jobs": 3}', b'{"jobs": []}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_board_that_answers_with_nothing_usable_closes_nothing(body: bytes) -> None:
    run(job(1))
    good_at = Source.objects.get().last_good_at
    outcome = run_answer(lambda: body)
    source = Source.objects.get()
    assert outcome.error == source.last_error != ""
    assert source.last_good_at == good_at
    assert source.last_attempt_at is not None
    assert good_at is not None
    assert source.last_attempt_at > good_at
    assert Listing.objects.live().count() == 1


def test_a_server_that_is_down_closes_nothing() -> None:
    run(job(1))
    assert fail().error == "The server answered 503."
    assert Listing.objects.live().count() == 1
    run(job(1))
    assert Source.objects.get().last_error == ""


def test_a_board_that_never_answered_leaves_no_trace() -> None:
    assert fail().error
    assert run().note == "The board lists no postings."
    assert not Source.objects.exists()
    assert not Company.objects.exists()


def test_a_recorded_answer_counts_as_seen_now_and_keeps_its_own_date() -> None:
    run(job(1, publishedAt="2019-03-01T00:00:00Z"), recorded=True)
    source = Source.objects.get()
    assert source.is_recorded
    assert source.last_good_at is not None
    assert Listing.objects.live().get().is_old
    run(job(1, publishedAt="2019-03-01T00:00:00Z"))
    assert not Source.objects.get().is_recorded


def test_a_board_that_is_switched_off_is_left_alone() -> None:
    run(job(1))
    Source.objects.update(is_enabled=False)
    assert run(job(2)).note == "switched off"
    assert Listing.objects.count() == 1


def test_numbers_that_no_database_holds_harm_nothing() -> None:
    huge = json.dumps({"jobs": [job(1), job(2)]}).replace('"Forecasts"', "1e999", 1)
    outcome = run_answer(huge.encode)
    assert len(outcome.written.problems) == 1
    assert Listing.objects.count() == 1


def test_every_listing_begins_with_a_line_in_its_ledger() -> None:
    run(job(1), job(2))
    kinds = ListingEvent.objects.values_list("kind", flat=True)
    assert list(kinds) == [EventKind.FIRST_SEEN] * 2


def test_answers_are_compared_whatever_the_order_of_their_members() -> None:
    run(job(1))
    turned = dict(reversed(job(1).items()))
    assert run_answer(lambda: answer(turned)).written.unchanged == 1


def test_a_board_that_cannot_be_written_is_a_failed_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run(job(1))
    monkeypatch.setattr("listings.importers.facts.normalize_title", lambda _: "nul \x00")
    outcome = run(job(1, title="Changed"))
    assert "could not be taken in" in outcome.error
    assert "could not be read" in caplog.text
    assert Listing.objects.live().get().title == "Harbour Data Engineer 1"
    assert Source.objects.get().last_error == outcome.error
