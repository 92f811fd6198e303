"""The objects of a pack: one dataclass for each kind, each field described by its key.

The order of fields is the order in which files hold them. ``kind`` names a kind everywhere;
``file`` is where its objects stand in the folder: a file each, or a table each of one file.
"""

# ruff: noqa: RUF009  (``keyed`` makes a dataclass field)

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from jobboard.content.folder import TomlTable
from jobboard.content.keys import (
    DAY,
    MARKDOWN,
    SLUG_IN_FILE,
    SLUG_OF_FILE,
    Key,
    children,
    choice,
    flag,
    in_order,
    keyed,
    lines,
    moment,
    phrases,
    reference,
    references,
    text,
)
from jobboard.content.pictures import PackPicture
from jobboard.site import dates
from roles.models import GuideKind, GuideStatus


@dataclass(frozen=True, slots=True)
class PackSource:
    """``figure_year`` is the year of the figures that the text quotes from it."""

    title: str
    url: str
    accessed_on: date
    figure_year: int | None = None


@dataclass(frozen=True, slots=True)
class PackSection:
    """A section of a profile or guide; ``heading`` is a kind in a profile, words in a guide.

    ``replaces`` is the kind of the profiles' sections that a guide's one stands in place of.
    """

    heading: str
    body: str
    sources: tuple[PackSource, ...] = ()
    reviewed_on: date | None = None
    replaces: str = ""
    line: int = field(default=1, compare=False)  # where its text begins


@dataclass(frozen=True, slots=True)
class PackChange:
    """A line of a guide's public note of changes."""

    on: date
    text: str


def _change(table: TomlTable) -> PackChange:
    day = table.day("on")
    if day is None:
        table.complain("on", "a change has its day: on = 2026-11-23")
    change = PackChange(day or date.min, table.text("text", required=True))
    table.refuse_unknown()
    return change


def _moment_or_day(table: TomlTable, name: str) -> datetime | None:
    """Read a moment, or the beginning of ``published_on`` in the board's time zone."""
    at, day = table.moment(name), table.day("published_on")
    if at and day:
        table.complain("published_on", "published_at says it already")
    return at or (dates.beginning(day) if day else None)


CHANGES = Key(
    read=lambda table, name: tuple(map(_change, table.tables(name))),
    to_file=lambda value: [{"on": one.on, "text": one.text} for one in value],
    from_row=lambda value: tuple(PackChange(one.on, one.text.strip()) for one in value.all()),
    to_row=None,
)
OLD_SLUGS = references("")  # under which the object was known before; they lead to it still
IS_DEMO = flag("demo", "is_demo", to_row=None)
PHRASES_OF_SKILL = phrases(is_sorted=True, from_row=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAuthor:
    kind: ClassVar = "author"
    file: ClassVar = "authors.toml"
    slug: str = keyed(SLUG_IN_FILE)
    name: str = keyed(text(required=True))
    bio: str = keyed(text(is_multiline=True), "")
    is_organization: bool = keyed(flag("organization", "is_organization"), default=False)
    old_slugs: tuple[str, ...] = keyed(OLD_SLUGS, ())
    is_demo: bool = keyed(IS_DEMO, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRole:
    """``aliases`` and ``excludes`` are patterns of ``listings.reading.patterns``; ``evidence``
    are words beside a title that confirm those which are guesses.

    ``definition`` is the text before the first ``## `` heading; ``sections`` are the profile.
    The ``reviewed_on`` of the file is that of each section which names none.
    """

    kind: ClassVar = "role"
    file: ClassVar = "roles/{}.md"
    slug: str = keyed(SLUG_OF_FILE)
    name: str = keyed(text(required=True))
    plural: str = keyed(text(), "")
    abbreviation: str = keyed(text(), "")
    family: str = keyed(text(), "")
    aliases: tuple[str, ...] = keyed(children("phrase"), ())
    excludes: tuple[str, ...] = keyed(lines("exclusions"), ())
    evidence: tuple[str, ...] = keyed(lines("evidence"), ())
    reviewed_on: date | None = keyed(Key(read=DAY.read, from_row=None), None)
    old_slugs: tuple[str, ...] = keyed(OLD_SLUGS, ())
    is_demo: bool = keyed(IS_DEMO, default=False)
    definition: str = keyed(MARKDOWN)
    sections: tuple[PackSection, ...] = ()
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackGuide:
    """``choices`` maps a role's slug to when to choose it; ``lines`` says where texts begin."""

    kind: ClassVar = "guide"
    file: ClassVar = "guides/{}.md"
    slug: str = keyed(SLUG_OF_FILE)
    title: str = keyed(text(required=True))
    deck: str = keyed(text(is_multiline=True))
    guide_kind: str = keyed(choice(GuideKind.values, name="kind", column="kind"))
    roles: tuple[str, ...] = keyed(in_order("role"))
    author: str = keyed(reference("author", required=True))
    status: str = keyed(choice(GuideStatus.values))
    published_at: datetime | None = keyed(moment(_moment_or_day))
    reviewed_on: date | None = keyed(DAY)
    related: tuple[str, ...] = keyed(references("guide"))
    unlinked: tuple[str, ...] = keyed(references("term", column="unlinked_terms"))
    changes: tuple[PackChange, ...] = keyed(CHANGES)
    old_slugs: tuple[str, ...] = keyed(OLD_SLUGS)
    is_demo: bool = keyed(IS_DEMO)
    introduction: str = keyed(MARKDOWN)
    tips: str = keyed(MARKDOWN)
    conclusion: str = keyed(MARKDOWN)
    sections: tuple[PackSection, ...]
    choices: dict[str, str]
    lines: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackTerm:
    kind: ClassVar = "term"
    file: ClassVar = "glossary/{}.md"
    slug: str = keyed(SLUG_OF_FILE)
    name: str = keyed(text(required=True))
    aliases: tuple[str, ...] = keyed(phrases(), ())
    is_case_sensitive: bool = keyed(flag("case_sensitive", "is_case_sensitive"))
    short: str = keyed(text(required=True, is_multiline=True))
    roles: tuple[str, ...] = keyed(references("role"), ())
    related: tuple[str, ...] = keyed(references("term"), ())
    skill: str = keyed(reference("", to_row=None), "")
    old_slugs: tuple[str, ...] = keyed(OLD_SLUGS, ())
    is_demo: bool = keyed(IS_DEMO, default=False)
    body: str = keyed(MARKDOWN)
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSeries:
    kind: ClassVar = "series"
    file: ClassVar = "series.toml"
    slug: str = keyed(SLUG_IN_FILE)
    title: str = keyed(text(required=True))
    guides: tuple[str, ...] = keyed(in_order("guide"), ())
    is_demo: bool = keyed(IS_DEMO, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSkill:
    """``case_sensitive`` phrases count only as written; the name may be one of them."""

    kind: ClassVar = "skill"
    file: ClassVar = "skills.toml"
    slug: str = keyed(SLUG_IN_FILE)
    name: str = keyed(text(required=True))
    aliases: tuple[str, ...] = keyed(PHRASES_OF_SKILL, ())
    case_sensitive: tuple[str, ...] = keyed(PHRASES_OF_SKILL, ())
    excludes: tuple[str, ...] = keyed(lines("exclusions"), ())


type PackObject = PackAuthor | PackRole | PackTerm | PackGuide | PackSeries
SHAPES: dict[str, type[Any]] = {
    shape.kind: shape for shape in (PackAuthor, PackRole, PackTerm, PackGuide, PackSeries)
}
"""By kind, in an order in which they can be written to rows."""


@dataclass(frozen=True, slots=True)
class Pack:
    """``objects`` are tuples by kind; ``levels`` maps a phrase to a level, "" for none."""

    name: str
    description: str = ""
    languages: tuple[str, ...] = ("en",)
    skills: tuple[PackSkill, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    objects: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    pictures: tuple[PackPicture, ...] = ()

    @property
    def roles(self) -> tuple[PackRole, ...]:
        return self.objects["role"]

    @property
    def guides(self) -> tuple[PackGuide, ...]:
        return self.objects["guide"]

    @property
    def terms(self) -> tuple[PackTerm, ...]:
        return self.objects["term"]

    def __iter__(self) -> Iterator[PackObject]:
        """Every object, in an order in which they can be written to rows."""
        for kind in SHAPES:
            yield from self.objects[kind]

    def texts(self) -> Iterator[tuple[str, int, str]]:
        """Yield every text of Markdown: file, the line on which it begins, and the text."""
        for role in self.roles:
            name = file_of(role)
            yield name, role.line, role.definition
            yield from ((name, section.line, section.body) for section in role.sections)
        for guide in self.guides:
            name = file_of(guide)
            yield name, guide.lines.get("", 1), guide.introduction
            yield from ((name, section.line, section.body) for section in guide.sections)
            closing = {"Practical tips": guide.tips, "Conclusion": guide.conclusion}
            last = (guide.choices | closing).items()
            yield from ((name, guide.lines.get(key, 1), text) for key, text in last)
        for term in self.terms:
            yield file_of(term), term.line, term.body


def file_of(one: PackObject | PackSkill) -> str:
    """Return the file that an object stands in, below the pack's folder."""
    return one.file.format(one.slug)
