"""A text that is ten times as long takes ten times as long to read, whatever stands in it.

The one test of time here: a quadratic pattern let one request of 30,000 characters hold a process
for seconds. It compares processor time, so a busy machine makes no difference, and takes the best
of several runs; ten times the text costs about 10 where a reader is linear, and 100 where it is
quadratic.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobboard.content import sections
from jobboard.content.folder import Folder, TomlTable
from jobboard.content.sections import MarkdownPart, section
from jobboard.markup import MarkupError, render
from jobboard.markup.inline_text import starts_of_sentences
from jobboard.markup.page import count_words, plain
from listings.employers import checks, drafts
from listings.employers.checks import ONGOING
from listings.models.pay import NUMBER
from listings.moderation import queue
from listings.pay.text import stated_pay
from listings.pay.typed import UnreadablePayError, read_pay
from listings.reading.asked_skills import asked_skills
from listings.reading.countries import country_code, group_code, named_with_regions
from listings.reading.descriptions import (
    as_html,
    clean_html,
    html_of_text,
    one_line,
    plain_text,
    safe_html,
)
from listings.reading.document_words import document_words
from listings.reading.eligibility import text_eligibility
from listings.reading.language import detect_language
from listings.reading.location_text import area_names, read_typed
from listings.reading.names import fold_name
from listings.reading.places import place_reader
from listings.reading.query_syntax import parse
from listings.reading.repeated import repeated_paragraphs
from listings.reading.requirements import read_text_facts, sentences_of
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.stems import stems
from listings.reading.title_parts import clean, divide, in_order, normalize_title
from listings.reading.titles import RolePhrases, TitleReader
from listings.reading.words import fold, slug_of, tokens
from listings.reading.words import slug as slug_of_place
from listings.reading.workplace import read_workplace
from listings.search.form_fields import SLUG

SHORT, LONG = 3_000, 30_000  # characters
FREE = 0.03  # seconds: what is read so fast at LONG is not quadratic in a way that hurts
MOST = 30  # times as long for ten times the text; 10 is linear, 100 quadratic
TRIES = 4

type Reader = Callable[[str], object]

TITLES = TitleReader(
    [
        RolePhrases(
            slug="data",
            aliases=("data * engineer", "* engineer", "a * b, * c *", "? a", "= a - a", "?= b"),
            excludes=("a b",),
            evidence=("remote or", "a b", "in the office"),
        )
    ],
    {"senior": "senior", "head of": "executive", "-b": "lead"},
)
SKILLS = SkillReader(
    [SkillPhrases("c", "C++", ("a b", "node.js"), ("Go",)), SkillPhrases("net", ".NET", ("b a",))]
)


def _workplace(text: str) -> object:
    sentences = sentences_of(text)
    return text_eligibility("", sentences), read_workplace(
        remote_flag=None, locations=[], title=text[:250], sentences=sentences
    )


def _section(text: str) -> object:
    table = TomlTable(Folder(Path(), {"guide.md": text}), "guide.md", {})
    return [
        section(table, part) for part in sections.divide(text, 1)[1] or [MarkdownPart("", text, 1)]
    ]


def _refusing(refusal: type[Exception], read: Callable[[str], object]) -> Reader:
    """A reader that refuses some texts, which has to be quick as well."""

    def answer(text: str) -> object:
        try:
            return read(text)
        except refusal as why:
            return why

    return answer


READERS: dict[str, Reader] = {
    "fold": fold,
    "tokens": tokens,
    "stems": stems,
    "words": lambda text: document_words(text, text, roles=[text], skills=[text], text=text),
    "parse": lambda text: parse(text, ("en", "de")).text_tiers,
    "clean": clean,
    "divide": divide,
    "in_order": in_order,
    "normalize_title": normalize_title,
    "titles": lambda text: TITLES.read(text, text, text),
    "skills": lambda text: SKILLS.read(text, text),
    "read_text": lambda text: read_text_facts(text, text),
    "asked skills": lambda text: asked_skills(
        SKILLS, text, read_lines(f"Requirements\n{text}"), text, repeated_paragraphs([(text, text)])
    ),
    "pay in texts": stated_pay,
    "workplace": _workplace,
    "location": lambda text: place_reader().read_location(text),
    "named_with_regions": named_with_regions,
    "typed places": lambda text: (read_typed(text), area_names(text)),
    "typed pay": _refusing(UnreadablePayError, read_pay),
    "codes": lambda text: (country_code(text), group_code(text)),
    "fold_name": fold_name,
    "slugs": lambda text: (slug_of_place(text), slug_of(text, ""), SLUG.match(text)),
    "detect_language": detect_language,
    "clean_html": clean_html,
    "plain_text": lambda text: plain_text(clean_html(text)),
    "safe_html": safe_html,
    "as_html": as_html,
    "html_of_text": lambda text: plain_text(html_of_text(text)),
    "one_line": one_line,
    "employer's Markdown": _refusing(MarkupError, drafts.to_html),
    "editor's Markdown": _refusing(MarkupError, render),
    "plain Markdown": _refusing(MarkupError, plain),
    "words and sentences": lambda text: (count_words(text), starts_of_sentences(text)),
    "a pack's section": lambda text: _section(f"[source]: {text}\n{text}"),
    "hints": lambda text: (
        list(checks.text_hints(text)),
        checks.PAY_IN_TITLE.search(text),
        checks.place_in(text, {}),
    ),
    "signals": lambda text: (
        queue.LINK.findall(text),
        ONGOING.search(text),
        NUMBER.findall(text),
    ),
}

# What is repeated; the first ones each took a reader the square of its length, or more.
BY_HAND = {
    "initials": ".b",
    "pairs of letters": "a.b",
    "spaces": " ",
    "lines": "\n",
    "no-break spaces": "\xa0",
    "slashes": "a/",
    "c++": "c++ ",
    "ands": " and a",
    "dashes": "-—",
    "dashes and words": "a - ",
    "marks": "\u0300\u0327",
    "vowel signs": "ש\u05bc\u05b0",
    "genders": "m ",
    "digits": "1",
    "years": "3 years ",
    "degrees": "master's degree or ",
    "open brackets": "[",
    "open parentheses": "(a",
    "sources": "| https://a",
    "pictures": "![a](",
    "stars": "*a **",
    "backticks": "`a``",
    "less than": "<",
    "open tags": "<div>x",
    "open formats": "<b><i><a>",
    "open attributes": '<a href="x',
    "escaped tags": "&lt;p&gt;",
    "escaped ampersands": "&amp;",
    "numbered entities": "&#60;",
    "figures": "{{ a",
    "quotation marks": '"a ',
    "possessives": "'s ",
    "remote": "remote or ",
    "offices": "based in the office ",
    "countries": "South Africa ",
    "country codes": "US ",
    "one long word": "ab",
    "no spaces": "数据",
}
FRAGMENTS = (
    *BY_HAND.values(),
    *("a", "Z", "é", "0", "_", "-", ".", ",", ":", ";", "|", "@", "#", "&", "\t", "\r\n", "ﷺ"),
    *("u.s.", "node.js", "r&d", "(remote)", "$", "k ", "experience ", "</p>", "<br>", "<!--"),
)


def _fuzzed(number: int) -> Iterator[str]:
    """Shapes of up to four fragments, the same ones in every run."""
    chance = random.Random(9)
    for _ in range(number):
        yield "".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(2, 4)))


SHAPES = {**BY_HAND, **{repr(shape): shape for shape in _fuzzed(12)}}


def _text(shape: str, length: int) -> str:
    return (shape * (length // len(shape) + 1))[:length]


def _seconds(read: Reader, text: str) -> float:
    begin = time.process_time()
    read(text)
    return time.process_time() - begin


def _grows_by(read: Reader, shape: str, longest: int = LONG) -> float:
    """How many times as long ten times the text takes; 0 where it takes next to nothing."""
    short, long = _text(shape, longest // 10), _text(shape, longest)
    times = []
    for _ in range(TRIES):
        took = _seconds(read, long)
        if took < FREE:
            return 0
        times.append(took / max(min(_seconds(read, short) for _ in range(3)), 1e-4))
        if min(times) <= MOST:
            break
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_ten_times_the_text_takes_ten_times_as_long(name: str) -> None:
    read = READERS[name]
    read(_text("A remote data engineer in Berlin, 3 years of Go. ", SHORT))  # tables are loaded
    grown = {shape: _grows_by(read, fragment) for shape, fragment in SHAPES.items()}
    assert {shape: times for shape, times in grown.items() if times > MOST} == {}


def test_a_reader_that_takes_the_square_is_noticed() -> None:
    once_ours = re.compile(r"\w+(?:(?<=\b[A-Za-z])(?:\.[A-Za-z])+\.(?!\w))?")
    assert _grows_by(once_ours.findall, ".a", 9_000) > MOST
