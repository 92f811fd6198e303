"""Which phrases mean a role, an occupation, a level, a kind of employment, and in which forms."""

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from typing import Any

from listings.reading.alternatives import expand
from listings.reading.conditions import languages_by_name
from listings.reading.data import DATA
from listings.reading.data import content as data_file
from listings.reading.patterns import ENDING, GUESS, STAR, WHOLE
from listings.reading.titles import RolePhrases
from listings.reading.words import tokens
from listings.search.understanding.parts import LEFT_OUT, NOT, Meaning


def content() -> dict[str, Any]:
    """Words of workplace, level, type, pay and fillers: see the file."""
    return data_file("query_words.toml")


def occupation_rows() -> list[dict[str, Any]]:
    """Names of occupations in several languages: ``name``, ``means``, ``also``, ``typed``."""
    found: list[dict[str, Any]] = data_file("occupations.toml")["occupation"]
    return found


@cache
def common_words() -> frozenset[str]:
    """Words that postings write in small letters: a name that is one of them may mean the word."""
    lines = (DATA / "common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def words_of(table: str, name: str) -> frozenset[str]:
    """A list of the words file as a set."""
    return frozenset(content()[table][name])


WITH_ENDINGS = frozenset({"role", "title", "type", "level"})
"""Kinds of phrases that have plurals and feminine forms; names of places and skills have none."""

BEFORE_FIELD = "type_before_field"
"""Kind of a phrase whose first word says a type of employment, and whose second one is a field."""

ALONE = "type_alone"
"""Kind of a word that says a type of employment where no word beside it makes it another."""

ENDINGS = ("s", "es", "innen", "in", "en", "n", "e", "nen", "a", "as", "i", "ы", "и", "ов", "а")


@lru_cache(maxsize=50_000)
def folded(phrase: str) -> str:
    """A phrase as the table has it: its words with a space between."""
    return " ".join(tokens(phrase))


@lru_cache(maxsize=20_000)
def without_ending(phrase: str) -> tuple[str, ...]:
    """What a phrase may be the plural or the feminine form of: engineers, Entwicklerinnen."""
    word = phrase.rpartition(" ")[2]
    stems = [
        phrase[: -len(ending)]
        for ending in ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _least_stem(ending)
    ]
    return (*stems, f"{phrase[:-3]}y") if word.endswith("ies") else tuple(stems)


def _least_stem(ending: str) -> int:
    """Letters that must be left: of "RNs" two, of other endings more."""
    return 2 if ending == "s" else 5


VALUES = (
    *("workplace", "level", "level_of", "type", ALONE, "visa", "relocation", "equity"),
    *("clearance", "sort", "posted"),
)
"""Tables of the words file that have the words of each value of a filter."""


@cache
def words_of_content() -> tuple[tuple[str, Meaning], ...]:
    """Words for workplace, level, type, what is offered and fillers, and those that stay words."""
    return tuple(_words_of_content(content()))


def _words_of_content(words: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    yield from _asked(words)
    for row in words["levels"]:
        for phrase in row["words"]:
            first, second = row["values"]
            yield folded(phrase), Meaning("level", first, phrase, also=(("level", second),))
    for phrase in words["student"]["words"]:
        student = Meaning("type", "part-time", phrase, also=(("level", "entry"),))
        yield folded(phrase), student
    for kind in VALUES:
        for value, written in words[kind].items():
            for phrase in written:
                yield folded(phrase), Meaning(kind, value, phrase)
    before = words[BEFORE_FIELD]
    for value, written in data_file("employment_types.toml")["types"].items():
        for phrase in plain_phrases(written):
            is_before = phrase.count(" ") == 1 and phrase.split(" ")[0] in before.get(value, ())
            yield phrase, Meaning(BEFORE_FIELD if is_before else "type", value, phrase)
    yield from _silent(words)


def _silent(words: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Phrases that stay words, and those that ask for nothing."""
    for phrase in (
        *words["words"]["stay"],
        *plain_phrases(data_file("employment_types.toml")["none"]["phrases"]),
    ):
        yield folded(phrase), Meaning("stay", "", phrase)
    for kind, name in (("noun", "nouns"), ("preposition", "prepositions")):
        for phrase in words["fillers"][name]:
            yield folded(phrase), Meaning(kind, "", phrase)
    for phrase in words["places"]["here"]:
        yield folded(phrase), Meaning(LEFT_OUT, "", words["places"]["here_reason"])
    for row in words["left_out"]:
        for phrase in row["words"]:
            yield folded(phrase), Meaning(LEFT_OUT, "", row["reason"])


def _asked(words: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Phrases for people anywhere, for a degree that nobody asks for, and for languages."""
    for phrase in words["anywhere"]["words"]:
        yield folded(phrase), Meaning("anywhere", "anywhere", phrase)
    for phrase in words["has_salary"]["words"]:
        yield folded(phrase), Meaning("has_salary", "true", "stated")
    for phrase in words["degree"]["words"]:
        yield folded(phrase), Meaning("degree", "required", phrase, also=(("degree", "welcome"),))
    for phrase in words["no_degree"]["words"]:
        yield folded(phrase), Meaning("degree", "welcome", phrase, also=(("degree", "none"),))
    for code, name in languages_by_name():
        for form in words["speaks"]["forms"]:
            yield folded(form.format(name)), Meaning("speaks", code, name)
        for form in words["speaks"]["unasked"]:
            yield folded(form.format(name)), Meaning(f"{NOT}speaks", code, name)
        for phrase in words["speaks"]["unasked_also"].get(code, ()):
            yield folded(phrase), Meaning(f"{NOT}speaks", code, name)
        for phrase in words["speaks"]["also"].get(code, ()):
            yield folded(phrase), Meaning("speaks", code, name)


def plain_phrases(patterns: Iterable[str]) -> Iterator[str]:
    """Patterns of ``reading.patterns`` that are words side by side and nothing else."""
    for pattern in patterns:
        for variant in expand(pattern):
            if not _has_marks(variant) and not variant.startswith((GUESS, WHOLE, STAR)):
                yield folded(variant)


def _has_marks(variant: str) -> bool:
    return "," in variant or STAR in variant or f" {ENDING}" in f" {variant}"


def role_phrases(
    role: RolePhrases, forms: Iterable[str], skills: Mapping[str, str], stating: Set[str]
) -> Iterator[str]:
    """Phrases that mean a role when they are searched for: name, plural, abbreviation, aliases.

    Gaps are closed. Left out are aliases that are a guess, have parts, say a level or a kind of
    employment, name a skill that the role's name does not ("Salesforce developer" is more than the
    role), or are an occupation of their own.
    """
    name = folded(role.aliases[0])
    own = _skills_in(name, skills)
    yield name
    yield from filter(None, map(folded, forms))
    for alias in role.aliases[1:]:
        for variant in expand(alias):
            words = [word for word in variant.lstrip(WHOLE).split() if word != STAR]
            bare = " ".join(words).removeprefix(f"{WHOLE} ")
            if variant.startswith(GUESS) or _has_marks(bare):
                continue
            phrase = folded(bare)
            is_more = not _skills_in(phrase, skills) <= own or phrase in apart()
            if phrase and not is_more and not _says(phrase, stating):
                yield phrase


def _skills_in(phrase: str, skills: Mapping[str, str]) -> set[str]:
    return {skills[part] for part in _within(phrase) if part in skills}


def _says(phrase: str, stating: Set[str]) -> bool:
    """Whether a part of the phrase states a level or a kind of employment."""
    if phrase in stating or not _holds_one(phrase, stating):
        return False
    return _holds_one(_without_staying(phrase), stating)


def _holds_one(phrase: str, stating: Set[str]) -> bool:
    return any(map(stating.__contains__, _within(phrase)))


def _without_staying(phrase: str) -> str:
    """The rest without a part that holds such a word and means something else: smart contract."""
    for part in _within(phrase):
        if part in _staying():
            return f" {phrase} ".replace(f" {part} ", " ").strip()
    return phrase


@cache
def _staying() -> frozenset[str]:
    return frozenset(map(folded, words_of("words", "stay")))


def in_other_words(phrase: str) -> Iterator[str]:
    """The same with another first or last word that people write: SW engineer, iOS dev."""
    first, *middle = phrase.split(" ")
    if not middle:
        return
    *middle, last = middle
    for before in (first, *_other_words("first_words").get(first, ())):
        for after in (last, *_other_words("last_words").get(last, ())):
            if (before, after) != (first, last):
                yield " ".join((before, *middle, after))


@cache
def _other_words(place: str) -> dict[str, list[str]]:
    return dict(content()[place])


def _within(phrase: str) -> Iterator[str]:
    """Every run of words of the phrase."""
    words = phrase.split(" ")
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield " ".join(words[start:end])


def occupations(roles: Mapping[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """Names of occupations: those of a role of the board mean the role, others titles."""
    for row in occupation_rows():
        means = [folded(one) for one in row["means"]]
        titles = tuple(dict.fromkeys([*means, *map(folded, row["also"])]))
        is_apart = row.get("apart", False)
        role = None if is_apart else next((roles[one] for one in means if one in roles), None)
        meaning = role or Meaning("title", titles[0], row["name"], titles=titles)
        names = [*titles, *map(folded, row.get("typed", ()))]
        others = [other for name in names for other in in_other_words(name)]
        for phrase in (*names, *others):
            if phrase not in roles:
                yield phrase, meaning


@cache
def apart() -> frozenset[str]:
    """Names of occupations that no alias of a role takes: developer, CTO."""
    rows = [row for row in occupation_rows() if row.get("apart")]
    return frozenset(folded(one) for row in rows for one in (*row["means"], *row.get("typed", ())))


def is_occupation(phrase: str) -> bool:
    """Whether a phrase of several words ends as names of occupations do: firmware engineers."""
    before, _, last = phrase.rpartition(" ")
    return bool(before) and not occupation_nouns(()).isdisjoint((last, *without_ending(last)))


@lru_cache(maxsize=8)
def occupation_nouns(roles: tuple[str, ...]) -> frozenset[str]:
    """The last words of roles and occupations: engineer, analyst, nurse."""
    names = [*roles, *(name for row in occupation_rows() for name in row["means"])]
    return frozenset(folded(name).rpartition(" ")[2] for name in names)
