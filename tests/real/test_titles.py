"""Titles of the recorded boards: how many of them the demo pack reads."""

from functools import cache

import pytest

from jobboard.content.reading import read_pack
from listings.reading.titles import RolePhrases, TitleFacts, TitleReader
from tests.real.recorded import PACK, needs_boards, postings

pytestmark = [needs_boards, pytest.mark.slow]

TECHNICAL = ("software engineer", "data engineer", "data scientist", "data analyst")
MORE_TECHNICAL = ("machine learning engineer", "ai engineer", "devops", "backend", "full stack")
OTHER = (
    "account executive",
    "recruiter",
    "counsel",
    "technician",
    "customer success",
    "accountant",
)


@cache
def reader() -> TitleReader:
    pack = read_pack(PACK)
    roles = [
        RolePhrases(role.slug, (role.name, *role.aliases), role.excludes, role.evidence)
        for role in pack.roles
    ]
    return TitleReader(roles, pack.levels, pack.occupations)


@cache
def titles(system: str) -> list[tuple[str, TitleFacts]]:
    """Each title with what is read from it."""
    every = 4 if system == "ashby" else 1  # of Greenhouse few boards are recorded, and large ones
    return [(job["title"], reader().read(job["title"])) for job in postings(system, every)]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


@pytest.mark.parametrize(("system", "least"), [("ashby", 0.38), ("greenhouse", 0.40)])
def test_a_good_part_of_all_titles_has_a_role(system: str, least: float) -> None:
    assert least < share([bool(facts.roles) for _, facts in titles(system)]) < 0.55


@pytest.mark.parametrize("words", [*TECHNICAL, *MORE_TECHNICAL])
def test_nearly_all_titles_that_name_technical_work_have_a_role(words: str) -> None:
    found = [bool(facts.roles) for title, facts in titles("ashby") if words in title.lower()]
    assert share(found) > 0.97


@pytest.mark.parametrize("words", OTHER)
@pytest.mark.parametrize("system", ["ashby", "greenhouse"])
def test_titles_of_other_work_have_none(system: str, words: str) -> None:
    named = [(title, facts) for title, facts in titles(system) if words in title.lower()]
    assert [title for title, facts in named if facts.roles] == []


def test_about_half_of_all_titles_state_a_level() -> None:
    assert share([bool(facts.level) for _, facts in titles("ashby")]) > 0.35
