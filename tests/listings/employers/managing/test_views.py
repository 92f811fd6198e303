"""``/employers/postings/``: each posting, how it stands, who read it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.models import ListingDay, Purpose, Status
from listings.transitions import rows
from tests.listings.employers.managing.postings import employer, live, sent, signed_in
from tests.listings.factories import (
    make_company,
    make_draft,
    make_employer,
    make_listing,
    make_submission,
)

pytestmark = pytest.mark.django_db

URL = "/employers/postings/"


def shown(client: Client, url: str = URL) -> str:
    return client.get(url).content.decode()


def test_strangers_sign_in_and_come_back(client: Client) -> None:
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/sign-in/?next=/employers/postings/")


def test_without_postings_it_says_how_to_begin() -> None:
    page = shown(signed_in())
    assert "No posting of yours is here yet" in page
    assert "/employers/post/" in page


def test_a_live_one_says_how_long_it_stays_and_who_read_it() -> None:
    listing = live(ends_in=11.5)
    ListingDay.objects.create(listing=listing, on=timezone.localdate(), views=1234, apply_clicks=56)
    page = shown(signed_in())
    for piece in ("Lamp keeper", "<b>Live</b> · 12 days left", "1,234", "56"):
        assert piece in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.PENDING, "<b>In the queue</b> · waits for an editor"),
        (Status.CHANGES_REQUESTED, "<b>Changes wanted</b> · waits for you"),
        (Status.REJECTED, "<b>Not published</b>"),
    ],
)
def test_others_say_who_they_wait_for(status: str, words: str) -> None:
    make_submission(status=status, submitted_by=employer())
    assert words in shown(signed_in())


def test_ended_closed_and_frozen_ones_say_so() -> None:
    user = employer()
    live(ends_in=-1)
    rows.close(make_listing("Done", submitted_by=user), "filled")
    rows.freeze(make_listing("Odd", submitted_by=user), by="editor", reason="scam")
    page = shown(signed_in())
    for words in ("<b>Ended</b>", "<b>Closed: filled</b>", "<b>Under review</b>"):
        assert words in page


def test_a_posting_under_review_says_why_as_long_as_it_is() -> None:
    listing = live()
    rows.freeze(listing, by="editor", reason="Please explain the <fee>.")
    own = reverse("own-posting", args=[listing.pk])
    assert "The reason: Please explain the &lt;fee&gt;." in signed_in().get(own).text
    rows.unfreeze(listing)
    assert "The reason:" not in signed_in().get(own).text


def test_an_edit_that_waits_is_told() -> None:
    listing = live()
    listing.revisions.create(data={"title": "Other"}, before={"title": "Lamp keeper"})
    assert "your changes wait for an editor" in shown(signed_in())


def test_only_ones_own_and_those_of_companies_that_one_speaks_for() -> None:
    umbra, other = make_company("Umbra"), make_company("Other")
    make_listing("Ours", company=umbra)
    make_listing("Theirs", company=other)
    speaker = make_employer("bob@umbra.example", umbra)
    proposer = make_employer("eve@umbra.example", umbra, is_verified=False)
    page = shown(signed_in(speaker))
    assert "Ours" in page
    assert "Theirs" not in page
    assert "Ours" not in shown(signed_in(proposer))


def test_synced_postings_are_not_managed_here() -> None:
    from tests.listings.factories import make_source  # noqa: PLC0415

    source = make_source("umbra")
    make_listing("Synced", source=source)
    assert "Synced" not in shown(signed_in(make_employer("bob@umbra.example", source.company)))


def test_drafts_that_were_not_sent_are_within_reach() -> None:
    user = employer()
    draft = make_draft(data={"title": "Half a thought"}, owner=user)
    make_draft(data={"title": "Of another"}, owner=make_employer())
    edit = make_draft(
        data={"title": "Sent"}, owner=user, purpose=Purpose.EDIT, sent_at=timezone.now()
    )
    page = shown(signed_in())
    assert f'href="{draft.get_absolute_url()}">Half a thought' in page
    assert "Of another" not in page
    assert edit.get_absolute_url() not in page


def test_what_waits_for_the_employer_comes_first() -> None:
    user = employer()
    make_listing("Running", submitted_by=user)
    make_submission("Wanted", submitted_by=user, status=Status.CHANGES_REQUESTED)
    page = shown(signed_in())
    assert page.index("Wanted") < page.index("Running")


def test_many_are_paged_and_an_odd_page_is_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listings.employers.managing.views.PAGE_SIZE", 2)
    for number in range(5):
        make_listing(f"Job {number}", submitted_by=employer(), days_ago=number)
    client = signed_in()
    assert "1 of 3" in shown(client)
    assert "Job 4" in shown(client, f"{URL}?page=99")
    assert "Job 0" in shown(client, f"{URL}?page=x")


def test_its_queries_do_not_grow_with_the_postings() -> None:
    client = signed_in()
    sent()
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for _ in range(5):
        make_listing(submitted_by=employer())
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) == len(one) <= 10


def test_titles_are_shown_and_never_run(client: Client) -> None:
    make_listing("<script>alert(1)</script>", submitted_by=employer())
    page: Any = shown(signed_in())
    assert "<script>alert" not in page
