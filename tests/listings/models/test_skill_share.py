"""Which skills openings name, and how often."""

from typing import Any

import pytest

from listings.models import Listing, Skill
from listings.models.share import Share
from listings.models.skill_share import SkillShare
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db


def postings(skills: list[tuple[Skill, ...]], employers: int = 5, **fields: Any) -> None:
    """One posting for each set of skills, dealt out to the employers in turn."""
    companies = [make_company() for _ in range(employers)]
    for number, own in enumerate(skills):
        make_listing(company=companies[number % employers], skills=own, **fields)


def test_skills_come_by_how_many_postings_name_them_then_by_name() -> None:
    sql, python, airflow = make_skill("SQL"), make_skill("Python"), make_skill("Airflow")
    postings([(sql, python)] * 5 + [(sql, airflow)] * 5 + [()] * 10)
    found = Listing.objects.live().in_lists().top_skills()
    assert [(one.name, one.count) for one in found] == [("SQL", 10), ("Airflow", 5), ("Python", 5)]
    assert found[0] == SkillShare(count=10, n=20, employers=5, name="SQL", slug="sql")
    assert found[0].share == 0.5
    assert len(Listing.objects.live().top_skills(limit=1)) == 1


@pytest.mark.parametrize(("number", "employers"), [(19, 5), (40, 4)])
def test_too_few_postings_or_employers_show_no_share(number: int, employers: int) -> None:
    postings([(make_skill("SQL"),)] * number, employers)
    assert Listing.objects.live().top_skills() == []


def test_a_role_asks_about_its_own_postings_each_counted_once() -> None:
    role, sql = make_role("Data Engineer"), make_skill("SQL")
    cities = (make_city("Kiel", "DE"), make_city("Bremen", "DE"))
    postings([(sql,)] * 20, roles=(role,), places=cities)
    postings([(make_skill("Excel"),)] * 20)
    (found,) = role.listings.live().in_lists().filter(places__country="DE").top_skills()
    assert (found.name, found.count, found.n) == ("SQL", 20, 20)


def test_it_takes_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        Listing.objects.live().top_skills()


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (0, 20, 0.0, 0.1611),
        (10, 20, 0.2993, 0.7007),
        (20, 20, 0.8389, 1.0),
        (5, 50, 0.0435, 0.2136),
    ],
)
def test_a_share_has_wilsons_interval(count: int, n: int, low: float, high: float) -> None:
    interval = Share(count=count, n=n, employers=5).interval
    assert interval == pytest.approx((low, high), abs=0.0001)
