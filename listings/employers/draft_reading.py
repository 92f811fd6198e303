"""What is read in the title and description of a draft, and the description as safe HTML.

An employer's Markdown is plain CommonMark, without the figures that editors may use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from markdown_it import MarkdownIt

from jobboard.markup import MarkupError
from jobboard.markup.limits import check_blocks, check_inline, check_size
from listings.importers.facts import Vocabulary
from listings.importers.vocabulary import load_vocabulary
from listings.reading.asked_skills import asked_skills
from listings.reading.descriptions import safe_html
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.titles import RolePhrases, TitleReader
from listings.reading.words import fold
from roles.models import Role

__all__ = ["DraftReading", "MarkupError", "read_posting", "to_html"]

MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class DraftReading:
    """``suggested`` are the skills that the text names; ``chosen`` those that were ticked."""

    vocabulary: Vocabulary
    roles: list[tuple[str, str]]
    level: str
    title_roles: tuple[str, ...]
    suggested: tuple[str, ...]
    chosen: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        return {skill.slug: skill.name for skill in self.vocabulary.skills}

    @property
    def skill_choices(self) -> list[tuple[str, str]]:
        """Ticked ones first, then what else the text names."""
        names = self.names
        slugs = dict.fromkeys((*self.chosen, *self.suggested))
        return [(slug, names[slug]) for slug in slugs if slug in names]

    @property
    def rates(self) -> dict[str, Any]:
        return self.vocabulary.units_per_euro

    def known(self, typed: str) -> tuple[list[str], list[str]]:
        """Return the slugs of skills, typed with commas between, and the names that are unknown."""
        slugs = {fold(name): slug for name, slug in self._phrases()}
        names = [name.strip() for name in typed.split(",") if name.strip()]
        found = [slugs[fold(name)] for name in names if fold(name) in slugs]
        return found, [name for name in names if fold(name) not in slugs]

    def _phrases(self) -> list[tuple[str, str]]:
        """Every way to write each skill; a name goes before another skill's alias."""
        skills = self.vocabulary.skills
        aliases = [(phrase, s.slug) for s in skills for phrase in (*s.aliases, *s.case_sensitive)]
        return [*aliases, *((skill.name, skill.slug) for skill in skills)]


def read_posting(typed: Mapping[str, Any]) -> DraftReading:
    """Read title and description as typed. Seven queries, and none for a second reading."""
    vocabulary = load_vocabulary()
    title = str(typed.get("title", ""))[:250]
    text = str(typed.get("description", ""))[: settings.READ_CHARACTERS]
    levels = tuple(vocabulary.levels.items())
    facts = _titles(vocabulary.roles, levels, vocabulary.occupations).read(title, text)
    reader = skill_reader_of(vocabulary.skills)
    skills = list(asked_skills(reader, title, read_lines(text)))
    return DraftReading(
        vocabulary=vocabulary,
        roles=list(Role.objects.order_by("name").values_list("slug", "name")),
        level=facts.level,
        title_roles=facts.roles,
        suggested=tuple(skills[:MOST_SUGGESTED]),
        chosen=tuple(typed.get("skills", ())),
    )


@lru_cache(maxsize=2)
def _titles(
    roles: tuple[RolePhrases, ...], levels: tuple[tuple[str, str], ...], others: tuple[str, ...]
) -> TitleReader:
    """The reader of these words; making one takes longer than reading with it."""
    return TitleReader(roles, dict(levels), others)


@lru_cache(maxsize=2)
def skill_reader_of(skills: tuple[SkillPhrases, ...]) -> SkillReader:
    """The reader of these skills; making one takes longer than reading with it."""
    return SkillReader(skills)


def to_html(text: str) -> str:
    """Return the text as ``safe_html`` leaves it; raises ``MarkupError`` beyond the limits."""
    check_size(text)
    markdown = _markdown()
    blocks: list[Any] = []
    markdown.block.parse(text, markdown, {}, blocks)
    check_blocks(blocks)  # before the inline parser sees it
    tokens = markdown.parse(text)
    for token in tokens:
        check_inline(token.children or [], 1)
    return safe_html(str(markdown.renderer.render(tokens, markdown.options, {})))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
