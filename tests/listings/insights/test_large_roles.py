"""The openings of a role with very many come from the index, and are those that SQL gives."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from listings.insights import large_roles
from listings.insights.role_openings import FoundOpenings, openings_of
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly

pytestmark = pytest.mark.django_db

CITIES = (("Paris", "FR"), ("Austin", "US"), ("Oslo", "NO"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("country", ["", "FR", "US", "DE"])
def test_both_ways_choose_and_count_the_same(
    seed: int, country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick = random.Random(seed)
    roles = [make_role("Nurse"), make_role("Midwife")]
    cities = [make_city(*one) for one in CITIES]
    companies = [make_company(is_demo=number == 0) for number in range(5)]
    for number in range(40):
        company = pick.choice(companies)
        head = make_listing(
            f"Post {number}",
            company=company,
            is_demo=company.is_demo,
            roles=(pick.choice(roles),),
            places=(pick.choice(cities),),
            level=pick.choice(["", "entry", "senior"]),
            newcomers=pick.choice(["", "", "welcome"]),
            pay=pick.choice([None, yearly(40_000 + 1_000 * number, 90_000, "EUR")]),
            days_ago=1 + number / 3,
            featured_until=timezone.now() + timedelta(days=1) if number % 13 == 7 else None,
        )
        if pick.random() < 0.2:  # the same job in another place
            make_listing(
                head.title,
                company=company,
                roles=(*head.roles.all(),),
                places=(cities[0],),
                duplicate_of=head,
                level=head.level,
                newcomers=head.newcomers,
                is_demo=head.is_demo,
            )
    by_sql = openings_of(roles, country)
    monkeypatch.setattr(large_roles, "LARGE", 1)
    by_index = openings_of(roles, country)
    assert _said(by_index) == _said(by_sql)
    assert by_sql.of[roles[0].pk].number


def _said(found: FoundOpenings) -> object:
    of = {
        role: (list(one.best.items()), one.number, one.beginners, one.newcomers, one.real,
               one.invented, one.are_elsewhere, one.companies)
        for role, one in found.of.items()
    }  # fmt: skip
    return of, set(found.countries), found.is_wider


def test_without_an_index_no_role_is_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    role = make_role("Nurse")
    make_listing(roles=(role,))
    monkeypatch.setattr(large_roles, "LARGE", 1)
    monkeypatch.setattr(large_roles, "current", lambda: None)
    assert openings_of([role], "").of[role.pk].number == 1
