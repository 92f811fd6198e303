"""Who may open which of the employers' addresses: every address, every kind of person.

The addresses come from the URL conf: a new one without a rule here fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from jobboard.models import User
from listings.employers.mails import ANSWER, FILLED
from listings.employers.services import typed_of
from listings.models import (
    Company,
    Confirmation,
    Listing,
    ListingDay,
    PostingDraft,
    PostingOutcome,
    PostingRevision,
    Purpose,
    Status,
)
from tests.database import shared_rows
from tests.listings.employers.managing.postings import employer, live
from tests.listings.employers.typed import begun_in, typed
from tests.listings.factories import make_draft, make_employer

pytestmark = pytest.mark.django_db

PEOPLE = (
    "anonymous",
    "newcomer",
    "employer",
    "colleague",
    "unverified member",
    "other employer",
    "writer",
    "editor",
    "moderator",
)
OWNERS = ("employer", "colleague")
SIGNED_IN = PEOPLE[2:]

# Which people an address answers, and to others: "door" leads to the sign-in, "404" hides it.
EVERYBODY = "everybody"  # also who has the link of a mail
MEMBERS = "signed in"
OWN = "owners of the posting or company"
DRAFT = "whose draft it is"  # a 404 to all others, signed in or not

# Each kind of draft, and whose it is: one without an owner is its browser's.
DRAFTS = {
    "edit": "employer",
    "copy": "employer",
    "sent edit": "employer",
    "first posting": "newcomer",
}

RULES: dict[str, str] = {
    "employers": EVERYBODY,
    "post": EVERYBODY,
    "pay-transparency": EVERYBODY,
    "posting-preview": EVERYBODY,
    "posting-places": EVERYBODY,
    "posting-draft": DRAFT,
    "posting-confirm": DRAFT,
    "posting-confirm-again": DRAFT,
    "posting-sent": DRAFT,
    # the links of mails
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
    "own-posting-contact": OWN,
    "own-posting-undo": OWN,
    "own-posting-extend": OWN,
    "own-posting-withdraw-edit": OWN,
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
        self.data = typed_of(self.listing)
        self.drafts = {
            "edit": self.draft(Purpose.EDIT),
            "copy": self.draft(Purpose.COPY),
            "sent edit": self.draft(Purpose.EDIT, sent_at=timezone.now()),
            "first posting": make_draft(data=typed(email="new@y.example"), email="new@y.example"),
        }
        self.token = self.ask(self.drafts["first posting"])
        PostingOutcome.objects.create(listing=self.listing, asked_at=timezone.now())
        ListingDay.objects.create(listing=self.listing, on=timezone.localdate(), views=3)
        self.people = {
            "employer": employer(),
            "colleague": make_employer("bob@umbra.example", self.company),
            "unverified member": make_employer("eve@x.example", self.company, is_verified=False),
            "other employer": make_employer("oscar@else.example"),
            **{group: self.staff(group) for group in ("writer", "editor", "moderator")},
        }
        self.signed_in = {who: self.sign_in(person) for who, person in self.people.items()}

    def draft(self, purpose: Purpose, **fields: Any) -> PostingDraft:
        fields |= {"owner": employer(), "listing": self.listing, "email": "ada@umbra.example"}
        return make_draft(data=self.data, purpose=purpose, **fields)

    @staticmethod
    def ask(draft: PostingDraft) -> str:
        """Have a code on its way for a draft; returns the token of its link."""
        confirmation = Confirmation(draft=draft, email=draft.email)
        _, token = confirmation.renew(at=timezone.now() - timedelta(hours=1))
        confirmation.save()
        return token

    @staticmethod
    def staff(group: str) -> User:
        user = User.objects.create_user(f"{group}@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    @staticmethod
    def sign_in(person: User) -> str:
        """The cookie's value."""
        client = Client()
        client.force_login(person)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, who: str) -> Client:
        client = Client()
        if who in self.people:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.signed_in[who]
        if who == "newcomer":
            begun_in(client, self.drafts["first posting"])
        return client

    def url(self, name: str, kind: str = "") -> str:
        """The address of this world's posting, or of its draft of a kind."""
        match name:
            case "own-company":
                return reverse(name, args=[self.company.pk])
            case "posting-answer":
                return reverse(name, args=[ANSWER.token(self.listing)])
            case "posting-filled":
                return reverse(name, args=[FILLED.token(self.listing)])
            case "posting-confirm-link":
                return reverse(name, args=[self.token])
        if RULES[name] == OWN:
            return reverse(name, args=[self.listing.pk])
        if RULES[name] == DRAFT:
            return reverse(name, args=[self.drafts[kind].key])
        return reverse(name)

    def typed(self) -> dict[str, Any]:
        """All that a form or a button could ask for: other pay, another text, an answer."""
        said = {
            "reason": "filled",
            "text": "Hello",
            "answer": "x",
            "code": "AAAA-AAAA",
            "days": "60",
        }
        pay = {"pay_minimum": "41,000", "title": "Mine now", "description": "Mine now."}
        return self.data | said | pay | {"action": "send", "version": "1"}

    def state(self) -> list[Any]:
        """All that a stranger must not be able to change."""
        return [
            list(Listing.objects.order_by("pk").values()),
            list(PostingDraft.objects.order_by("pk").values()),
            list(Company.objects.order_by("pk").values()),
            list(Confirmation.objects.order_by("pk").values()),
            list(PostingRevision.objects.order_by("pk").values()),
            self.listing.events.count(),
            self.listing.notes.count(),
            self.company.revisions.count(),
        ]


def may(who: str, rule: str, kind: str = "") -> bool:
    if rule == EVERYBODY:
        return True
    if rule == DRAFT:
        return who == DRAFTS[kind]
    return who in (OWNERS if rule == OWN else SIGNED_IN)


def everything() -> list[tuple[str, str]]:
    """Every address, those of drafts once for each kind of draft."""
    known = [name for name in names() if name in RULES]  # for the rest the test above fails
    return [(name, kind) for name in known for kind in (DRAFTS if RULES[name] == DRAFT else [""])]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once: no address may change it, and each test undoes what its own people did."""
    with django_db_blocker.unblock(), shared_rows():
        yield World()


@pytest.mark.first(8)
@pytest.mark.parametrize(("name", "kind"), everything())
def test_who_may_and_who_may_not(world: World, name: str, kind: str) -> None:
    url, rule = world.url(name, kind), RULES[name]
    before = world.state()
    for who in PEOPLE:
        client = world.client(who)
        check(client.get(url), who, rule, kind)
        if who == "other employer":
            check(client.head(url), who, rule, kind)
        if not may(who, rule, kind):
            check(client.post(url, world.typed()), who, rule, kind)
    assert world.state() == before


def check(response: Any, who: str, rule: str, kind: str) -> None:
    """Compare with the rule; nothing is ever an error of ours."""
    assert response.status_code < 500
    if may(who, rule, kind):
        assert not is_door(response), who
        assert response.status_code != 404 or rule == OWN, who
    elif who not in SIGNED_IN and rule != DRAFT:
        assert is_door(response) or response.status_code == 405, response.status_code
    else:  # 409: who is signed out gets back what they sent, and nothing else
        is_nobody = who not in SIGNED_IN and response.wsgi_request.method == "POST"
        known = (404, 405, 409) if is_nobody else (404, 405)
        assert response.status_code in known, (who, response.status_code)
        is_echo = response.status_code == 409
        assert is_echo or "ada@umbra.example" not in response.content.decode()


@pytest.mark.parametrize("name", ["own-postings", "own-postings-csv", "own-days-csv"])
def test_a_list_holds_what_is_ones_own_and_nothing_of_anybody_else(world: World, name: str) -> None:
    for who in SIGNED_IN:
        response = world.client(who).get(world.url(name))
        said = b"".join(response) if response.streaming else response.content
        assert (world.listing.title in said.decode()) == (who in OWNERS), who


def test_the_file_about_a_person_holds_nothing_of_anybody_else(world: World) -> None:
    for who in SIGNED_IN:
        said = world.client(who).get(world.url("account-data-file")).text
        assert ("ada@umbra.example" in said) == (who == "employer"), who


def is_door(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/sign-in/")


def test_every_number_that_could_be_anothers_is_not_found(world: World) -> None:
    """Numbers of strangers' rows, and numbers that are none, answer alike."""
    stranger = world.client("other employer")
    for name in (name for name, rule in RULES.items() if rule == OWN):
        for number in (world.listing.pk, 0, 999_999_999_999_999_999):
            url = reverse(name, args=[number])
            expected = 405 if name == "own-posting" else 404  # a page that takes no POST at all
            assert stranger.post(url, {"reason": "filled"}).status_code == expected, url


def test_a_sent_draft_takes_nothing_more_and_leads_to_its_posting(world: World) -> None:
    owner, before = world.client("employer"), world.state()
    sent = world.url("posting-sent", "sent edit")
    for name in (name for name, rule in RULES.items() if rule == DRAFT and name != "posting-sent"):
        typed = world.drafts["sent edit"].data
        response = owner.post(world.url(name, "sent edit"), typed)
        assert response["Location"] == sent, name
    assert f"/employers/postings/{world.listing.pk}/" in owner.get(sent).content.decode()
    assert world.state() == before


def test_a_forged_secret_opens_nothing(world: World) -> None:
    signed = world.drafts["edit"].key
    forged = f"{world.drafts['copy'].pk}.{signed.partition('.')[2]}"
    assert world.client("employer").get(f"/employers/post/{forged}/").status_code == 404
    world.listing.refresh_from_db()
    assert world.listing.status == Status.PUBLISHED
