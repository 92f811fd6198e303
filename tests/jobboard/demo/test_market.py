"""The demo market's life in the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

import jobboard.demo
from jobboard.demo import market, removal
from jobboard.demo.people import make_users
from jobboard.demo.stock import Stock
from jobboard.models import User
from jobboard.packs.load import load_pack
from listings.models import (
    ClosedReason,
    Company,
    EventKind,
    Listing,
    ListingEvent,
    Place,
    SearchDocument,
    Skill,
    Status,
)
from listings.reading.query import parse
from roles.models import Role

pytestmark = pytest.mark.django_db

PACK = Path(jobboard.demo.__file__).parent / "pack"
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def loaded(content: Stock, now: datetime) -> market.Moved:
    load_pack(PACK, is_demo=True)
    return market.load(now, content, quiet=True)


def rows() -> list[tuple[object, ...]]:
    fields = ("title", "posted_at", "status", "closed_at", "pay_minimum", "company__name")
    return list(Listing.objects.order_by("posted_at", "apply_url").values_list(*fields))


def test_everything_that_is_loaded_is_marked_as_demo(loaded: market.Moved) -> None:
    assert loaded.published == Listing.objects.count() > 100
    assert not Listing.objects.filter(is_demo=False).exists()
    assert not Company.objects.filter(is_demo=False).exists()
    assert not Role.objects.filter(is_demo=False).exists()


def test_every_posting_has_its_words_and_its_ledger(loaded: market.Moved) -> None:
    assert SearchDocument.objects.count() == Listing.objects.count()
    assert not Listing.objects.filter(events=None).exists()
    closed = Listing.objects.filter(status=Status.CLOSED)
    assert closed.filter(events__kind=EventKind.CLOSED).count() == closed.count() > 0


def test_a_loaded_posting_is_found_by_its_words(loaded: market.Moved) -> None:
    query = SearchQuery(parse("engineer").tsquery(), search_type="raw", config="simple")
    assert Listing.objects.filter(search__text=query).count() > 10


def test_no_posting_lies_in_the_future_or_runs_beyond_its_end(
    loaded: market.Moved, now: datetime
) -> None:
    assert not Listing.objects.filter(posted_at__gt=now).exists()
    assert not Listing.objects.filter(status=Status.PUBLISHED, expires_at__lte=now).exists()
    assert Listing.objects.live().count() == loaded.live


def test_live_postings_are_at_most_sixty_days_old(loaded: market.Moved, now: datetime) -> None:
    assert not Listing.objects.live().filter(posted_at__lt=now - 60 * DAY - timedelta(1)).exists()


def test_loading_twice_changes_nothing(loaded: market.Moved, content: Stock, now: datetime) -> None:
    before = rows()
    again = market.load(now, content, quiet=True)
    assert (again.published, again.closed) == (0, 0)
    assert rows() == before


@pytest.mark.parametrize("days", [1, 7])
def test_refreshing_gives_the_board_that_loading_on_that_day_gives(
    content: Stock, days: int
) -> None:
    load_pack(PACK, is_demo=True)
    later = datetime(2026, 6, 20, 12, tzinfo=UTC)
    market.load(later - days * DAY, content, quiet=True)
    market.refresh(later, content)
    recent = {row for row in rows() if row[1] > later - 59 * DAY}  # type: ignore[operator]
    removal.remove()
    load_pack(PACK, is_demo=True)
    market.load(later, content, quiet=True)
    assert recent == {row for row in rows() if row[1] > later - 59 * DAY}  # type: ignore[operator]


def test_a_refresh_never_moves_the_date_of_a_posting(
    loaded: market.Moved, content: Stock, now: datetime
) -> None:
    before = dict(Listing.objects.values_list("pk", "posted_at"))
    market.refresh(now + 7 * DAY, content)
    after = dict(Listing.objects.filter(pk__in=before).values_list("pk", "posted_at"))
    assert after == before


@pytest.mark.parametrize("days", [7, 400])
def test_after_a_pause_as_many_are_live_as_before(
    loaded: market.Moved, content: Stock, now: datetime, days: int
) -> None:
    moved = market.refresh(now + days * DAY, content)
    at_that_time = Listing.objects.filter(
        status=Status.PUBLISHED, expires_at__gt=now + days * DAY
    ).count()
    assert at_that_time > 0.7 * loaded.live
    assert moved.published > 0
    assert moved.closed > 0


def test_what_a_refresh_closes_stands_in_the_ledger_with_the_reason(
    loaded: market.Moved, content: Stock, now: datetime
) -> None:
    market.refresh(now + 30 * DAY, content)
    for line in ListingEvent.objects.filter(kind=EventKind.CLOSED).select_related("listing")[:50]:
        assert line.at == line.listing.closed_at
        assert line.reason == ClosedReason(line.listing.closed_reason).label


def test_a_refresh_without_a_demo_does_nothing(content: Stock, now: datetime) -> None:
    assert market.refresh(now, content) == market.Moved(0, 0, 0)
    assert not Listing.objects.exists()


def test_what_a_person_edited_or_froze_is_left_by_refresh_and_remove(
    loaded: market.Moved, content: Stock, now: datetime
) -> None:
    edited, frozen = Listing.objects.filter(status=Status.PUBLISHED, duplicates=None)[:2]
    edited.title, edited.edited_fields = "By hand", ["title"]
    edited.save()
    frozen.freeze(by="editor", reason="a look")
    market.refresh(now + 100 * DAY, content)
    for listing in (edited, frozen):
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED
    done = removal.remove()
    assert set(Listing.objects.all()) == {edited, frozen}
    assert any("2 postings" in line for line in done.kept)
    assert {edited.company, frozen.company} == set(Company.objects.all())


def test_a_demo_comes_back_around_what_a_person_edited(
    loaded: market.Moved, content: Stock, now: datetime
) -> None:
    edited = Listing.objects.filter(status=Status.PUBLISHED, duplicates=None)[0]
    edited.title, edited.edited_fields = "By hand", ["title"]
    edited.save()
    removal.remove()
    load_pack(PACK, is_demo=True)
    again = market.load(now, content, quiet=True)
    assert again.published == loaded.published - 1
    assert list(Listing.objects.filter(posted_at=edited.posted_at)) == [edited]


def test_remove_leaves_nothing_of_an_untouched_demo(loaded: market.Moved) -> None:
    done = removal.remove()
    assert done.postings == loaded.published
    assert done.kept == []
    assert not Listing.objects.exists()
    assert not Company.objects.exists()
    assert not Role.objects.exists()
    assert not ListingEvent.objects.exists()


def test_remove_never_touches_a_real_posting_that_uses_the_demo(loaded: market.Moved) -> None:
    company = Company.objects.all()[0]
    role, skill, place = Role.objects.all()[0], Skill.objects.all()[0], Place.objects.all()[0]
    real = Listing.objects.create(company=company, title="A real one")
    real.roles.add(role)
    real.skills.add(skill)
    real.places.add(place)
    removal.remove()
    assert list(Listing.objects.all()) == [real]
    assert list(Company.objects.all()) == [company]
    assert list(Role.objects.all()) == [role]
    assert list(real.skills.all()) == [skill]
    assert list(real.places.all()) == [place]


def test_copies_in_other_cities_stand_under_one_posting_that_shows_all_places(
    content: Stock, now: datetime
) -> None:
    load_pack(PACK, is_demo=True)
    odds = {**content.shapes["odds"], "duplicates": 40}
    many = replace(content, shapes={**content.shapes, "odds": odds})
    market.load(now, many, quiet=True)
    copy = Listing.objects.filter(duplicate_of__isnull=False).select_related("duplicate_of")[0]
    assert copy.duplicate_of is not None
    assert set(copy.places.all()) <= set(copy.duplicate_of.places.all())
    assert copy.duplicate_of.listing_places.filter(via=copy).exists()


def test_the_users_have_their_groups_and_passwords_that_only_the_owner_reads(
    tmp_path: Path,
) -> None:
    path = make_users(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    lines = [line.split() for line in path.read_text().splitlines() if "@" in line]
    assert len(lines) == 4
    for address, password in lines:
        user = User.objects.get(email=address)
        assert user.check_password(password)
        assert user.is_staff
        assert user.is_demo
    editor = User.objects.get(email="editor@demo.example")
    assert [group.name for group in editor.groups.all()] == ["editor"]
    assert not editor.is_superuser


def test_making_users_twice_keeps_their_passwords(tmp_path: Path) -> None:
    first = make_users(tmp_path).read_text()
    assert make_users(tmp_path).read_text() == first


def test_a_lost_file_of_passwords_means_new_ones(tmp_path: Path) -> None:
    path = make_users(tmp_path)
    first = path.read_text()
    path.unlink()
    assert make_users(tmp_path).read_text() != first


@pytest.mark.parametrize("action", ["load", "users"])
def test_the_demo_refuses_a_public_address(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC", replace(settings.PUBLIC, is_local=False))
    with pytest.raises(CommandError, match="DEMO=0 make run"):
        call_command("demo", action)
    assert not Listing.objects.exists()
    assert not User.objects.exists()
