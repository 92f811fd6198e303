"""Rows for tests: each maker fills what it must and takes the rest from the test."""

import os
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from jobboard.models import User
from listings.models import (
    Company,
    CompanyMember,
    Demand,
    ExchangeRate,
    KnownPlace,
    Listing,
    ListingPlace,
    Place,
    PlaceKind,
    PostingDraft,
    SearchDocument,
    Skill,
    Source,
    Status,
)
from listings.pay.money import Pay, Period
from listings.reading.document_words import document_words
from roles.models import Role

PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
numbers = count(1 + 1_000_000 * PROCESS)
"""For what must differ, also from the rows that another process of the run made (``made_once``)."""

# What a person's browser sends; the test client sends nothing, as programs do.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


def make_company(name: str = "", **fields: Any) -> Company:
    if not name:  # nobody else has its slug, which need not be looked for
        number = next(numbers)
        name, fields = f"Company {number}", {"slug": f"company-{number}"} | fields
    return Company.objects.create(name=name, **fields)


def make_role(name: str, *, family: str = "") -> Role:
    return Role.objects.create(name=name, slug=name.lower().replace(" ", "-"), family=family)


def make_skill(name: str) -> Skill:
    return Skill.objects.create(name=name)


def make_demand(role: Role, **fields: Any) -> Demand:
    """A snapshot of a day's demand: 200 postings of as many employers, 24 openings of 8."""
    today = timezone.localdate()
    return Demand.objects.create(
        role=role,
        **{
            "n": 200,
            "employers": 200,
            "largest": 1,
            "openings": 24,
            "openings_employers": 8,
            "method_version": 2,
            "window_from": today,
            "window_to": today,
            "taken_at": timezone.now(),
            **fields,
        },
    )


def make_city(city: str, country: str, *, region: str = "", names: tuple[str, ...] = ()) -> Place:
    own = city.lower().replace(" ", "-")
    area = region.lower().replace(" ", "-")
    slug = "-".join(part for part in (own, area, country.lower()) if part)
    return Place.objects.create(
        kind=PlaceKind.CITY,
        slug=slug,
        city=city,
        region=region,
        region_slug=f"{area}-{country.lower()}" if region else "",
        country=country,
        names=[city.lower(), *names],
        sort_name=city.lower(),
    )


def make_known_city(city: str, country: str, population: int) -> KnownPlace:
    """A city of the gazetteer, which no posting need have."""
    return KnownPlace.objects.create(
        slug=f"{city.lower()}-{country.lower()}",
        label=f"{city}, {country}",
        country=country,
        sort_name=city.lower(),
        names=[city.lower()],
        population=population,
        facts={},
    )


def make_source(board: str = "board", **fields: Any) -> Source:
    return Source.objects.create(
        system="ashby",
        board=board,
        company=fields.pop("company", None) or make_company(board),
        **{"last_good_at": timezone.now()} | fields,
    )


def make_rate(currency: str, per_euro: str, days_ago: int = 1) -> ExchangeRate:
    on = timezone.localdate() - timedelta(days=days_ago)
    return ExchangeRate.objects.create(currency=currency, on=on, per_euro=Decimal(per_euro))


def yearly(minimum: int | None, maximum: int | None, currency: str = "USD") -> Pay:
    return Pay(
        minimum=None if minimum is None else Decimal(minimum),
        maximum=None if maximum is None else Decimal(maximum),
        currency=currency,
        period=Period.YEAR,
    )


def make_listing(
    title: str = "Data Engineer",
    *,
    places: tuple[Place, ...] = (),
    roles: tuple[Role, ...] = (),
    skills: tuple[Skill, ...] = (),
    pay: Pay | None = None,
    days_ago: float = 1,
    text: str = "",
    **fields: Any,
) -> Listing:
    """A live posting, unless the fields say otherwise."""
    source = fields.get("source")
    company = fields.pop("company", None) or (source.company if source else make_company())
    defaults = {
        "status": Status.PUBLISHED,
        "posted_at": timezone.now() - timedelta(days=days_ago),
        "apply_url": "https://jobs.example.com/apply",
        "description_html": f"<p>{text or 'The work.'}</p>",
    }
    listing = Listing(company=company, title=title, **defaults | fields)
    listing.set_pay(pay)
    listing.save()
    if roles:
        listing.roles.add(*roles)
    if skills:
        listing.skills.add(*skills)
    if places:
        _place(listing, places)
    words = document_words(
        title,
        company.name,
        roles=[role.name for role in roles],
        skills=[skill.name for skill in skills],
        text=text,
        language=listing.language,
    )
    SearchDocument.objects.write([SearchDocument.of(listing, words)])
    return listing


def _place(listing: Listing, places: tuple[Place, ...]) -> None:
    ListingPlace.objects.bulk_create(
        ListingPlace(listing=listing, place=place, position=position)
        for position, place in enumerate(places)
    )


def make_employer(email: str = "", *companies: Company, is_verified: bool = True) -> User:
    """A person who belongs to the companies, with a voice in them unless said otherwise."""
    user = User.objects.create_user(email or f"person{next(numbers)}@umbra.example")
    at = timezone.now() if is_verified else None
    for company in companies:
        CompanyMember.objects.create(user=user, company=company, verified_at=at)
    return user


def make_draft(**fields: Any) -> PostingDraft:
    return PostingDraft.objects.create(nonce=f"nonce-{next(numbers)}", **fields)


def make_submission(title: str = "Data Engineer", **fields: Any) -> Listing:
    """A posting that waits in the editors' queue, unless the fields say otherwise."""
    defaults = {"status": Status.PENDING, "posted_at": None, "submitted_at": timezone.now()}
    return make_listing(title, **{"run_days": 30} | defaults | fields)
