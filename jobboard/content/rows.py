"""Rows as objects of a pack, and objects as rows: which row each is for, and all of it written.

Parts that stay keep their row: a section that was reworded is that section still, for its history
and for whoever has it open.
"""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from jobboard.content.keys import keys, normalize_text, values_of
from jobboard.content.pictures import write_pictures
from jobboard.content.shapes import (
    SHAPES,
    Pack,
    PackGuide,
    PackObject,
    PackRole,
    PackSection,
    PackSeries,
    PackSource,
    PackTerm,
)
from jobboard.content.vocabulary import write_vocabulary
from jobboard.models.user import Person
from listings.models import Skill
from roles.models import Author, Guide, OldSlug, Role, RoleSection, Series, Term
from roles.revisions import keep_as_it_stands, revision
from roles.revisions.keeping import keep

type Values = dict[str, Any]
type Change = tuple[PackObject, Any]
"""An object and the row that it changes, None for a new one."""

STEP = 10  # between the positions of sections, as in the admin
MODELS: dict[str, type[Any]] = {
    "author": Author,
    "role": Role,
    "term": Term,
    "guide": Guide,
    "series": Series,
}
ADDRESSED = ("author", "role", "term", "guide")

PARTS: dict[str, tuple[str, ...]] = {
    "author": ("old_slugs",),
    "role": ("aliases", "old_slugs", "sections__sources"),
    "term": ("skill", "roles", "related", "old_slugs"),
    "guide": (
        *("author", "compared__role", "sections", "related", "unlinked_terms"),
        *("changes", "old_slugs"),
    ),
    "series": ("parts__guide",),
}
"""The relations of a row that its file holds too."""


class ContentIndex:
    """The rows of all content by kind and slug, read with six queries; later ones are put in."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {
            kind: {row.slug: row for row in model.objects.all()} for kind, model in MODELS.items()
        }
        self.former: dict[str, dict[str, Any]] = {kind: {} for kind in MODELS}
        by_key = {kind: {row.pk: row for row in r.values()} for kind, r in self.rows.items()}
        for old in OldSlug.objects.all():
            for kind in ADDRESSED:
                if key := getattr(old, f"{kind}_id"):
                    self.former[kind][old.slug] = by_key[kind][key]

    @cached_property
    def now(self) -> dict[tuple[str, int], PackObject]:
        """What the rows said when it was first asked."""
        return {(kind, pk): one for kind in MODELS for pk, one in objects_now(kind)}

    def find(self, kind: str, slug: str, earlier: Iterable[str] = ()) -> Any:
        """Return the row of this slug, else the one that had it or has an ``earlier`` one."""
        rows = self.rows[kind]
        found = rows.get(slug) or self.former[kind].get(slug)
        return found or next((rows[old] for old in earlier if old in rows), None)

    def row_of(self, one: PackObject) -> Any:
        return self.find(one.kind, one.slug, getattr(one, "old_slugs", ()))

    def those(self, kind: str, slugs: Iterable[str]) -> list[Any]:
        """Return the rows of these slugs in order; what there is none of is left out."""
        found = (self.find(kind, slug) for slug in slugs)
        return [row for row in found if row is not None]

    def slugs(self) -> dict[str, set[str]]:
        return {kind: {*rows, *self.former[kind]} for kind, rows in self.rows.items()}


def objects_now(kind: str, *pks: int) -> Iterator[tuple[int, Any]]:
    """Yield number and object of rows as they stand; all of the kind, or those of ``pks``."""
    shape = SHAPES[kind]
    rows = MODELS[kind].objects.order_by("slug").prefetch_related(*PARTS[kind])
    for row in rows.filter(pk__in=pks) if pks else rows:
        yield row.pk, shape(**values_of(shape, row), **_parts_of(row))


def _parts_of(row: Any) -> Values:
    """Return the values of an object that other rows hold."""
    match row:
        case Role():
            return {"sections": tuple(map(_profile_section_of, row.sections.all()))}
        case Guide():
            compared = list(row.compared.all())
            return {
                "roles": tuple(one.role.slug for one in compared),
                "choices": {one.role.slug: normalize_text(one.choose_if) for one in compared},
                "sections": tuple(
                    PackSection(
                        part.heading.strip(), normalize_text(part.body), replaces=part.replaces
                    )
                    for part in row.sections.all()
                ),
            }
        case Series():
            return {"guides": tuple(part.guide.slug for part in row.parts.all())}
    return {}


def _profile_section_of(row: RoleSection) -> PackSection:
    sources = tuple(
        PackSource(source.title, source.url, source.accessed_on, source.figure_year)
        for source in row.sources.all()
    )
    return PackSection(row.kind, normalize_text(row.body), sources, row.reviewed_on)


def write_all(changes: Iterable[Change], index: ContentIndex, *, takes_skills: bool) -> list[Any]:
    """Write objects into their rows (None: a new one), as part of the open revision.

    Return the rows in the same order. With ``takes_skills`` a skill that is another term already
    becomes that of the term which names it, and a term that names none loses its own.
    """
    pairs = [(one, _write(one, row or MODELS[one.kind](), index)) for one, row in changes]
    for one, row in pairs:
        _relate(one, row, index)
        _keep_old_slugs(one, row)
        if isinstance(one, PackTerm):
            _tie(row, one.skill, takes_skills=takes_skills)
    for kind in MODELS:
        keep(*(row for one, row in pairs if one.kind == kind))
    return [row for _, row in pairs]


def _write(one: PackObject, row: Any, index: ContentIndex) -> Any:
    """Write an object and its parts; what it says of others follows when all of them are there."""
    _set(row, is_demo=one.is_demo, **columns(one, index))
    match one:
        case PackRole():
            _write_profile(one, row)
        case PackGuide():
            _write_parts_of_guide(one, row, index)
        case PackSeries():
            _write_guides_of_series(one, row, index)
    index.rows[one.kind][row.slug] = row
    return row


def _write_profile(role: PackRole, row: Role) -> None:
    _parts(row.aliases, ("phrase",), ({"phrase": phrase} for phrase in role.aliases))
    sections = (
        {"kind": one.heading, "body": one.body, "reviewed_on": one.reviewed_on}
        for one in role.sections
    )
    _parts(row.sections, ("kind",), sections)
    sources = {section.heading: section.sources for section in role.sections}
    for section in row.sections.prefetch_related("sources"):
        _parts(section.sources, ("url",), map(asdict, sources[section.kind]))


def _write_parts_of_guide(guide: PackGuide, row: Guide, index: ContentIndex) -> None:
    compared = (
        {"role": role, "position": place, "choose_if": guide.choices.get(slug, "")}
        for place, slug in enumerate(guide.roles)
        if (role := index.find("role", slug))
    )
    _parts(row.compared, ("role",), compared)
    own = (
        {
            "position": place * STEP,
            "heading": section.heading,
            "body": section.body,
            "replaces": section.replaces,
        }
        for place, section in enumerate(guide.sections)
    )
    _parts(row.sections, ("heading", "replaces"), own)
    told = ({"on": change.on, "text": change.text} for change in reversed(guide.changes))
    _parts(row.changes, ("on", "text"), told)


def _write_guides_of_series(series: PackSeries, row: Series, index: ContentIndex) -> None:
    """Also take its guides out of any other series: a guide is part of one."""
    guides = index.those("guide", series.guides)
    row.parts.model.objects.filter(guide__in=guides).exclude(series=row).delete()
    parts = ({"guide": guide, "position": place} for place, guide in enumerate(guides))
    _parts(row.parts, ("guide",), parts)


def columns(one: Any, index: ContentIndex) -> Values:
    """Return the columns of the row that an object fills."""
    found = {}
    for name, key in keys(one):
        if key.to_row and key.from_row:
            value = getattr(one, name)
            wanted = index.find(key.kind, value) if key.kind else key.to_row(value)
            found[key.column or name] = wanted
    return found


def _relate(one: Any, row: Any, index: ContentIndex) -> None:
    """Write the many-to-many relations of an object, when all of the others are there."""
    for name, key in keys(one):
        if key.kind and key.from_row and not key.to_row:
            getattr(row, key.column or name).set(index.those(key.kind, getattr(one, name)))


def _keep_old_slugs(one: PackObject, row: Any) -> None:
    """Let its old slugs lead to the row; none that does already is taken from it."""
    if earlier := getattr(one, "old_slugs", ()):
        there = set(row.old_slugs.values_list("slug", flat=True)) | {row.slug}
        for slug in sorted(set(earlier) - there):
            OldSlug.objects.create(slug=slug, **{one.kind: row})


def _tie(term: Term, slug: str, *, takes_skills: bool) -> None:
    """Let the skill of this slug be the one that the term is."""
    if takes_skills:
        Skill.objects.filter(term=term).exclude(slug=slug).update(term=None)
        Skill.objects.filter(slug=slug).update(term=term)
    else:
        Skill.objects.filter(slug=slug, term=None).update(term=term)


def _set(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _parts(manager: Any, names: tuple[str, ...], wanted: Iterable[Values]) -> None:
    """Make the parts of a row these: ``names`` are the fields that tell which is which."""
    there: dict[Hashable, list[Any]] = {}
    for part in manager.all():
        there.setdefault(tuple(getattr(part, name) for name in names), []).append(part)
    values = [(one, there.get(tuple(one[name] for name in names), [])) for one in wanted]
    pairs = [(one, found.pop(0) if found else None) for one, found in values]
    for left in there.values():
        for part in left:
            part.delete()
    parent = {manager.field.name: manager.instance}
    manager.model.objects.bulk_create(
        manager.model(**one, **parent) for one, part in pairs if part is None
    )
    for one, part in pairs:
        if part is not None and any(getattr(part, name) != one[name] for name in one):
            _set(part, **one)


@dataclass
class Merged:
    """Slugs of what became of a pack's objects, by kind; ``left`` stands in no file."""

    created: dict[str, list[str]] = field(default_factory=dict)
    updated: dict[str, list[str]] = field(default_factory=dict)
    unchanged: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)
    offered: int = 0

    def note(self, what: str, kind: str, slug: str) -> None:
        """``what`` is the name of one of the dictionaries."""
        getattr(self, what).setdefault(kind, []).append(slug)


@contextmanager
def one_revision(
    comment: str, changes: Iterable[Change], person: Person | None = None
) -> Iterator[None]:
    """Keep what stands in the rows of the changes; what the block writes is a revision."""
    for _, row in changes:
        if row is not None:
            keep_as_it_stands(row)
    with revision(comment, person):
        yield


def write_words(pack: Pack, merged: Merged, *, update: bool) -> None:
    """Write skills, words and pictures, and note what became of each."""
    written = (*write_vocabulary(pack, update=update), *write_pictures(pack.pictures))
    for what, kind, name in written:
        merged.note(what, kind, name)
