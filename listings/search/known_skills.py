"""The skills that a visitor has: openings that name these and no other, or so many others.

``?knows=python&knows=sql`` finds what names at least one of them and nothing else; with
``missing=1`` what names one more besides. Postings that name no skill at all are never among them.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from pyroaring import BitMap

from listings.models import Listing, Skill
from listings.search.criteria import Criterion
from listings.search.form_fields import RowsField

if TYPE_CHECKING:
    from listings.search.index.view import View

MISSING = (("1", "one skill more"), ("2", "two skills more"))


class KnownSkillsField(RowsField):
    has_not_stated = False


class KnownSkillsFilter(Criterion):
    """What its documents are is decided by two parameters, as those of a place and its radius."""

    field_class = KnownSkillsField

    def condition(self, value: list[Skill], missing: int = 0) -> Q:
        links: Any = Listing.skills.through.objects.order_by()
        own = links.filter(skill__in=[skill.pk for skill in value])
        others = links.exclude(skill__in=[skill.pk for skill in value]).values("listing")
        names_own = Q(pk__in=own.values("listing"))
        if not missing:
            return names_own & ~Q(pk__in=others)
        counted = others.annotate(number=Count("skill")).filter(number=missing)
        return names_own & Q(pk__in=counted.values("listing"))

    def documents(self, view: "View", value: list[Skill], missing: int = 0) -> BitMap:
        keys = [skill.pk for skill in value]
        return view.part.fields["skill"].having_with_others(keys, missing)
