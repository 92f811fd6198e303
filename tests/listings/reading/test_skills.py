"""Skills in texts: the longest phrase, ambiguous names only as written."""

import pytest

from listings.reading.skills import SkillPhrases, SkillReader

READER = SkillReader(
    [
        SkillPhrases("go", "Go", ("golang",), ("Go",), ("go to", "go live")),
        SkillPhrases("r", "R", ("r programming",), ("R",)),
        SkillPhrases("excel", "Excel", ("microsoft excel",), ("Excel",), ("excel at", "excel in")),
        SkillPhrases("sql", "SQL"),
        SkillPhrases("sql-server", "SQL Server", ("mssql",)),
        SkillPhrases("cpp", "C++"),
        SkillPhrases("c", "C", (), ("C",)),
        SkillPhrases("node-js", "Node.js", ("nodejs", "node js")),
        SkillPhrases("machine-learning", "Machine Learning", ("ml",)),
        SkillPhrases("cafe", "Café"),
    ]
)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("SQL Server or plain SQL", ["sql-server", "sql"]),
        ("C/C++ and Go", ["c", "cpp", "go"]),
        ("Node.JS, NodeJS, node js", ["node-js"]),
        ("machine-learning (ML)", ["machine-learning"]),
        ("SQL (Server side), SQL Server", ["sql", "sql-server"]),
        ("R, or R&D", ["r"]),
        ("R&D in Series B", []),
        ("a go-to-market plan; Go-to-Market", []),
        ("Go beyond what is asked. we go there", []),
        ("Languages: Go and R", ["go", "r"]),
        ("Go", ["go"]),
        ("Excel in what you do; you excel", []),
        ("Word and Excel.", ["excel"]),
        ("cafe CAFÉ", ["cafe"]),
        ("", []),
    ],
)
def test_a_text_names_these_skills(text: str, slugs: list[str]) -> None:
    assert READER.read("", text) == slugs


def test_the_title_comes_first_and_each_skill_once() -> None:
    assert READER.read("C++ Developer", "SQL, C++, SQL") == ["cpp", "sql"]


def test_a_phrase_does_not_span_sentences() -> None:
    assert READER.read("", "We write SQL. Server rooms are warm.") == ["sql"]


def test_the_exclusion_of_one_skill_does_not_hide_another() -> None:
    skills = SkillReader(
        [
            SkillPhrases("js", "JS", excludes=("next js",)),
            SkillPhrases("next", "Next", ("next js",)),
        ]
    )
    assert skills.read("", "JS and Next JS") == ["js", "next"]


def test_a_reader_without_skills_finds_none() -> None:
    assert SkillReader().read("Python", "Python") == []
