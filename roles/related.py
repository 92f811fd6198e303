"""What a reader of one page may want next: a series' neighbours, and related guides.

All of it is told from one list of the live guides, which are few and are read without their texts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet

from jobboard.http.changes import TEXTS
from jobboard.http.parts import kept_part
from listings.insights.pay_gap import overlaps
from listings.models.prepared import Prepared
from roles.models import Guide, GuideKind, Role

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
