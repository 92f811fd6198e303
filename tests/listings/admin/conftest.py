from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from listings.models import Company, Listing, ListingPlace, Place, PlaceKind, Skill, Source
from listings.transitions import rows
from roles.models import Role
from tests.database import made_once
from tests.staff import SignIn

type MakeListing = Callable[..., Listing]


def _make(**fields: object) -> Listing:
    facts = {
        "title": "Data Engineer",
        "description_html": "<p>Pipelines.</p>",
        "apply_url": "https://tarn.example/1",
        "expires_at": timezone.now() + timedelta(days=30),
    }
    is_draft = fields.pop("is_draft", False)
    listing = Listing.objects.create(**{**facts, **fields})
    if not is_draft:
        rows.publish(listing)
    return listing


@pytest.fixture
def company(db: None) -> Company:
    return Company.objects.create(name="Tarn & Co", country="DE")


@pytest.fixture
def source(company: Company) -> Source:
    return Source.objects.create(system="ashby", board="tarn", company=company)


@pytest.fixture
def make_listing(company: Company) -> MakeListing:
    return partial(_make, company=company)


@pytest.fixture
def listing(make_listing: MakeListing) -> Listing:
    return make_listing()


@pytest.fixture
def place(db: None) -> Place:
    return _place()


def _place() -> Place:
    return Place.objects.create(
        kind=PlaceKind.CITY,
        slug="leipzig-de",
        city="Leipzig",
        country="DE",
        sort_name="leipzig",
        names=["leipzig"],
    )


@pytest.fixture
def many(db: None) -> None:
    """Enough rows of everything for a query in a loop to show."""
    made_once(_many)


def _many() -> None:
    role, place = Role.objects.create(name="Data Engineer", slug="data-engineer"), _place()
    for number in range(12):
        skill = Skill.objects.create(name=f"Skill {number}")
        company = Company.objects.create(name=f"Firm {number}", slug=f"firm-{number}")
        source = Source.objects.create(system="ashby", board=f"board-{number}", company=company)
        one = _make(company=company, source=source, title=f"Data Engineer {number}")
        one.roles.add(role)
        one.skills.add(skill)
        ListingPlace.objects.create(listing=one, place=place)


@pytest.fixture
def moderator(sign_in: SignIn) -> Client:
    return sign_in("moderator")
