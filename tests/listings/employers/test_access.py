"""Who may open which of the employers' addresses: every address, every kind of person.

The addresses come from the URL conf: a new one without a rule here fails.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from jobboard.models import User
from listings.employers.managing import links
from listings.employers.posting import typed_of
from listings.models import Company, Listing, PostingDraft, PostingOutcome, Purpose, Status
from tests.listings.employers.managing.postings import employer, live
from tests.listings.factories import make_draft, make_employer

pytestmark = pytest.mark.django_db

PEOPLE = (
    "anonymous",
    "employer",
    "colleague",
    "unverified member",
    "other employer",
    "writer",
    "editor",
    "moderator",
)
OWNERS = ("employer", "colleague")
SIGNED_IN = PEOPLE[1:]

# Which people an address answers, and to others: "door" leads to the sign-in, "404" hides it.
EVERYBODY = "everybody"  # also who knows a secret address
MEMBERS = "signed in"
OWN = "owners of the posting or company"

RULES: dict[str, str] = {
    "employers": EVERYBODY,
    "post": EVERYBODY,
    "pay-transparency": EVERYBODY,
    "posting-preview": EVERYBODY,
    "posting-places": EVERYBODY,
    # a secret address in each
    "posting-draft": EVERYBODY,
    "posting-confirm": EVERYBODY,
    "posting-confirm-again": EVERYBODY,
    "posting-sent": EVERYBODY,
    "posting-confirm-link": EVERYBODY,
    "posting-answer": EVERYBODY,
    "posting-filled": EVERYBODY,
    "own-postings": MEMBERS,
    "own-postings-csv": MEMBERS,
    "own-days-csv": MEMBERS,
    "account-data": MEMBERS,
    "account-data-file": MEMBERS,
    "account-delete-code": MEMBERS,
    "account-delete": MEMBERS,
    "account-deleted": EVERYBODY,
    "own-posting": OWN,
    "own-posting-edit": OWN,
    "own-posting-open": OWN,
    "own-posting-close": OWN,
    "own-posting-copy": OWN,
    "own-posting-again": OWN,
    "own-posting-comment": OWN,
    "own-company": OWN,
}


def addresses() -> Iterator[URLPattern]:
    """Every address under /employers/."""
    for pattern, path in walk(get_resolver().url_patterns):
        if path.lstrip("^").startswith("employers/"):
            yield pattern


def walk(patterns: Any, before: str = "") -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, path)
        else:
            yield pattern, path


def names() -> list[str]:
    return sorted({pattern.name or "" for pattern in addresses()})


def test_every_address_has_a_rule() -> None:
    assert set(names()) == set(RULES)


class World:
    """One posting with all that belongs to it, and everybody who might come along."""

    def __init__(self) -> None:
        self.listing = live(contact_name="Ada")
        self.company: Company = self.listing.company
        self.draft = make_draft(
            data=typed_of(self.listing),
            purpose=Purpose.EDIT,
            listing=self.listing,
            owner=employer(),
            email="ada@umbra.example",
        )
        PostingOutcome.objects.create(listing=self.listing, asked_at=timezone.now())
        self.people = {
            "employer": employer(),
            "colleague": make_employer("bob@umbra.example", self.company),
            "unverified member": make_employer("eve@x.example", self.company, is_verified=False),
            "other employer": make_employer("oscar@else.example"),
            **{group: self.staff(group) for group in ("writer", "editor", "moderator")},
        }

    @staticmethod
    def staff(group: str) -> User:
        user = User.objects.create_user(f"{group}@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    def client(self, who: str) -> Client:
        client = Client()
        if who in self.people:
            client.force_login(self.people[who])
        return client

    def url(self, name: str) -> str:
        """The address of this world's posting."""
        match name:
            case "own-company":
                return reverse(name, args=[self.company.pk])
            case "posting-answer":
                return reverse(name, args=[links.ANSWER.token(self.listing.pk)])
            case "posting-filled":
                return reverse(name, args=[links.FILLED.token(self.listing.pk)])
            case "posting-confirm-link":
                return reverse(name, args=["1-a"])
        if RULES[name] == OWN:
            return reverse(name, args=[self.listing.pk])
        if name.startswith("posting-") and name not in ("posting-preview", "posting-places"):
            return reverse(name, args=[self.draft.key])
        return reverse(name)

    def state(self) -> list[Any]:
        """All that a stranger must not be able to change."""
        return [
            list(Listing.objects.order_by("pk").values()),
            list(PostingDraft.objects.order_by("pk").values()),
            list(Company.objects.order_by("pk").values()),
            self.listing.events.count(),
            self.listing.notes.count(),
            self.company.revisions.count(),
        ]


def may(who: str, rule: str) -> bool:
    if rule == EVERYBODY:
        return True
    return who in (OWNERS if rule == OWN else SIGNED_IN)


@pytest.mark.parametrize("name", names())
def test_who_may_and_who_may_not(name: str) -> None:
    world = World()
    url, rule = world.url(name), RULES[name]
    typed = {"reason": "filled", "text": "Hello", "description": "Mine now.", "answer": "x"}
    before = world.state()
    for who in PEOPLE:
        client = world.client(who)
        for method in ("get", "head"):
            response = getattr(client, method)(url)
            check(response, who, rule)
            assert world.state() == before, (who, method)
        if not may(who, rule):
            check(client.post(url, typed), who, rule)
            assert world.state() == before, (who, "post")


def check(response: Any, who: str, rule: str) -> None:
    """Compare with the rule; nothing is ever an error of ours."""
    assert response.status_code < 500
    if may(who, rule):
        assert not is_door(response), who
    elif who == "anonymous":
        assert is_door(response) or response.status_code == 405, response.status_code
    else:
        assert response.status_code in (404, 405), (who, response.status_code)


def is_door(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/sign-in/")


def test_every_number_that_could_be_anothers_is_not_found() -> None:
    """Numbers of strangers' rows, and numbers that are none, answer alike."""
    world = World()
    stranger = world.client("other employer")
    for name in (name for name, rule in RULES.items() if rule == OWN):
        for number in (world.listing.pk, 0, 999_999_999_999_999_999):
            url = reverse(name, args=[number])
            expected = 405 if name == "own-posting" else 404  # a page that takes no POST at all
            assert stranger.post(url, {"reason": "filled"}).status_code == expected, url


def test_a_draft_of_another_is_found_by_its_secret_only() -> None:
    world = World()
    signed = world.draft.key
    forged = f"{world.draft.pk + 1}.{signed.partition('.')[2]}"
    assert Client().get(reverse("posting-draft", args=[forged])).status_code == 404
    world.listing.refresh_from_db()
    assert world.listing.status == Status.PUBLISHED
