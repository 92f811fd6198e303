"""The openings of roles are counted as the lists behind them, and the best few chosen of all."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from listings.insights.role_openings import FoundOpenings, openings_of
from listings.search import facets
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly

pytestmark = pytest.mark.django_db

CITIES = (("Paris", "FR"), ("Austin", "US"), ("Oslo", "NO"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("country", ["", "FR", "US", "DE"])
def test_without_an_index_the_same_is_counted_and_chosen(
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
    by_index = openings_of(roles, country)
    monkeypatch.setattr(facets, "current", lambda: None)
    by_sql = openings_of(roles, country)
    assert _said(by_index) == _said(by_sql)
    assert by_index.of[roles[0].pk].number


def _said(found: FoundOpenings) -> object:
    of = {
        role: (list(one.best.items()), one.number, one.beginners, one.newcomers, one.real,
               one.invented, one.are_elsewhere)
        for role, one in found.of.items()
    }  # fmt: skip
    return of, set(found.countries), found.is_wider


def test_the_highest_pay_in_the_currency_of_the_board_is_found_among_many() -> None:
    role, city = make_role("Nurse"), make_city("Oslo", "NO")
    best = make_listing(roles=(role,), places=(city,), pay=yearly(90_000, 95_000, "USD"),
                        days_ago=40)  # fmt: skip
    for number in range(25):
        krone = yearly(500_000 + number, 600_000, "NOK")
        make_listing(roles=(role,), places=(city,), pay=krone, days_ago=number / 3)
    assert openings_of([role], "NO").of[role.pk].best[best.pk] == "Highest pay stated"


def test_a_number_of_openings_is_that_of_the_list_behind_it() -> None:
    role = make_role("Nurse")
    head = make_listing("Nurse or midwife", roles=(make_role("Midwife"),))
    make_listing(head.title, company=head.company, roles=(role,), duplicate_of=head)
    assert openings_of([role], "").of[role.pk].number == 1
