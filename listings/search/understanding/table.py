"""The table of phrases that searches are read by, made from plain rows. No Django.

One phrase has one meaning that counts, or none; what else it may mean is offered as doubtful.
Roles and occupations go before words of employment, level and workplace, these before skills,
skills before places, and a company counts only where its name means nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases
from listings.reading.words import tokens
from listings.search.understanding import phrases
from listings.search.understanding.fields import fields
from listings.search.understanding.levels import grades, levels
from listings.search.understanding.parts import LEFT_OUT, Meaning
from listings.search.understanding.phrases import common_words, words_of
from listings.search.understanding.place_names import (
    Namesake,
    PlaceRow,
    namesake_meanings,
    place_meanings,
)
from listings.search.understanding.time_zones import zone_phrases

MOST_WORDS = 8
"""Words of the longest phrase: names of countries and companies are no longer."""

KEPT_ENTRIES = 16_384
"""Entries that the next table may take over: nearly all phrases mean what they meant before."""

STATING = frozenset({"level", "level_of", "type", phrases.BEFORE_FIELD})
PLACES = ("country", "region", "city")
FILLERS = ("noun", LEFT_OUT, "preposition")
OFFERED = ("visa", "relocation", "equity", "degree", "speaks", "clearance")
"""What an employer offers or asks."""

LISTED = ("sort", "posted", "has_salary")
"""In which order openings are wanted, how new, and that they say what they pay."""

ORDER = (
    *("role", "title", "stay", "type", phrases.BEFORE_FIELD, "level_of", "level", "anywhere"),
    *("workplace", "where", "not-speaks", *OFFERED, *LISTED),
)
"""Kinds whose meaning counts, the first of them that a phrase has."""


class CompanyRow(NamedTuple):
    """A company with live postings."""

    pk: int
    slug: str
    name: str


@dataclass(frozen=True)
class TableRows:
    """What the table is made of; ``pks`` are the numbers of roles and skills by slug."""

    roles: tuple[RolePhrases, ...] = ()
    skills: tuple[SkillPhrases, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    companies: tuple[CompanyRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    role_pks: Mapping[str, int] = field(default_factory=dict)
    skill_pks: Mapping[str, int] = field(default_factory=dict)
    role_forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = "EUR"


class PhraseEntry(NamedTuple):
    """``meaning`` is None where a phrase stays words; ``offers`` are doubtful meanings."""

    meaning: Meaning | None = None
    offers: tuple[Meaning, ...] = ()


LEAST_APART = 3
"""Letters of each part of a company's name that is typed in two words."""

STAYS = PhraseEntry(Meaning("stay", "", ""))


class PhraseTable:
    """Phrases, folded as ``reading.words.tokens`` does, with what they mean. Never changed."""

    def __init__(self, rows: TableRows = TableRows()) -> None:
        self.currency = rows.currency
        self.grades = dict(grades(rows.levels))
        self._rows = rows
        self._entries: dict[str, PhraseEntry] = {}
        self._longest: dict[str, int] = {}
        exact = {phrases.folded(one) for skill in rows.skills for one in skill.case_sensitive}
        for phrase, meanings in self._collected().items():
            words = phrase.split(" ")
            if len(words) <= MOST_WORDS:
                if len(meanings) == 1 and meanings[0].kind in _JUDGED:  # nearly all
                    entry = _entry_of_name(phrase, meanings[0])
                else:
                    entry = _entry(phrase, tuple(meanings), is_exact=phrase in exact)
                self._entries[phrase] = entry
                if len(words) > self._longest.get(words[0], 2):
                    self._longest[words[0]] = len(words)

    def __len__(self) -> int:
        return len(self._entries)

    def longest(self, first: str) -> int:
        """Words of the longest phrase that begins with a word; any two may be a company's name."""
        return self._longest.get(first, 2)

    def get(self, phrase: str) -> PhraseEntry | None:
        return self._entries.get(phrase) or self._company_apart(phrase)

    def _company_apart(self, phrase: str) -> PhraseEntry | None:
        """A company that is written as one word, in two: Nerd Wallet."""
        first, _, second = phrase.partition(" ")
        if min(len(first), len(second)) < LEAST_APART or " " in second:
            return None
        entry = self._entries.get(f"{first}{second}")
        return entry if entry and entry.meaning and entry.meaning.kind == "company" else None

    def entry_of(self, phrase: str) -> PhraseEntry | None:
        """What a phrase means, also in the plural or the feminine form."""
        return self.get(phrase) or self._plural_of(phrase)

    def _plural_of(self, phrase: str) -> PhraseEntry | None:
        """The entry of which a phrase is the plural or the feminine form."""
        for form in phrases.without_ending(phrase):
            entry = self._entries.get(form)
            if entry and entry.meaning and entry.meaning.kind in phrases.WITH_ENDINGS:
                return entry
        return None

    def _collected(self) -> dict[str, list[Meaning]]:
        found: defaultdict[str, list[Meaning]] = defaultdict(list)
        rows = self._rows
        for phrase, meaning in phrases.words_of_content():
            found[phrase].append(meaning)
        nouns = phrases.occupation_nouns(tuple(role.aliases[0] for role in rows.roles))
        for phrase, meaning in levels(rows.levels, nouns):
            found[phrase].append(meaning)
        stating = {p for p, all_ in found.items() if any(m.kind in STATING for m in all_)}
        for phrase, meaning in chain(
            _roles(rows, stating),
            _skills(rows),
            zone_phrases(),
            place_meanings(rows.places),
            namesake_meanings(rows.namesakes),
            _companies(rows.companies),
        ):
            found[phrase].append(meaning)
        return found


def _roles(rows: TableRows, stating: set[str]) -> Iterator[tuple[str, Meaning]]:
    """Phrases of roles and occupations; a role's own name goes before another's alias."""
    skills = {phrase: meaning.value for phrase, meaning in _skills(rows) if meaning.value}
    found: dict[str, Meaning] = {}
    own: dict[str, Meaning] = {}
    for role in rows.roles:
        name, forms = role.aliases[0], rows.role_forms.get(role.slug, ())
        meaning = Meaning("role", role.slug, name, (rows.role_pks.get(role.slug, 0),))
        own[phrases.folded(name)] = meaning
        for phrase in phrases.role_phrases(role, forms, skills, stating):
            found.setdefault(phrase, meaning)
    found |= own
    for phrase, meaning in [*found.items()]:
        for other in phrases.in_other_words(phrase):
            found.setdefault(other, meaning)
    yield from found.items()
    yield from phrases.occupations(found)
    yield from (pair for pair in fields() if pair[0] not in found)


def _skills(rows: TableRows) -> Iterator[tuple[str, Meaning]]:
    for skill in rows.skills:
        meaning = Meaning("skill", skill.slug, skill.name, (rows.skill_pks.get(skill.slug, 0),))
        for name in (skill.name, *_short_names(skill.name), *skill.aliases, *skill.case_sensitive):
            phrase = phrases.folded(name)
            if phrase and (name == skill.name or not phrases.is_occupation(phrase)):
                yield phrase, meaning
        for name in skill.excludes:
            phrase = phrases.folded(name)
            if phrase and not phrases.is_occupation(phrase):
                yield phrase, STAYS.meaning  # type: ignore[misc]


def _short_names(skill: str) -> Iterator[str]:
    """The name of a skill without an ending that goes without saying: Next.js."""
    for ending in words_of("skills", "endings"):
        if skill.lower().endswith(ending):
            short = skill[: -len(ending)]
            yield from (short, f"{short} {ending.lstrip('.')}")


def _companies(companies: Iterable[CompanyRow]) -> Iterator[tuple[str, Meaning]]:
    endings = words_of("companies", "endings")
    for company in companies:
        words = tokens(company.name)
        meaning = Meaning("company", company.slug, company.name, (company.pk,))
        if words:
            yield " ".join(words), meaning
            while len(words) > 1 and words[-1] in endings:
                words = words[:-1]
                yield " ".join(words), meaning


@lru_cache(maxsize=KEPT_ENTRIES)
def _entry(phrase: str, all_meanings: tuple[Meaning, ...], *, is_exact: bool) -> PhraseEntry:
    """The one meaning that counts, and those that are offered.

    ``is_exact``: the phrase is a skill in one spelling alone, and else a word of the language.
    """
    meanings = _without_refusal(all_meanings)
    by_kind = {kind: [m for m in meanings if m.kind == kind] for kind in {m.kind for m in meanings}}
    sure = next((by_kind[kind][0] for kind in ORDER if kind in by_kind), None)
    filler = next((by_kind[kind][0] for kind in FILLERS if kind in by_kind), None)
    roles = by_kind.get("role", []) if filler else []  # "de" is short for data engineer, too
    if sure and not roles and not (sure.kind == "stay" and "skill" in by_kind):
        return PhraseEntry(sure)
    skills, companies = by_kind.get("skill", []), by_kind.get("company", [])
    places = [meaning for kind in PLACES for meaning in by_kind.get(kind, ())]
    alone = [one._replace(kind="type") for one in by_kind.get(phrases.ALONE, ())]
    others = (*roles, *skills, *places, *companies, *alone)
    if filler:
        return PhraseEntry(filler, others)
    if skills and not companies and _is_name_of_skill(phrase, is_exact=is_exact):
        return PhraseEntry(skills[0])
    if len(places) == 1 and not skills and _is_name_of_place(phrase):
        return PhraseEntry(places[0])
    if len(others) == len(companies) and _is_name_of_company(phrase):
        return PhraseEntry(companies[0])
    return PhraseEntry(None, others)


def _without_refusal(meanings: Iterable[Meaning]) -> list[Meaning]:
    """The meanings, each once; that one is no skill says nothing where it is a level: C-level."""
    each = list(dict.fromkeys(meanings))
    others = [one for one in each if one != STAYS.meaning]
    return others if any(one.kind in ORDER for one in others) else each


def _entry_of_name(phrase: str, meaning: Meaning) -> PhraseEntry:
    """A phrase that is the name of one place or company and means nothing else."""
    return PhraseEntry(meaning) if _JUDGED[meaning.kind](phrase) else PhraseEntry(None, (meaning,))


def _is_name_of_skill(phrase: str, *, is_exact: bool) -> bool:
    """Whether a skill's name is neither a letter nor a word of the language: R, Go."""
    is_word = phrase in words_of("skills", "doubtful") or (is_exact and phrase in common_words())
    return len(phrase) > 1 and not is_word


def _is_name_of_place(phrase: str) -> bool:
    """Whether a place's name is no word of postings, nor one of those that say too little."""
    is_word = phrase in common_words() or phrase in words_of("places", "doubtful")
    return not is_word or phrase in words_of("places", "sure")


def _is_name_of_company(phrase: str) -> bool:
    words = phrase.split(" ")
    return len(phrase) > 2 and not common_words().issuperset(words)


_JUDGED: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(PLACES, _is_name_of_place),
    "company": _is_name_of_company,
    "where": bool,  # a time zone, and a city with its state, always
}
