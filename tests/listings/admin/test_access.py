"""Who sees and changes what in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Listing, ListingEvent
from listings.transitions import rows
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

MARKET = ("listing", "company", "source", "sourcerecord", "listingevent", "exchangerate")
WORDS = ("skill", "place", "levelword", "occupationword")
LISTS = [f"admin:listings_{name}_changelist" for name in (*MARKET, *WORDS)] + [
    "admin:roles_role_changelist",
    "admin:jobboard_user_changelist",
    "admin:auth_group_changelist",
]
MAY_LIST = {
    "writer": {"listing", "role"},
    "editor": {"role", "skill", "levelword", "occupationword", "listing", "company", "place"},
    "moderator": {
        "listing",
        "company",
        "place",
        "source",
        "sourcerecord",
        "listingevent",
        "skill",
        "role",
    },
}


@pytest.mark.parametrize("group", MAY_LIST)
def test_each_group_lists_what_is_its_own(sign_in: SignIn, group: str) -> None:
    client = sign_in(group)
    answers = {name.split("_")[-2]: client.get(reverse(name)).status_code for name in LISTS}
    assert set(answers.values()) == {200, 403}
    assert {noun for noun, status in answers.items() if status == 200} == MAY_LIST[group]


@pytest.mark.first(3)
@pytest.mark.parametrize("name", LISTS)
def test_the_administrator_lists_searches_and_opens_forms(
    many: None, administrator: Client, name: str
) -> None:
    assert administrator.get(reverse(name)).status_code == 200
    assert administrator.get(reverse(name), {"q": "da'ta \x00 %_\\"}).status_code == 200
    expected = 403 if any(word in name for word in ("event", "record", "rate")) else 200
    assert administrator.get(reverse(name.replace("changelist", "add"))).status_code == expected


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for name in LISTS:
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", LISTS[:10])
def test_a_list_runs_no_query_in_a_loop(
    many: None,
    administrator: Client,
    django_assert_max_num_queries: Any,
    name: str,
) -> None:
    with django_assert_max_num_queries(14):
        administrator.get(reverse(name))


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "status__exact=x",
        "level__exact=x",
        "roles__id__exact=abc",
        "o=99.x",
        "p=9",
    ],
)
def test_a_bad_filter_is_no_error(administrator: Client, listing: Listing, query: str) -> None:
    response = administrator.get(
        f"{reverse('admin:listings_listing_changelist')}?{query}", follow=True
    )
    assert response.status_code == 200


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "state", ["live", "pending", "frozen", "quarantine", "featured", "expired", "closed", "edited"]
)
def test_a_state_shows_its_postings(administrator: Client, listing: Listing, state: str) -> None:
    url = f"{reverse('admin:listings_listing_changelist')}?state={state}"
    response = administrator.get(url)
    assert response.status_code == 200
    assert (listing in response.context["cl"].result_list) == (state == "live")


def test_a_page_of_the_admin_keeps_to_the_strict_policy(
    administrator: Client, listing: Listing
) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    response = administrator.get(url)
    html = response.text
    assert "unsafe" not in response["Content-Security-Policy"]
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<style" not in html


def test_the_page_of_a_posting_costs_a_fixed_number_of_queries(
    administrator: Client, listing: Listing
) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    administrator.get(url)  # who the board is, and content types, are asked once
    with CaptureQueriesContext(connection) as few:
        administrator.get(url)
    for _ in range(10):
        rows.verify(listing)
    with CaptureQueriesContext(connection) as more:
        administrator.get(url)
    assert len(more) == len(few)


def test_the_ledger_cannot_be_changed_or_deleted(administrator: Client, listing: Listing) -> None:
    line = listing.events.get()
    url = reverse("admin:listings_listingevent_change", args=[line.pk])
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, {"reason": "never"}).status_code == 403
    delete = reverse("admin:listings_listingevent_delete", args=[line.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
    assert ListingEvent.objects.get() == line


def test_a_posting_goes_with_its_ledger(moderator: Client, listing: Listing) -> None:
    url = reverse("admin:listings_listing_delete", args=[listing.pk])
    assert moderator.get(url).status_code == 200
    assert moderator.post(url, {"post": "yes"}).status_code == 302
    assert not Listing.objects.exists()
