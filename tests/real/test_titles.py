"""Titles of the recorded boards: how many of them the demo pack reads."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from jobboard.content.reading import read_pack
from listings.reading.titles import RolePhrases, TitleReader

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JOBBOARD_REAL_DATA", ROOT.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (DATA / "ashby").is_dir(), reason=f"recorded boards are not in {DATA}"
)

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
    pack = read_pack(ROOT / "jobboard" / "demo" / "pack")
    roles = [
        RolePhrases(role.slug, (role.name, *role.aliases), role.excludes) for role in pack.roles
    ]
    return TitleReader(roles, pack.levels, pack.occupations)


def titles(folder: str) -> Iterator[str]:
    for file in sorted((DATA / folder).glob("*.json")):
        for job in json.loads(file.read_text(encoding="utf-8")).get("jobs") or []:
            yield job["title"]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


@pytest.mark.parametrize(("folder", "least"), [("ashby", 0.38), ("greenhouse", 0.40)])
def test_a_good_part_of_all_titles_has_a_role(folder: str, least: float) -> None:
    assert least < share([bool(reader().read(title).roles) for title in titles(folder)]) < 0.55


@pytest.mark.parametrize("words", [*TECHNICAL, *MORE_TECHNICAL])
def test_nearly_all_titles_that_name_technical_work_have_a_role(words: str) -> None:
    found = [
        bool(reader().read(title).roles) for title in titles("ashby") if words in title.lower()
    ]
    assert share(found) > 0.97


@pytest.mark.parametrize("words", OTHER)
@pytest.mark.parametrize("folder", ["ashby", "greenhouse"])
def test_titles_of_other_work_have_none(folder: str, words: str) -> None:
    found = [
        title for title in titles(folder) if words in title.lower() and reader().read(title).roles
    ]
    assert found == []


def test_about_half_of_all_titles_state_a_level() -> None:
    assert share([bool(reader().read(title).level) for title in titles("ashby")]) > 0.35
