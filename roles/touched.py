"""Where else a profile's text stands: the guides and comparisons that a change of it touches."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Value, When

from roles.access import guides_for
from roles.models import Guide, Role
from roles.models.guide import GuideQuerySet


@dataclass(frozen=True, slots=True)
class Touched:
    """``comparisons`` counts the other roles that this one can be compared with."""

    guides: list[Guide]
    comparisons: int


def touched(role: Role, person: AbstractBaseUser | AnonymousUser, kind: str = "") -> Touched:
    """What shows this role's profile, or its section of this ``kind``. Two queries."""
    others = Role.objects.exclude(pk=role.pk).filter(sections__isnull=False)
    return Touched(list(guides_with(role, person, kind)), others.distinct().count())


def guides_with(
    role: Role, person: AbstractBaseUser | AnonymousUser, kind: str = ""
) -> GuideQuerySet:
    """Guides that compare the role and show that section of it; those that are out come first."""
    seen = Guide.objects.live() | guides_for(person)
    is_live = When(pk__in=Guide.objects.live().values("pk"), then=Value(0))
    guides = seen.filter(pk__in=role.guides.values("pk")).distinct()
    if kind:
        guides = guides.exclude(sections__replaces=kind)
    order = Case(is_live, default=1, output_field=IntegerField())
    return guides.order_by(order, "title", "pk")
