"""An unchanged page is not sent again; whatever changes it, it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.models import SiteIdentity
from jobboard.site import dates, identity
from listings.insights.snapshots import refresh
from listings.models import ClosedReason, Company, Listing, ListingPlace, Place, Skill
from listings.transitions import rows
from roles.models import Author, Guide, GuideStatus, Role, RoleSection, SectionSource
from tests.listings.factories import make_city, make_listing, make_skill, yearly
from tests.listings.figures import take_figures
from tests.roles.factories import add_section, make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db

PAGES = {
    "guide": "/guides/nurse-vs-midwife/",
    "role": "/roles/nurse/",
    "pair": "/roles/compare/doctor-vs-nurse/",
    "term": "/glossary/triage/",
}


@pytest.fixture(autouse=True)
def _board(db: None) -> None:
    nurse, midwife, _ = (
        make_profiled_role(name, responsibilities="Cares.", skills="Calm.")
        for name in ("Nurse", "Midwife", "Doctor")
    )
    SectionSource.objects.create(
        section=nurse.sections.all()[0],
        title="A",
        url="https://a.example/",
        accessed_on="2026-10-01",
    )
    triage = make_skill("Triage")
    Skill.objects.update(term=make_term("Triage", body="Who comes first."))
    make_listing(
        "Open", roles=(nurse, midwife), skills=(triage,), places=(make_city("Bern", "CH"),)
    )
    make_listing("Other", roles=(nurse,))
    make_listing("Baker")
    guide = make_guide(nurse, midwife)
    add_section(guide, "Prose", "Words.")
    make_guide(title="Later", status=GuideStatus.SCHEDULED, published_at=soon(1))


def soon(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


def answers(client: Client, etags: dict[str, str]) -> dict[str, int]:
    return {
        name: client.get(url, headers={"If-None-Match": etags[name]}).status_code
        for name, url in PAGES.items()
    }


def etags(client: Client) -> dict[str, str]:
    return {name: client.get(url)["ETag"] for name, url in PAGES.items()}


def test_an_unchanged_page_costs_one_query_and_is_not_sent(client: Client) -> None:
    known = etags(client)
    for name, url in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, headers={"If-None-Match": known[name]})
        assert (response.status_code, response.content) == (304, b""), name
        assert len(queries) == 1


def change(**rows: Any) -> Callable[[], Any]:
    """Write a value the way that tells no model of it."""
    [(model, fields)] = rows.items()
    return lambda: NAMED[model].objects.update(**fields)


def an_open() -> Listing:
    return Listing.objects.get(title="Open")


def _rename(name: str) -> None:
    SiteIdentity.objects.create(name=name)
    identity.forget()


def _pay() -> None:
    listing = an_open()
    listing.set_pay(yearly(50_000, 60_000))
    listing.save()


def _office() -> None:
    ListingPlace.objects.create(listing=an_open(), place=make_city("Oslo", "NO"), position=1)


NAMED: dict[str, Any] = {
    model.__name__.lower(): model
    for model in (Author, Company, Guide, Listing, Place, Role, RoleSection, SectionSource, Skill)
}
CONTENT: dict[str, Callable[[], Any]] = {
    "a section's words": change(rolesection={"body": "Cares a lot."}),
    "a source": change(sectionsource={"title": "B"}),
    "an author's name": change(author={"name": "Bea"}),
    "a guide's title": change(guide={"title": "Other"}),
    "a role's definition": change(role={"definition": "Other."}),
    "a new term": lambda: make_term("Ward"),
    "a related guide": lambda: Guide.objects.get(title="Later").related.add(*Guide.objects.all()),
    "a guide whose time has come": change(guide={"published_at": F("published_at") - timedelta(2)}),
    "who the board is": lambda: _rename("Ward"),
}
MARKET: dict[str, Callable[[], Any]] = {
    "a new posting": lambda: make_listing(roles=(Role.objects.get(slug="nurse"),)),
    "a posting that ends": lambda: rows.close(an_open(), ClosedReason.FILLED),
    "a posting that ran out": change(listing={"expires_at": timezone.now() - timedelta(hours=1)}),
    "a frozen posting": lambda: rows.freeze(an_open(), by="editor", reason="scam"),
    "a title": change(listing={"title": "Renamed"}),
    "pay": _pay,
    "a company's name": change(company={"name": F("slug")}),
    "a place's name": change(place={"city": "Basel"}),
    "another office": _office,
    "a skill's name": change(skill={"name": "Sorting"}),
    "new figures of what is asked for": refresh,
    "a role that it has no more": lambda: an_open().roles.set([]),
}


@pytest.mark.parametrize("what", CONTENT)
def test_a_change_of_content_renews_every_page(client: Client, what: str) -> None:
    known = etags(client)
    CONTENT[what]()
    assert 304 not in answers(client, known).values()


@pytest.mark.parametrize("what", MARKET)
def test_a_change_of_the_market_renews_the_pages_of_its_roles(client: Client, what: str) -> None:
    known = etags(client)
    MARKET[what]()
    found = answers(client, known)
    assert 304 not in (found["guide"], found["role"], found["pair"])


@pytest.mark.parametrize("what", ["a posting that ends", "a skill's name", "a frozen posting"])
def test_a_terms_demand_renews_its_page(client: Client, what: str) -> None:
    known = etags(client)
    MARKET[what]()
    assert answers(client, known)["term"] == 200


def test_postings_of_other_roles_leave_a_page_as_it_is(client: Client) -> None:
    known = etags(client)
    make_listing("Another baker")
    assert set(answers(client, known).values()) == {304}


def test_new_figures_renew_the_pages(client: Client) -> None:
    known = etags(client)
    take_figures()
    found = answers(client, known)
    assert 304 not in (found["guide"], found["role"], found["pair"])


def test_a_guide_that_went_off_the_site_is_not_unchanged(client: Client) -> None:
    known = etags(client)
    Guide.objects.update(status="archived")
    assert answers(client, known)["guide"] == 404


def test_ages_change_with_the_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known = etags(client)
    tomorrow = dates.today() + timedelta(days=1)
    monkeypatch.setattr(dates, "today", lambda: tomorrow)
    assert 304 not in answers(client, known).values()
