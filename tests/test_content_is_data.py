"""No role, skill or word for a level stands in the program: they are content of a pack.

Looked at are the strings of Python code (names and values, not docstrings, which may give examples)
and what templates and scripts show. Data files of the readers hold the languages' own words.
"""

import ast
import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest

from jobboard.content.reading import read_pack
from listings.reading.alternatives import expand
from listings.reading.patterns import STAR

ROOT = Path(__file__).parents[1]
PACKS = (ROOT / "jobboard" / "demo" / "pack", ROOT / "tests" / "packs" / "nursing")

# The words of the packs that the program may use, each for another reason than a job.
ALLOWED = {
    "entry": "the fixed value of a level in addresses; also an entry in a table",
    "mid": "the fixed value of a level in addresses",
    "senior": "the fixed value of a level in addresses",
    "lead": "the fixed value of a level in addresses; also what leads somewhere",
    "apprenticeship": "the fixed value of an employment type in addresses",
    "intern": "schema.org's and Ashby's name of an employment type",
    "interns": "said of that employment type",
    "internship": "the fixed value of an employment type in addresses",
    "lead generation": "the editors' example of words that state no level",
    "staff": "those who may sign in to the admin",
    "jr": "an abbreviation after which a sentence goes on",
    "sr": "an abbreviation after which a sentence goes on; the code of Serbian",
    "head": "HTML's element",
    "Accessibility": "a page of the site",
    "Statistics": "the figures of the site",
    "Django": "what the program is made with",
    "HTML": "what the program writes",
    "Markdown": "what editors write",
    "PostgreSQL": "the program's database",
    "Redis": "the cache that machines may share",
    "Unix": "the kind of socket by which that cache is reached",
    "Python": "what the program is written in",
    "C": "PostgreSQL's collation by code points",
    "leads": "said of an address that goes on to another",
    "R": "Unicode's class of letters that run from right to left",
    "Nginx": "a proxy in front of the board",
    "Go": "the editors' example of a name that is also a verb",
    "Ashby": "a system that postings come from",
    "student": "a distribution's name",
    "Linear": "said of a way to compute a quantile",
    "SQL": "the language of the program's database",
    "Node.js": "in the pattern of words that keep their dots",
}


def content() -> set[str]:
    """All names and words of both packs; words with a placeholder are left out."""
    packs = [read_pack(folder) for folder in PACKS]
    roles = {name for pack in packs for role in pack.roles for name in (role.name, role.plural)}
    skills = {skill.name for pack in packs for skill in pack.skills}
    levels = {word for pack in packs for phrase in pack.levels for word in expand(phrase)}
    return {word for word in roles | skills | levels if word and STAR not in word}


def whole(word: str) -> re.Pattern[str]:
    """Short names and abbreviations count only as written: C, R, SQL."""
    flags = 0 if len(word) <= 3 or word.isupper() else re.IGNORECASE
    return re.compile(rf"(?<![\w+#.-]){re.escape(word)}(?![\w+#-])", flags)


def sources() -> Iterator[tuple[str, str]]:
    """Every text of the program with where it stands."""
    for room in ("jobboard", "roles", "listings"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from strings(path)
    for folder, kind in (("templates", "*.html"), ("static/js", "*.js")):
        for path in sorted((ROOT / folder).rglob(kind)):
            text = path.read_text(encoding="utf-8")
            yield re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", text), path.name


def strings(path: Path) -> Iterator[tuple[str, str]]:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):  # parents before children
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr):
            docstrings.add(id(node.body[0].value))
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            yield node.value, f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """Where each word of the packs stands in the program."""
    texts = list(sources())
    lowered = [text.lower() for text, _ in texts]
    starts = [0, *accumulate(len(text) + 1 for text in lowered)]
    program = "\n".join(lowered)
    hits: dict[str, list[str]] = {}
    for word in sorted(content()):
        pattern = whole(word)
        for at in sorted({bisect(starts, start) - 1 for start in places(word.lower(), program)}):
            text, where = texts[at]
            if pattern.search(text):
                hits.setdefault(word, []).append(where)
    return hits


def places(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text, in or between other words: many times faster than ``re``."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


@pytest.mark.slow
def test_no_content_of_a_pack_stands_in_code_or_templates(found: dict[str, list[str]]) -> None:
    assert {word: places for word, places in found.items() if word not in ALLOWED} == {}


@pytest.mark.slow
def test_every_exception_is_still_one(found: dict[str, list[str]]) -> None:
    assert sorted(ALLOWED.keys() - found.keys()) == []
