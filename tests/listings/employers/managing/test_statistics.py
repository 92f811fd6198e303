"""CSV of everything: whole, readable, and no formula in it."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import ListingDay
from tests.listings.employers.managing.postings import employer, live, signed_in
from tests.listings.factories import make_employer, make_listing

pytestmark = pytest.mark.django_db


def rows(client: Client, name: str = "postings.csv") -> list[dict[str, str]]:
    response: Any = client.get(f"/employers/postings/{name}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_posting_with_its_sums() -> None:
    listing = live(title="Prüferin, Leuchttürme", reference="R-7")
    today = timezone.localdate()
    ListingDay.objects.create(listing=listing, on=today, views=5, apply_clicks=2)
    (row,) = rows(signed_in())
    assert row["title"] == "Prüferin, Leuchttürme"
    assert (row["state"], row["reference"], row["places"]) == ("Live", "R-7", "Hamburg, Germany")
    assert (row["views"], row["apply clicks"]) == ("5", "2")
    assert row["posted on"] == today.isoformat()
    assert row["address"].endswith(listing.get_absolute_url())


def test_every_day_of_each() -> None:
    listing = live()
    today = timezone.localdate()
    ListingDay.objects.create(listing=listing, on=today, views=5)
    ListingDay.objects.create(listing=make_listing(), on=today, views=9)
    (row,) = rows(signed_in(), "days.csv")
    assert (row["title"], row["day"], row["views"]) == ("Lamp keeper", today.isoformat(), "5")


def test_it_says_its_encoding() -> None:
    response: Any = signed_in().get("/employers/postings/postings.csv")
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "title",
    ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", " =1+1", "\t=1", "|cmd", "%0A=1"],
)
def test_no_cell_is_a_formula(title: str) -> None:
    make_listing(title, submitted_by=employer())
    (row,) = rows(signed_in())
    assert row["title"] == f"'{title}"


def test_only_ones_own() -> None:
    live()
    assert rows(signed_in(make_employer())) == []


def test_its_queries_do_not_grow() -> None:
    user = employer()
    client = signed_in()
    for number in range(12):
        make_listing(f"Job {number}", submitted_by=user)
    with CaptureQueriesContext(connection) as queries:
        assert len(rows(client)) == 12
    assert len(queries) <= 9
