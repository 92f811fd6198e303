"""Postings by chance, with everything that the statistics must tell apart."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from listings.models import Company, Listing, ListingPlace, Place, PlaceKind, Source
from listings.pay.money import Pay, PayKind, Period
from roles.models import Role
from tests.listings.factories import make_company, make_role, make_source

COUNTRIES = ("US", "DE", "FR")
LEVELS = ("", "entry", "senior", "lead")
TYPES: tuple[list[str], ...] = (
    *([], ["full-time"], ["full-time"]),
    *(["contract"], ["freelance"], ["internship"], ["part-time"]),
)
AMOUNTS = {
    Period.YEAR: Decimal(1_000),
    Period.MONTH: Decimal(83),
    Period.WEEK: Decimal(19),
    Period.DAY: Decimal(4),
    Period.HOUR: Decimal("0.48"),
}


def fill(rng: Random, number: int, now: datetime) -> None:
    """Write a market of ``number`` postings."""
    groups = ("Umbra Group", "TVöD", "umbra group", "TVöD")
    companies = [make_company(group=group) for group in (*groups, *24 * [""])]
    roles = [make_role(name) for name in ("Data Engineer", "Nurse")]
    places = [
        Place.objects.create(kind=PlaceKind.COUNTRY, slug=code.lower(), country=code)
        for code in COUNTRIES
    ]
    companies[7].blocked_at = now
    companies[7].save()
    sources = [
        None,
        make_source("recorded", company=companies[1], is_recorded=True, last_good_at=None),
        make_source("dead", company=companies[2], last_good_at=now - timedelta(days=500)),
    ]
    postings = [_posting(rng, companies, sources, now) for _ in range(number)]
    Listing.objects.bulk_create(postings)
    shown = [posting for posting in postings if posting.status == "published"]
    for posting in rng.sample(shown, number // 20):
        alike = [one for one in shown if one.company == posting.company and one is not posting]
        heads = [one for one in alike if one.duplicate_of is None]
        if heads and all(one.duplicate_of is not posting for one in alike):
            posting.duplicate_of = rng.choice(heads)
    copies = [posting for posting in postings if posting.duplicate_of is not None]
    Listing.objects.bulk_update(copies, ["duplicate_of"])
    _connect(rng, postings, roles, places)


def _connect(rng: Random, postings: list[Listing], roles: list[Role], places: list[Place]) -> None:
    roles_of, places_of = Listing.roles.through, ListingPlace
    roles_of.objects.bulk_create(
        roles_of(listing_id=posting.pk, role_id=role.pk)
        for posting in postings
        for role in rng.sample(roles, rng.choice((0, 1, 1, 1, 2)))
    )
    places_of.objects.bulk_create(
        places_of(listing=posting, place=place, position=position)
        for posting in postings
        for position, place in enumerate(rng.sample(places, rng.choice((0, 1, 1, 1, 2, 3))))
    )


def _posting(
    rng: Random, companies: list[Company], sources: list[Source | None], now: datetime
) -> Listing:
    seen = now - timedelta(days=rng.uniform(-5, 500))
    remote = rng.choice(([], ["onsite"], ["remote"], ["remote", "hybrid"]))
    scope = rng.choice(("countries", "anywhere", "not-stated")) if "remote" in remote else ""
    posting = Listing(
        company=rng.choice(companies + companies[:6]),
        source=rng.choice(sources),
        title=f"Posting {rng.random()}",
        status=rng.choice(("published",) * 6 + ("closed", "draft")),
        posted_at=seen - timedelta(days=rng.uniform(0, 300)),
        first_seen_at=seen,
        level=rng.choice(LEVELS),
        employment_types=rng.choice(
            ([], ["full-time"], ["full-time"], ["contract"], ["internship"], ["part-time"])
        ),
        workplaces=remote,
        remote_scope=scope,
        remote_countries=rng.sample(COUNTRIES, rng.choice((1, 2))) if scope == "countries" else [],
        is_open_application=rng.random() < 0.05,
        frozen_at=now if rng.random() < 0.05 else None,
        expires_at=seen + timedelta(days=60) if rng.random() < 0.2 else None,
        pay_quarantined_at=now if rng.random() < 0.05 else None,
    )
    if posting.status == "closed":
        posting.closed_at = min(now, seen + timedelta(days=rng.uniform(1, 90)))
        posting.closed_reason = "filled"
    posting.set_pay(_pay(rng), rng.choice(("feed",) * 5 + ("text",)))
    posting.derive()
    return posting


def _pay(rng: Random) -> Pay | None:
    if rng.random() < 0.1:
        return None
    period = rng.choice((Period.YEAR,) * 4 + tuple(Period))
    low = (rng.randint(40, 200) * AMOUNTS[period] * Decimal("1.37")).quantize(Decimal("0.01"))
    high = (low * Decimal(rng.choice((1, "1.2", "1.5", "1.5", 3, "3.2")))).quantize(Decimal("0.01"))
    minimum, maximum = rng.choice(((low, high),) * 8 + ((low, None), (None, high)))
    return Pay(
        minimum=minimum,
        maximum=maximum,
        currency=rng.choice(("USD",) * 5 + ("EUR", "GBP")),
        period=period,
        payments_a_year=rng.choice((None, 13)) if period == Period.MONTH else None,
        kind=rng.choice((PayKind.BASE,) * 6 + tuple(PayKind)),
    )
