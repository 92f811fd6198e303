"""What separates two roles: differences of shares that chance alone would hardly make."""

from math import erfc, sqrt

import pytest

from listings.insights.separation import separating
from listings.insights.statistics.estimates import difference
from listings.models.snapshot import Share, SkillShare


def shares(
    n: int, employers: int = 60, effect: float = 1.0, **counts: int
) -> dict[str, SkillShare]:
    return {
        slug: SkillShare(count, n, employers, effect, name=slug.upper(), slug=slug)
        for slug, count in counts.items()
    }


def test_a_skill_named_by_one_and_hardly_by_the_other_separates_them() -> None:
    found = separating(shares(100, triage=60, python=50), shares(100, triage=10, python=52))
    assert [one.skill.slug for one in found] == ["triage"]
    assert (found[0].percent, found[0].other_percent) == ("60", "10")


def test_what_both_name_alike_separates_nothing() -> None:
    assert separating(shares(100, sql=50), shares(200, sql=100)) == []


def test_a_rare_skill_needs_more_than_a_few_postings() -> None:
    assert separating(shares(40, cobol=2), shares(40, sql=9)) == []


def test_rare_skills_are_not_tried_and_so_hide_no_other() -> None:
    rare = {f"r{number}": 4 for number in range(300)}
    one, other = shares(100, sql=46, **rare), shares(100, sql=24, **rare)
    assert [found.skill.slug for found in separating(one, other)] == ["sql"]


def test_the_surest_difference_comes_first_and_only_five_are_shown() -> None:
    one = shares(400, a=390, b=200, c=180, d=170, e=160, f=150, g=140)
    other = shares(400, a=10, b=40, c=40, d=40, e=40, f=40, g=40)
    assert [difference.skill.slug for difference in separating(one, other)] == list("abcde")


def test_a_sample_that_is_too_small_separates_nothing() -> None:
    assert separating({}, shares(100, sql=50)) == []
    assert separating(shares(100, sql=50), {}) == []


def test_the_error_is_that_of_two_shares_of_effective_postings() -> None:
    """60 of 100 with a design effect of 2, against 8 of 80: like 30 of 50 against 8 of 80.

    By Agresti and Caffo (2000) one that names it and one that does not are added to each.
    """
    first, second = 31 / 52, 9 / 82
    error = sqrt(first * (1 - first) / 52 + second * (1 - second) / 82)
    found = difference(Share(60, 100, 40, effect=2.0), Share(8, 80, 40))
    assert found == pytest.approx((first - second) / error)


def test_what_cannot_be_measured_of_one_role_is_taken_from_the_other() -> None:
    assert difference(Share(60, 100, 40, effect=2.0), Share(0, 100, 40)) == pytest.approx(
        difference(Share(30, 50, 40), Share(0, 50, 40))
    )


def test_few_employers_need_a_larger_difference() -> None:
    one, other = {"n": 60, "sql": 30, "a": 5}, {"n": 60, "sql": 17, "a": 5}
    assert separating(shares(**one), shares(**other))
    assert separating(shares(**one, employers=5), shares(**other, employers=5)) == []


def test_of_many_skills_that_differ_by_chance_hardly_any_is_shown() -> None:
    """Alone, a difference of 2.2 standard errors would be "significant"; among 40 it is not."""
    chance = erfc(difference(Share(40, 100, 60), Share(26, 100, 60)) / sqrt(2))
    assert 0.02 < chance < 0.05
    alike = {f"s{number}": 30 for number in range(40)}
    assert separating(shares(100, sql=40), shares(100, sql=26))
    assert separating(shares(100, sql=40, **alike), shares(100, sql=26, **alike)) == []
