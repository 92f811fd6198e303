"""Guides and roles with all that their pages are made of, and who sees, writes and publishes them.

A writer has guides through the author that is tied to them, and changes them until they go out.
Whoever may publish (an editor) has all. What a reader may want next, a series' neighbours and
related guides, is told from one list of the live guides, which are few, without their texts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from jobboard.http.changes import TEXTS
from jobboard.http.parts import kept_part
from jobboard.models.user import Person
from listings.insights.paths import overlaps
from listings.models.prepared import Prepared, fill, json_rows, objects
from roles.models import (
    Author,
    Guide,
    GuideChange,
    GuideKind,
    GuideRole,
    GuideSection,
    GuideStatus,
    Role,
    RoleSection,
)
from roles.models.guide import GuideQuerySet

PUBLISH = "publish_guide"
WRITABLE = (GuideStatus.DRAFT, GuideStatus.IN_REVIEW)


def may_publish(person: Person) -> bool:
    return _is_staff_with(person, PUBLISH)


def guides_for(person: Person) -> GuideQuerySet:
    """Guides that this person may see before the public does."""
    guides = Guide.objects.all()
    if not (_is_staff_with(person, "view_guide") or _is_staff_with(person, "change_guide")):
        return guides.none()
    return guides if may_publish(person) else guides.filter(author__user=person.pk)


def may_change(person: Person, guide: Guide) -> bool:
    """Whether the texts of this guide are this person's to change now."""
    if not _is_staff_with(person, "change_guide"):
        return False
    return may_publish(person) or (guide.author.user_id == person.pk and guide.status in WRITABLE)


def author_of(person: Person) -> Author | None:
    """The author that this person signs as."""
    return Author.objects.filter(user=person.pk).first()


def _is_staff_with(person: Person, permission: str) -> bool:
    return (
        isinstance(person, PermissionsMixin)
        and getattr(person, "is_staff", False)
        and person.has_perm(f"roles.{permission}")
    )


OF_ROLE = ("id", "name", "slug", "plural", "abbreviation", "family", "definition", "is_demo")
OF_SECTION = ("id", "role_id", "kind", "body", "reviewed_on", "source_rows")


def roles_with_sections(roles: QuerySet[Role]) -> list[Role]:
    """Return roles with their profiles. One query."""
    rows: list[Any] = list(roles.annotate(section_rows=_sections(role=OuterRef("pk"))))
    for role in rows:
        fill(role, sections=_sections_of(role.section_rows))
    return rows


def guides_with_parts(guides: QuerySet[Guide]) -> list[Guide]:
    """Return guides with their sections and the whole profiles of their roles. One query."""
    own = OuterRef("pk")
    silent = Guide.unlinked_terms.through.objects.filter(guide=own).values("term__slug")
    chosen = Guide.related.through.objects.filter(from_guide=own).order_by("pk").values("to_guide")
    lines = GuideChange.objects.filter(guide=own).values(line=JSONObject(on="on", text="text"))
    compared = GuideRole.objects.filter(guide=own).order_by("position", "pk")
    roles = Role.objects.filter(comparisons__guide=own).order_by(
        "comparisons__position", "comparisons__pk"
    )
    rows: list[Any] = list(
        guides.select_related("author").annotate(
            silent=ArraySubquery(silent),
            chosen=ArraySubquery(chosen),
            lines=ArraySubquery(lines),
            section_rows=json_rows(
                GuideSection.objects.filter(guide=own).order_by("position", "pk"),
                *("id", "heading", "body", "replaces"),
            ),
            compared_rows=json_rows(compared, "id", "role_id", "choose_if"),
            role_rows=json_rows(roles, *OF_ROLE),
            profile_rows=_sections(role__comparisons__guide=own),
        )
    )
    for guide in rows:
        _fill(guide)
    return rows


def _fill(guide: Any) -> None:
    sections: dict[int, list[Model]] = defaultdict(list)
    for section in _sections_of(guide.profile_rows):
        sections[section.role_id].append(section)
    compared = objects(GuideRole, guide.compared_rows)
    for link, role in zip(compared, objects(Role, guide.role_rows), strict=True):
        fill(role, sections=sections[role.pk])
        link.role = role
    fill(guide, sections=objects(GuideSection, guide.section_rows), compared=compared)


def _sections(**of: Any) -> ArraySubquery:
    rows = RoleSection.objects.with_sources().filter(**of).order_by("role", "kind")
    return json_rows(rows, *OF_SECTION)


def _sections_of(rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Sections of roles as JSON brought them, which has days as text."""
    found: list[Any] = objects(RoleSection, rows)
    for section, row in zip(found, rows, strict=True):
        section.source_rows = row["source_rows"]
        on = row["reviewed_on"]
        section.reviewed_on = date.fromisoformat(on) if on else None
    return found


SHOWN = 4
ALIKE = 0.2  # overlap of skills from which on a guide about other roles is worth a look
PROSE = ("introduction", "tips", "conclusion")


@dataclass(frozen=True, slots=True)
class RelatedGuides:
    """The live guides, the newest first, as they stand around one page. One query."""

    guides: Sequence[Any]  # each with ``role_keys`` and ``series_key``

    @property
    def comparisons(self) -> list[Any]:
        return [guide for guide in self.guides if guide.kind == GuideKind.COMPARISON]

    def about(self, roles: Iterable[Role]) -> Guide | None:
        """Return the newest guide that compares exactly these roles."""
        keys = {role.pk for role in roles}
        return next((guide for guide in self.comparisons if set(guide.role_keys) == keys), None)

    def naming(self, role: Role) -> list[Guide]:
        """Return the guides that a role stands in."""
        return [guide for guide in self.guides if role.pk in guide.role_keys]

    def related(self, roles: Sequence[Role], guide: Guide | None = None) -> list[Guide]:
        """Guides chosen by hand, then those that share a role, then those of roles alike.

        ``guide`` brings along which editors chose, as ``chosen``.
        """
        others = [other for other in self.guides if not guide or other.pk != guide.pk]
        chosen: Sequence[int] = getattr(guide, "chosen", ())
        by_hand = sorted(
            (one for one in others if one.pk in chosen), key=lambda one: chosen.index(one.pk)
        )
        found = [*by_hand, *_sharing(roles, [one for one in others if one not in by_hand])]
        rest = [one for one in others if one not in found]
        if len(found) < SHOWN and roles and rest:
            found += _alike(roles, rest)
        return found[:SHOWN]

    def series_of(self, guide: Guide) -> list[Guide]:
        """Return the live parts of the guide's series in their order; empty below two."""
        key = next((one.series_key for one in self.guides if one.pk == guide.pk), None)
        parts = [one for one in self.guides if key and one.series_key == key]
        ordered = sorted(parts, key=lambda one: (one.series_place, one.pk))
        return ordered if len(ordered) > 1 else []


@kept_part(*TEXTS)
def related_guides() -> RelatedGuides:
    """Return the live guides."""
    return RelatedGuides(_LIVE())


def _live() -> QuerySet[Guide]:
    rows = Guide.objects.live().newest().defer(*PROSE)
    is_role = Q(compared__isnull=False)
    return rows.annotate(
        role_keys=ArrayAgg("compared__role", filter=is_role, default=[]),
        series_key=F("series_part__series"),
        series_title=F("series_part__series__title"),
        series_place=F("series_part__position"),
    )


_LIVE = Prepared(_live)


def _sharing(roles: Sequence[Role], guides: Sequence[Any]) -> list[Any]:
    """The guides that share a role, those that share most first."""
    own = {role.pk for role in roles}
    shared = {guide.pk: len(own.intersection(guide.role_keys)) for guide in guides}
    return sorted((g for g in guides if shared[g.pk]), key=lambda g: -shared[g.pk])


def _alike(roles: Sequence[Role], guides: Sequence[Any]) -> list[Any]:
    """The guides with a role that is asked for the same as one of these, the most alike first."""
    overlap = overlaps([role.pk for role in roles])
    nearest = {
        guide.pk: max(
            (found.get(key, 0) for found in overlap.values() for key in guide.role_keys), default=0
        )
        for guide in guides
    }
    near = (guide for guide in guides if nearest[guide.pk] >= ALIKE)
    return sorted(near, key=lambda guide: -nearest[guide.pk])
