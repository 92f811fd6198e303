"""One rule for every date: the board's own time zone, wherever the date is written."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize

from jobboard.environment import BASE_DIR
from jobboard.models import OutgoingMail, SiteIdentity, User
from jobboard.site import dates, identity
from jobboard.templatetags.site import unchanged_since
from listings.employers import mails
from listings.importers.answers import moment
from listings.models import Listing
from listings.models.event import Seen
from listings.search.facts import job_posting
from tests.listings.employers.managing.postings import live, signed_in
from tests.listings.factories import make_city, make_listing
from tests.roles.factories import make_guide

pytestmark = pytest.mark.django_db

ZONES = ("Asia/Tokyo", "America/Los_Angeles", "UTC", "Pacific/Kiritimati", "Asia/Kolkata")
LATE = datetime.combine(timezone.now().date() - timedelta(days=9), datetime.min.time(), UTC) - (
    timedelta(minutes=30)
)  # 23:30 of the day before: the next day in Tokyo, the same in Los Angeles


@pytest.fixture(autouse=True)
def known_anew() -> Iterator[None]:
    identity.forget()
    yield
    identity.forget()


@pytest.fixture(params=ZONES)
def zone(request: Any, settings: Any) -> str:
    """The zone as the environment gives it."""
    settings.TIME_ZONE = request.param
    identity.forget()
    return str(request.param)


def expected(zone: str) -> date:
    return {
        "Asia/Tokyo": LATE.date() + timedelta(days=1),
        "Pacific/Kiritimati": LATE.date() + timedelta(days=1),
        "Asia/Kolkata": LATE.date() + timedelta(days=1),
    }.get(zone, LATE.date())


def seen_everywhere(client: Client, listing: Listing) -> dict[str, str]:
    """Every place that dates a posting, and the day it says."""
    page = client.get(listing.get_absolute_url()).text
    browse = client.get("/jobs/").text
    company = client.get(listing.company.get_absolute_url()).text
    sitemap = client.get("/sitemap-jobs.xml").text
    csv_file: Any = signed_in().get("/employers/postings/postings.csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(csv_file.streaming_content).decode("utf-8-sig")))
    blocks = map(json.loads, re.findall(r'ld\+json">(.*?)</script>', page))
    (structured,) = [block for block in blocks if block["@type"] == "JobPosting"]
    return {
        "page": _first(r'<time datetime="([\d-]+)"', page),
        "card": _first(r'<time datetime="([\d-]+)"', browse),
        "company": _first(r'<time datetime="([\d-]+)"', company),
        "JSON-LD": structured["datePosted"],
        "JSON-LD, end": structured["validThrough"][:10],
        "sitemap": _first(r"<lastmod>([\d-]+)", sitemap),
        "CSV": row["posted on"],
        "CSV, end": row["ends on"],
    }


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[1]


def late_posting() -> Listing:
    """All its moments are at 23:30 UTC; it ends later on, at the same hour."""
    listing = live()
    end = LATE + timedelta(days=60)
    Listing.objects.filter(pk=listing.pk).update(
        posted_at=LATE, verified_at=LATE, updated_at=LATE, expires_at=end
    )
    return Listing.objects.get(pk=listing.pk)


@pytest.mark.first(3)
def test_a_posting_has_one_date_wherever_it_stands(client: Client, zone: str) -> None:
    day = expected(zone)
    for place, said in seen_everywhere(client, late_posting()).items():
        end = day + timedelta(days=60)
        assert said == f"{end if 'end' in place else day}", place


@pytest.mark.slow
def test_a_zone_that_an_administrator_chooses_holds_everywhere_at_once(client: Client) -> None:
    listing = late_posting()
    assert set(seen_everywhere(client, listing).values()) >= {f"{LATE.date()}"}
    admin = Client()
    admin.force_login(User.objects.create_superuser("root@desk.example", "three-plain-words"))
    values = {"name": "Kept", "time_zone": "Asia/Tokyo"}
    assert admin.post(reverse("admin:jobboard_siteidentity_add"), values).status_code == 302
    assert SiteIdentity.objects.get().time_zone == "Asia/Tokyo"
    identity.forget()  # as the commit does
    found = seen_everywhere(client, listing)
    assert {found["page"], found["CSV"], found["JSON-LD"]} == {f"{expected('Asia/Tokyo')}"}


@pytest.mark.first(3)
def test_the_admin_and_the_mails_say_the_same_day(zone: str) -> None:
    listing = late_posting()
    admin = Client()
    admin.force_login(User.objects.create_superuser("root@desk.example", "three-plain-words"))
    page = admin.get("/admin/listings/listing/").text
    assert dates.short(expected(zone)) in page
    mails.remind(listing, Seen(), timezone.now())  # as the worker does, outside of any request
    mail = OutgoingMail.objects.get(kind="posting-ends-soon")
    assert dates.long(expected(zone) + timedelta(days=60)) in mail.text.replace("\n", " ")


def test_a_guide_has_one_date_on_its_page_and_in_its_markup(client: Client, zone: str) -> None:
    guide = make_guide(published_at=LATE)
    page = client.get(guide.get_absolute_url()).text
    assert f'<time datetime="{expected(zone)}">' in page
    assert f'"datePublished": "{expected(zone)}"' in page


def test_a_day_that_a_source_names_stays_that_day(zone: str) -> None:
    at = moment({"published": "2026-03-05"}, "published")
    assert at is not None
    assert dates.day_of(at) == date(2026, 3, 5)
    listing = make_listing(posted_at=at, places=(make_city("Bonn", "DE"),))
    assert '"datePosted": "2026-03-05"' in job_posting(listing)
    assert moment({"at": "2026-03-05T10:00"}, "at") == datetime(2026, 3, 5, 10, tzinfo=UTC)


def test_a_moment_for_machines_has_the_boards_offset(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    identity.forget()
    assert dates.moment(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "2026-11-21T08:30:00+09:00"


MADE_ELSEWHERE = re.compile(
    r"localdate|localtime\(|\.date\(\)|TruncDate|strftime|\{[^{}]*:%[^{}]*\}"
)
FOR_MACHINES = {
    "jobboard/site/dates.py",
    "jobboard/backup.py",  # a file's name
    "jobboard/pages/sitemap.py",  # RFC 9116 asks for UTC
    "jobboard/demo",  # days are drawn there
    "listings/employers/mails.py",  # keys, so that a mail goes out once
    "roles/models/guide.py",  # a default, which only a form in the admin asks for
}


def test_no_other_room_turns_a_moment_into_a_day() -> None:
    found = [
        f"{path.relative_to(BASE_DIR)}: {line.strip()}"
        for room in ("jobboard", "listings", "roles")
        for path in sorted((BASE_DIR / room).rglob("*.py"))
        if not _is_for_machines(path)
        for line in path.read_text().splitlines()
        if MADE_ELSEWHERE.search(line) and "dates." not in line and "import" not in line
    ]
    assert found == []


def _is_for_machines(path: Path) -> bool:
    name = str(path.relative_to(BASE_DIR))
    return "/migrations/" in name or name.startswith(tuple(FOR_MACHINES))


def test_the_admin_writes_times_as_the_pages_do() -> None:
    at = datetime(2026, 11, 30, 14, 30)
    assert localize(at) == "30 Nov 2026, 14:30"
    assert localize(at.time()) == "14:30"


def test_a_figure_of_today_is_not_called_unchanged_since() -> None:
    now = timezone.now()
    assert unchanged_since(now) == ""
    assert unchanged_since(now - timedelta(days=2)) == ", unchanged since"
