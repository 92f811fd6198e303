"""What holds for whatever is typed: nothing is lost, nothing overlaps, nothing is slow to read."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listings.reading.words import fold, raw_tokens
from listings.search.understanding.phrases import words_of
from listings.search.understanding.reading import understand
from listings.search.understanding.rest import TITLE
from tests.listings.search.understanding.board import board

PIECES = [
    "remote", "ml", "machine", "learning", "engineer", "data", "Berlin", "New York", "in", "of",
    "jobs", "OR", ",",
    "200k", "£500 a day", "senior", "head of", "-senior", '"', '"data engineer"', "title:x",
    "pyth*", "Austin, TX",
    "nurse", "Go", "Nice", "m/w/d", "Werkstudent", "full", "stack", "zebra", "(", ")", "|", "/",
    "AND", "-", "+", "€",
    "İstanbul", "e\u0301", "\u200b", "数据", "'s", "C++", ".net", "R&D", "\n", "401k", "for",
    "Figma", "títle:", "not", "no", "except in", "-remote", "anywhere", "and", "la", "LA", "stage",
    "Vertrieb", "Leiter", "people", "–", "@", "🚀", "highest paying", "today", "up to 80k",
    "20 h/week", "at ledger", "no", "lawyer", "last 3 days", "6 months", "senior/staff",
    "no recruiters", "ml/data", "scientist", "python+sql", "near", "area",
    "kein Deutsch", "or", "and", "react", "next", "80%", "20h",
    "4 day week",
    "bachelor", "программист", "в", "Берлине", "или",
    "level:senior", "location:berlin", "remote:true", "II", "17", "50 km", "!zebra",
]  # fmt: skip
JOINING = {*words_of("fillers", "or"), *words_of("fillers", "or_between_values")}
"""Words that may go with the alternatives which they joined: remote or hybrid."""

searches = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=60)


@pytest.fixture(scope="module", autouse=True)
def _table() -> None:
    """Words and table are read before a single search has to be quick."""
    understand("engineer", board())


def words(text: str) -> list[str]:
    """Words without operators in capitals and without "title:", which may come to one."""
    plain = re.sub(rf"\bOR\b|\bAND\b|{TITLE}", " ", text)
    return sorted(word for piece in plain.split() for word in raw_tokens(fold(piece)))


@given(searches)
def test_parts_never_overlap_and_stand_in_order(q: str) -> None:
    parts = understand(q, board()).parts
    assert all(one.end <= two.start for one, two in pairwise(parts))
    assert all(q[part.start : part.end] == part.typed != "" for part in parts)


@given(searches)
@example("remote or remote")
def test_every_word_is_understood_dropped_or_left(q: str) -> None:
    found = understand(q, board())
    dropped = [q[start:end] for start, end in found.dropped]
    typed = [part.typed for part in found.parts]
    kept, all_words = Counter(words(" ".join([found.rest, *dropped, *typed]))), Counter(words(q))
    assert kept <= all_words
    assert (all_words - kept).keys() <= JOINING


@given(searches)
@example("la la")
@example("LA la")
@example("LA stage")
@example("la LA la")
@example("ml in OR remote")
@example("ml jobs OR remote")
@example("la not 200k Go")
@example("80% remote")
@example("ml | remote - ml")
@example("remote ml | remote - ml")
@example("remote or not machine")
@example("next react LA LA")
@example("la AND of")
@example("stage AND la")
@example("200k AND 4 day week")
@example("AND | python+sql")
@example("C++ 200k")
@example("17 € 20h")
@example("la -(")
@example("70 TEUR – £500 a day")
def test_what_is_left_is_understood_already(q: str) -> None:
    rest = understand(q, board()).rest
    assert understand(rest, board()).parts == ()


@given(searches)
def test_what_is_doubtful_stays_a_word(q: str) -> None:
    found = understand(q, board())
    for doubtful in found.doubtful:
        assert all(doubtful.end <= part.start or part.end <= doubtful.start for part in found.parts)


@given(searches)
def test_in_quotes_nothing_is_understood(q: str) -> None:
    quoted = re.sub(r'["“”„‟«»＂]', " ", q)
    assert understand(f'"{quoted}"', board()).parts == ()


@pytest.mark.parametrize(
    "piece",
    [
        "a ", "machine learning ", '"', "1,", "1 ", "$", "from ", "m/w/", "e\u0301", "OR ",
        "berlin, ", "berlin OR ",
        "x", "1", "head of ", "-", "(", "a:", "€ ", "1-", "1k ", "data engineer ", "full stack ",
        ",", "| ", "\n", "٣", "berlin or remote ", "python or go ", "go ", "20 h ", "80% ", "20-",
    ],
)  # fmt: skip
def test_a_long_search_is_read_to_the_words_that_count(piece: str) -> None:
    q = (piece * 4_000)[:4_000]
    found = understand(q, board())
    assert len(found.parts) <= 128
