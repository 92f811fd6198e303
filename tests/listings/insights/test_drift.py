"""Where profiles and the market have drifted apart, as editors are told."""

from typing import Any

import pytest

from listings.insights.drift import drift_of
from listings.models import Skill
from roles.models import Role
from tests.listings.factories import make_listing, make_role, make_skill
from tests.listings.figures import take_figures
from tests.roles.factories import make_profiled_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Role:
    return make_profiled_role(
        "Nurse",
        skills="Triage, and Latin: [see](/jobs/?skill=birth). {{ share charting nurse }} ask.",
        tools="Latin again.",
    )


def hire(role: Role, number: int, *names: str) -> None:
    known = {skill.name: skill for skill in Skill.objects.all()}
    for _ in range(number):
        make_listing(roles=(role,), skills=tuple(known[name] for name in names))


def make_skills(*names: str) -> None:
    for name in names:
        make_skill(name)


@pytest.mark.slow
def test_skills_that_few_ask_for_and_those_that_are_left_out_are_named_with_their_share(
    nurse: Role,
) -> None:
    make_skills("Triage", "Latin", "Charting", "Birth", "Calm")
    hire(nurse, 30, "Triage", "Charting")
    hire(nurse, 10, "Triage", "Calm")
    hire(nurse, 60, "Triage")
    take_figures()
    drift = drift_of([nurse])[nurse.pk]
    [latin] = drift.rare
    assert (latin.share.name, latin.share.count, latin.share.n) == ("Latin", 0, 100)
    assert latin.section == nurse.sections.get(kind="skills")
    [charting] = drift.missing
    assert (charting.name, charting.percent) == ("Charting", "30")
    assert drift.figure.sample == "100 postings from 100 employers"


@pytest.mark.slow
def test_what_the_role_is_named_after_is_not_called_rare() -> None:
    make_skills("Nursing", "Calm")
    nurse = make_profiled_role("Nurse", skills="Nursing, above all.")
    hire(nurse, 25, "Nursing", "Calm")
    take_figures()
    assert [one.share.name for one in drift_of([nurse])[nurse.pk].rare] == []


def test_what_the_definition_names_belongs_to_no_section(nurse: Role) -> None:
    make_skills("Work", "Triage")
    hire(nurse, 20, "Triage")
    take_figures()
    [work] = drift_of([nurse])[nurse.pk].rare
    assert (work.share.name, work.section) == ("Work", None)


@pytest.mark.slow
def test_the_limits_themselves_are_no_drift(nurse: Role) -> None:
    make_skills("Triage", "Latin", "Charting")
    hire(nurse, 2, "Latin", "Triage")
    hire(nurse, 20, "Triage", "Charting")
    hire(nurse, 78, "Triage")
    take_figures()
    assert drift_of([nurse]) == {}


def test_a_role_with_too_few_postings_is_not_judged(nurse: Role) -> None:
    make_skills("Latin", "Charting")
    hire(nurse, 19, "Charting")
    take_figures()
    assert drift_of([nurse]) == {}


@pytest.mark.slow
def test_all_roles_take_four_queries(nurse: Role, django_assert_num_queries: Any) -> None:
    make_skills("Triage")
    others = [make_role(name) for name in ("Midwife", "Doctor")]
    for role in (nurse, *others):
        hire(role, 20, "Triage")
    take_figures()
    with django_assert_num_queries(4):
        assert drift_of([nurse, *others]).keys() == {role.pk for role in others}
