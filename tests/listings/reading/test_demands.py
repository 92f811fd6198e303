"""How much a posting asks for a skill, by the words of its line: must, wish or mention."""

import pytest

from listings.reading.asked_skills import asked_skills
from listings.reading.demands import SkillImportance
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader

READER = SkillReader(
    [
        SkillPhrases("python", "Python"),
        SkillPhrases("sql", "SQL"),
        SkillPhrases("github", "GitHub"),
    ]
)


def asked(text: str) -> dict[str, SkillImportance]:
    return asked_skills(READER, "", read_lines(text))


@pytest.mark.parametrize(
    "line",
    [
        "Comfort with SQL and long nights",
        "Experience with tools for tides (e.g. SQL)",
        "Experience with tools for tides (eg. SQL)",
        "Understanding of SQL",
    ],
)
def test_what_a_line_asks_for_in_any_part_is_a_must(line: str) -> None:
    assert asked(f"What you'll do\n{line}") == {"sql": SkillImportance.MUST}


@pytest.mark.parametrize(
    "line",
    [
        "Deepen our understanding of tides with SQL",
        "SQL never sleeps here",
    ],
)
def test_a_task_is_no_must(line: str) -> None:
    assert asked(f"What you'll do\n{line}") == {"sql": SkillImportance.NAMED}


def test_a_part_that_does_not_matter_leaves_the_next_a_must() -> None:
    found = asked("Requirements\nPython is not critical, but SQL is")
    assert found == {"python": SkillImportance.NAMED, "sql": SkillImportance.MUST}
    found = asked("Requirements\nA database (SQL preferred, but not essential)")
    assert found == {"sql": SkillImportance.NAMED}


def test_a_wish_reaches_to_the_end_of_its_own_bracket() -> None:
    found = asked("Requirements\nTides (bonus points for knowing Python (any) and SQL)")
    assert found == {"python": SkillImportance.NICE, "sql": SkillImportance.NICE}


def test_a_wish_begins_behind_another_and_a_dash() -> None:
    found = asked("Requirements\nYears of SQL, ideally at sea—experience with Python is a plus")
    assert found == {"sql": SkillImportance.MUST, "python": SkillImportance.NICE}
    found = asked("What you'll do\nWrite SQL. Knowledge of that stack is nice.")
    assert found == {"sql": SkillImportance.NICE}


@pytest.mark.parametrize("line", ["SQL (nice)", "If you know SQL, great.", "If you know SQL, nice"])
def test_what_is_only_nice_is_a_wish(line: str) -> None:
    assert asked(f"Requirements\n{line}") == {"sql": SkillImportance.NICE}


def test_a_preference_is_a_wish() -> None:
    found = asked("Requirements\nSome scripting, with a strong preference for SQL")
    assert found == {"sql": SkillImportance.NICE}


def test_what_an_employer_says_of_itself_among_demands_asks_for_nothing() -> None:
    text = "Nice to have\nHarbour Labs is a platform on SQL.\nHarbour Labs is seeking Python."
    found = asked_skills(READER, "", read_lines(text), "Harbour Labs")
    assert found == {"python": SkillImportance.NICE}


@pytest.mark.parametrize("word", ["prefered", "preffered", "peferred", "preferrable"])
def test_a_mistyped_wish_is_one(word: str) -> None:
    assert asked(f"Requirements\nSQL ({word})") == {"sql": SkillImportance.NICE}


def test_what_nobody_minds_not_having_used_is_no_must() -> None:
    found = asked("Requirements\nPython\nNever used SQL before? We will show you.")
    assert found == {"python": SkillImportance.MUST, "sql": SkillImportance.NAMED}


@pytest.mark.parametrize(
    "line",
    [
        "A portfolio or GitHub is required to apply.",
        "CV / GitHub link",
        "As featured in the SQL blog, we ship fast.",
        "We're the team behind SQL Harbour.",
        "Experience selling to SQL users",
        "From GitHub to SQL, customers plug our buoys into everything.",
        "Questions about SQL? Contact tides@harbour.example",
        "We use GitHub and SQL to manage your application.",
        "The founding team has deep experience across tides and SQL.",
        "A Ph.D. in tides, SQL or a related field",
        "B.Sc. in SQL",
    ],
)
def test_work_to_show_founders_and_degrees_ask_for_no_skill(line: str) -> None:
    assert asked(f"Some words\n{line}\nRequirements\nPython") == {"python": SkillImportance.MUST}


def test_applications_that_one_builds_are_none_that_one_sends() -> None:
    line = "Building applications with SQL, and applications in Python"
    assert list(asked(f"Requirements\n{line}")) == ["sql", "python"]
    assert asked("Requirements\nWe review applications with Python.") == {}


def test_a_suite_of_programs_is_no_degree() -> None:
    assert list(asked("Requirements\nMS Excel, in particular SQL queries")) == ["sql"]
