"""A made-up market of any size, the same for the same seed, as rows of the index.

Skewed as markets are: few employers, roles, skills and cities have most of the postings, one
posting in seven is a copy with another place, most state neither level nor pay.
"""

import time
from dataclasses import dataclass

import numpy as np

from listings.reading.document_words import document_words
from listings.search.index.rows import MANY, NEVER, ONE, PostingRows
from listings.search.index.view import IndexedPlace, Name, Names
from listings.search.index.vocabulary import NONE, GrowingVocabulary, TextTokens, letters
from listings.search.index.words import tokens_of

FIELDS = (
    *("Data", "Machine Learning", "Software", "Backend", "Frontend", "Platform", "Security"),
    *("Cloud", "Product", "Design", "Marketing", "Sales", "Finance", "Legal", "People", "Support"),
    *("Research", "Quality", "Network", "Mobile", "Clinical", "Supply"),
)
TRADES = (
    *("Engineer", "Analyst", "Manager", "Scientist", "Architect", "Designer", "Developer"),
    *("Specialist", "Lead"),
)
BEFORE = ("", "", "", "", "Senior ", "Junior ", "Staff ", "Head of ", "Lead ", "Principal ")
AFTER = ("", "", "", " (m/f/d)", ", Remote", " II", ", Growth", ", Payments", " - Berlin")
COUNTRIES = (
    *("US", "DE", "GB", "FR", "IN", "CA", "NL", "ES", "PL", "AU", "IT", "SE", "CH", "IE", "PT"),
    *("BR", "SG", "JP", "AT", "BE", "DK", "FI", "NO", "CZ", "RO"),
)
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "PLN", "SEK")
SKILLS, CITIES = 1_000, 4_000
TEXT_WORDS, WORDS_OF_TEXTS = 430, 150_000
"""Words drawn for a text, about three quarters of them different, and words that there are."""

MOST_WITH_TEXTS = 100_000
BLOCK = 5_000
DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True)
class Market:
    """Rows for the index, and the names of what they are linked to."""

    rows: PostingRows
    names: Names


def make(size: int, seed: int = 7) -> Market:
    """Make a market of ``size`` postings, numbered from 1."""
    pick = np.random.default_rng(seed)
    names = _names(max(20, size // 20))
    head = _heads(pick, size)
    columns = _columns(pick, size, head, len(names.company))
    links = _links(pick, size, head, names)
    vocabulary = GrowingVocabulary()
    tokens = _tokens(pick, columns, links, names, vocabulary)
    columns["cluster"] = head + 1
    texts = _texts(pick, columns["id"]) if size <= MOST_WITH_TEXTS else None
    return Market(PostingRows(columns, links, tokens, vocabulary, texts), names)


def _names(companies: int) -> Names:
    roles = [f"{field} {trade}" for field in FIELDS for trade in TRADES]
    places = {
        number: _city(number, COUNTRIES[int(len(COUNTRIES) * ((number - 1) / CITIES) ** 2)])
        for number in range(1, CITIES + 1)
    }
    return Names(
        role={at: Name(name.lower().replace(" ", "-"), name) for at, name in enumerate(roles, 1)},
        skill={at: Name(f"skill{at}", f"Skill{at}") for at in range(1, SKILLS + 1)},
        company={at: Name(f"firm{at}", f"Firm{at}") for at in range(1, companies + 1)},
        places=places,
    )


def _city(number: int, country: str) -> IndexedPlace:
    region = number % 400
    slug = f"region{region}-{country.lower()}"
    key = region * 65_536 + letters(country)
    city = f"City{number}"
    return IndexedPlace(f"city{number}", city, f"Region{region}", slug, key, country, is_city=True)


def _heads(pick: np.random.Generator, size: int) -> np.ndarray:
    """(n,) of which posting each is a copy; of itself where it is none."""
    is_copy = pick.random(size) < 0.14
    is_copy[0] = False
    return np.maximum.accumulate(np.where(is_copy, 0, np.arange(size)))


def _skewed(pick: np.random.Generator, size: int, values: int, power: float = 2.5) -> np.ndarray:
    """(n,) numbers from 1 to ``values``, the first ones most often."""
    drawn: np.ndarray = (values * pick.random(size) ** power).astype(np.int64) + 1
    return drawn


def _columns(
    pick: np.random.Generator, size: int, head: np.ndarray, companies: int
) -> dict[str, np.ndarray]:
    now = time.time_ns() // 1_000
    states_pay = pick.random(size) < 0.3
    pay = np.where(states_pay, pick.integers(30, 250, size) * 100_000, -1)
    currency = np.array([letters(one) for one in CURRENCIES])[_skewed(pick, size, 6) - 1]
    is_featured = pick.random(size) < 0.0005
    columns = {
        "id": np.arange(1, size + 1),
        "company": _skewed(pick, size, companies)[head],
        "source": np.zeros(size, np.int64),
        "posted": now - (pick.exponential(20, size) * DAY).astype(np.int64),
        "ends": np.full(size, NEVER),
        "featured": np.where(is_featured, now + 30 * DAY, 0),
        "currency": np.where(states_pay, currency, 0)[head],
        "top": pay[head],
        "middle": pay[head],
        "has_pay": states_pay.astype(np.int64)[head],
        "years_asked": np.where(pick.random(size) < 0.4, pick.integers(0, 12, size), -1)[head],
        "anywhere": (pick.random(size) < 0.02).astype(np.int64),
    }
    for name, facet in ONE.items():
        values = min(len(facet.labels), 8)
        stated = _skewed(pick, size, values, 1.5)
        columns[name] = np.where(pick.random(size) < 0.4, stated, NONE)[head]
    return columns


def _links(
    pick: np.random.Generator, size: int, head: np.ndarray, names: Names
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    links = {
        "role": _several(pick, head, pick.integers(0, 3, size), len(names.role)),
        "skill": _several(pick, head, pick.poisson(6, size), SKILLS),
    }
    for name, facet in MANY.items():
        values = min(len(facet.labels), 8)
        links[name] = _several(pick, head, (pick.random(size) < 0.6).astype(int), values)
    own = np.arange(size)  # a copy has places of its own
    count = np.where(pick.random(size) < 0.1, 2, 1)
    links["place"] = ids, places = _several(pick, own, count, CITIES)
    country = np.array([0, *(letters(one.country) for one in names.places.values())])
    region = np.array([0, *(one.region_key for one in names.places.values())])
    remote = _several(pick, own, (pick.random(size) < 0.2).astype(int) * 2, len(COUNTRIES))
    named = np.array([0, *map(letters, COUNTRIES)])[remote[1]]
    links["country"] = np.concatenate((ids, remote[0])), np.concatenate((country[places], named))
    links["region"] = ids, region[places]
    return links


def _several(
    pick: np.random.Generator, head: np.ndarray, counts: np.ndarray, values: int
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of postings and values, as many as ``counts`` says; a copy has those of its head."""
    starts = np.concatenate(([0], np.cumsum(counts)))
    drawn = _skewed(pick, int(starts[-1]), values)
    return _spread(head, starts, drawn)


def _spread(
    of: np.ndarray, starts: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a posting and each value of row ``of[posting]``, which begin at ``starts``."""
    lengths = np.diff(starts)[of]
    rows = np.repeat(np.arange(len(of)), lengths)
    first = np.cumsum(lengths) - lengths
    return rows + 1, values[starts[of[rows]] + np.arange(len(rows)) - first[rows]]


def _tokens(
    pick: np.random.Generator,
    columns: dict[str, np.ndarray],
    links: dict[str, tuple[np.ndarray, np.ndarray]],
    names: Names,
    vocabulary: GrowingVocabulary,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words of titles, skills and companies, made once for each different one."""
    size = len(columns["id"])
    titles = [f"{b}{one.label}{a}" for one in names.role.values() for b in BEFORE for a in AFTER]
    title = _skewed(pick, size, len(names.role))
    around = pick.integers(0, len(BEFORE) * len(AFTER), size)
    of_title = (title - 1) * len(BEFORE) * len(AFTER) + around
    skills = [document_words("", "", skills=[one.label]).heading for one in names.skill.values()]
    companies = [document_words("", one.label).heading for one in names.company.values()]
    parts = (
        (columns["id"], of_title, [document_words(one, "").heading for one in titles]),
        (links["skill"][0], links["skill"][1] - 1, skills),
        (columns["id"], columns["company"] - 1, companies),
    )
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for ids, which, vectors in parts:
        pairs = [tokens_of(vector, vocabulary) for vector in vectors]
        starts = np.concatenate(([0], np.cumsum([len(codes) for codes, _ in pairs])))
        codes = np.concatenate([np.array(codes, np.int64) for codes, _ in pairs])
        places = np.concatenate([np.array(places, np.int64) for _, places in pairs])
        rows, own = _spread(which, starts, codes)
        found.append((ids[rows - 1], own, _spread(which, starts, places)[1]))
    ids, codes, places = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return ids, codes.astype(np.int32), places.astype(np.uint16)


def _texts(pick: np.random.Generator, ids: np.ndarray) -> TextTokens:
    """Words of texts, each once for a posting, the first ones most often."""
    lengths, codes = [], []
    for start in range(0, len(ids), BLOCK):
        shape = len(ids[start : start + BLOCK]), TEXT_WORDS
        drawn = np.sort(_skewed(pick, shape[0] * shape[1], WORDS_OF_TEXTS, 6).reshape(shape))
        is_new = np.diff(drawn, prepend=0) > 0
        lengths.append(is_new.sum(axis=1))
        codes.append((drawn[is_new] - 1).astype(np.int32))
    vocabulary = GrowingVocabulary()
    for number in range(WORDS_OF_TEXTS):
        vocabulary.add(f"word{number}")
    return TextTokens(ids, np.concatenate(lengths), np.concatenate(codes), vocabulary)
