"""What separates two roles, by the log-odds ratio with an informative prior."""

from math import exp, log, sqrt

import pytest

from listings.insights.separation import PRIOR_POSTINGS, separating
from listings.models.share import SkillShare


def shares(n: int, **counts: int) -> dict[str, SkillShare]:
    return {
        slug: SkillShare(count=count, n=n, employers=9, name=slug.upper(), slug=slug)
        for slug, count in counts.items()
    }


def test_a_skill_asked_of_one_and_hardly_of_the_other_separates_them() -> None:
    found = separating(shares(100, triage=60, python=50), shares(100, triage=10, python=52))
    assert [one.skill.slug for one in found] == ["triage"]
    assert found[0].other_percent == "10"


def test_what_both_are_asked_for_alike_separates_nothing() -> None:
    assert separating(shares(100, sql=50), shares(200, sql=100)) == []


def test_a_rare_skill_needs_more_than_a_few_postings() -> None:
    assert separating(shares(40, cobol=2), shares(40)) == []
    assert separating(shares(40, cobol=2), shares(40, sql=9)) == []


def test_the_surest_difference_comes_first_and_only_five_are_shown() -> None:
    one = shares(400, a=390, b=200, c=180, d=170, e=160, f=150, g=140)
    other = shares(400, a=10, b=40, c=40, d=40, e=40, f=40, g=40)
    assert [difference.skill.slug for difference in separating(one, other)] == list("abcde")


def test_a_sample_that_is_too_small_separates_nothing() -> None:
    assert separating({}, shares(100, sql=50)) == []
    assert separating(shares(100, sql=50), {}) == []


def test_the_figures_are_those_of_the_formula() -> None:
    [found] = separating(shares(100, triage=60), shares(80, triage=8))
    prior = PRIOR_POSTINGS * 68 / 180
    odds = log((60 + prior) / (100 + PRIOR_POSTINGS - 60 - prior))
    odds -= log((8 + prior) / (80 + PRIOR_POSTINGS - 8 - prior))
    error = sqrt(1 / (60 + prior) + 1 / (8 + prior))
    assert found.log_odds == pytest.approx(odds)
    assert found.times == f"{exp(odds):.1f}"
    assert found.interval == f"{exp(odds - 1.96 * error):.1f} to {exp(odds + 1.96 * error):.1f}"
