"""What any title and text give by a vocabulary, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from listings.importers.facts import Vocabulary, skill_reader
from listings.models import Level, Skill
from listings.reading.asked_skills import asked_skills
from listings.reading.explaining import PhraseFound, explain_level, explain_roles
from listings.reading.sections import read_lines
from listings.reading.titles import TitleContext, TitleReader
from roles.models import Role

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
    vocabulary: Vocabulary, names: Mapping[str, str], title: str, text: str = ""
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
