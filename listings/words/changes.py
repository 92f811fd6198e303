"""What differs between two vocabularies, phrase by phrase, and what any title gives by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from listings.importers.facts import FactVocabulary, skill_reader
from listings.models import Level, Skill
from listings.reading.alternatives import expand
from listings.reading.asked_skills import asked_skills
from listings.reading.explaining import PhraseFound, explain_level, explain_roles
from listings.reading.sections import read_lines
from listings.reading.titles import TitleContext, TitleReader
from listings.reading.words import tokens
from roles.models import Role

ROLE, LEVEL, OCCUPATION, SKILL = "role", "level", "occupation", "skill"
EXCLUSION, EVIDENCE = "exclusion", "evidence"
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class VocabularyChange:
    """A phrase that is new or gone; ``owner`` is a role's or skill's slug, or a level."""

    kind: str
    owner: str
    phrase: str
    part: str = ""
    is_new: bool = True

    @property
    def is_of_skill(self) -> bool:
        return self.kind == SKILL

    def in_words(self, names: Mapping[str, str]) -> str:
        name = names.get(self.owner, self.owner) or "no level"
        what = f"“{self.phrase}”" + (f" as {self.part}" if self.part else "")
        if self.kind == OCCUPATION:
            return f"{what} {'is' if self.is_new else 'is no longer'} other work"
        return f"{what} {'added to' if self.is_new else 'taken from'} {name}"


def changes_between(before: FactVocabulary, after: FactVocabulary) -> list[VocabularyChange]:
    """Every phrase that only one of them has."""
    old, new = set(_phrases(before)), set(_phrases(after))
    gone = (VocabularyChange(*one, is_new=False) for one in sorted(old - new))
    return [*(VocabularyChange(*one) for one in sorted(new - old)), *gone]


def _phrases(vocabulary: FactVocabulary) -> Iterator[tuple[str, str, str, str]]:
    for role in vocabulary.roles:
        yield from ((ROLE, role.slug, phrase, "") for phrase in role.aliases)
        yield from ((ROLE, role.slug, phrase, EXCLUSION) for phrase in role.excludes)
        yield from ((ROLE, role.slug, phrase, EVIDENCE) for phrase in role.evidence)
    yield from ((LEVEL, level, phrase, "") for phrase, level in vocabulary.levels.items())
    yield from ((OCCUPATION, "", phrase, "") for phrase in vocabulary.occupations)
    for skill in vocabulary.skills:
        for phrase in {skill.name, *skill.aliases, *skill.case_sensitive}:
            exact = "written exactly so" if phrase in skill.case_sensitive else ""
            yield SKILL, skill.slug, phrase, exact
        yield from ((SKILL, skill.slug, phrase, EXCLUSION) for phrase in skill.excludes)


def summary_of(changes: Iterable[VocabularyChange], names: Mapping[str, str]) -> str:
    """Changes in a few words, for the ledger."""
    lines = [one.in_words(names) for one in changes]
    more = f"; and {len(lines) - MOST_TOLD} more" if len(lines) > MOST_TOLD else ""
    return "; ".join(lines[:MOST_TOLD]) + more


@dataclass(frozen=True, slots=True)
class PhraseClash:
    """A phrase of one owner that another has too."""

    phrase: str
    other: str

    def __str__(self) -> str:
        return f"“{self.phrase}” is also {self.other}."


def clashes_of(
    vocabulary: FactVocabulary, changes: Iterable[VocabularyChange], names: Mapping[str, str]
) -> list[PhraseClash]:
    """New phrases, or alternatives of one, that mean another role, level, skill or work too."""
    owners = _owners(vocabulary)
    found: dict[tuple[str, str], PhraseClash] = {}
    for change in changes:
        if not change.is_new or change.part in {EXCLUSION, EVIDENCE}:
            continue
        for phrase in _alternatives(change.kind, change.phrase):
            family = _family(change.kind)
            for kind, owner in owners.get((family, _key(phrase)), ()):
                if (kind, owner) != (change.kind, change.owner):
                    other = _called(kind, owner, names)
                    found.setdefault((change.phrase, other), PhraseClash(phrase, other))
    return list(found.values())


def _owners(vocabulary: FactVocabulary) -> dict[tuple[str, tuple[str, ...]], set[tuple[str, str]]]:
    owners: dict[tuple[str, tuple[str, ...]], set[tuple[str, str]]] = {}
    for kind, owner, phrase, part in _phrases(vocabulary):
        if part not in {EXCLUSION, EVIDENCE}:
            for one in _alternatives(kind, phrase):
                owners.setdefault((_family(kind), _key(one)), set()).add((kind, owner))
    return owners


def _family(kind: str) -> str:
    return ROLE if kind == OCCUPATION else kind


def _alternatives(kind: str, phrase: str) -> list[str]:
    return [phrase] if kind == SKILL else expand(phrase)


def _key(phrase: str) -> tuple[str, ...]:
    """Words and signs, whatever their capitals and spaces."""
    signs = "".join(sign for sign in phrase if sign in "*?=,-+#.")
    return (signs, *tokens(phrase))


def _called(kind: str, owner: str, names: Mapping[str, str]) -> str:
    if kind == OCCUPATION:
        return "a word for other work"
    if kind == LEVEL:
        return f"a word for {owner or 'no level'}"
    return f"a phrase of {names.get(owner, owner)}"


LONGEST_TITLE = 250
LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A phrase that was found, with what it means in an editor's words."""

    phrase: str
    meaning: str
    found: PhraseFound


@dataclass(frozen=True, slots=True)
class TitleTrial:
    """``phrases`` of roles and ``level_phrases``, those that decide first."""

    title: str
    text: str
    roles: list[str]
    level: str
    skills: list[str]
    phrases: list[PhraseLine]
    level_phrases: list[PhraseLine]


def try_title(
    vocabulary: FactVocabulary, names: Mapping[str, str], title: str, text: str = ""
) -> TitleTrial:
    """Read a title; ``names`` are those of the roles by slug."""
    reader = TitleReader(vocabulary.roles, vocabulary.levels, vocabulary.occupations)
    facts = reader.read(title, text)
    context = TitleContext(title, "", text)
    phrases = explain_roles(reader, vocabulary.roles, vocabulary.occupations, context)
    levels = explain_level(reader, vocabulary.levels, title, facts.level)
    skill_names = {skill.slug: skill.name for skill in vocabulary.skills}
    skills = asked_skills(skill_reader(vocabulary), title, read_lines(text))
    return TitleTrial(
        title=title,
        text=text,
        roles=[names.get(slug, slug) for slug in facts.roles],
        level=level_name(facts.level),
        skills=[skill_names[slug] for slug in skills],
        phrases=[
            PhraseLine(one.phrase, names.get(one.meaning, one.meaning) or "other work", one)
            for one in phrases
        ],
        level_phrases=[PhraseLine(one.phrase, level_name(one.meaning), one) for one in levels],
    )


def level_name(value: str) -> str:
    return str(Level(value).label) if value else "no level"


def names_by_slug() -> dict[str, str]:
    """Names of roles and skills. Two queries."""
    skills = dict(Skill.objects.values_list("slug", "name"))
    return skills | dict(Role.objects.values_list("slug", "name"))
