"""Choosing two roles to compare: by two fields, or from the page of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listings.insights.demand.overlap import overlaps
from roles.addresses import owners
from roles.models import Role
from roles.pairs import Pair, pair_of

MOST_ALIKE = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One of the two: what was chosen, and what is wrong with it."""

    name: str
    label: str
    slug: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    fields: tuple[Field, Field]
    roles: list[Role] = field(default_factory=list)
    pair: Pair | None = None

    @property
    def has_error(self) -> bool:
        return any(one.error for one in self.fields)


def picker(query: Mapping[str, str]) -> Picker:
    """Read ``a`` and ``b``; what is wrong stands beside its field. One query."""
    roles = list(Role.objects.complete().only("name", "slug"))
    first, second = (query.get(name, "").replace("\x00", "").strip() for name in "ab")
    by_slug = {role.slug: role for role in roles}
    gone = [slug for slug in (first, second) if slug and slug not in by_slug]
    if gone:
        by_slug |= {old: row for old, row in owners("role", gone).items() if row in roles}
    fields = (
        Field("a", "One role", first, _problem(first, by_slug)),
        Field("b", "The other", second, _problem(second, by_slug, than=first)),
    )
    if not first or not second or fields[0].error or fields[1].error:
        return Picker(fields, roles)
    return Picker(fields, roles, pair_of(by_slug[first], by_slug[second]))


def _problem(slug: str, roles: Mapping[str, Role], than: str = "") -> str:
    if not slug:
        return ""
    if slug not in roles:
        return f"“{slug[:80]}” has no profile here that could be compared. Choose another role."
    return "That is the same role. Choose another one." if slug == than else ""


@dataclass(frozen=True, slots=True)
class Companions:
    """The roles that one may be compared with."""

    alike: list[tuple[Role, Pair]]
    others: list[Role]


def companions(role: Role) -> Companions:
    """Return roles to compare ``role`` with: the most alike first, then all by name.

    Alike by what their openings ask for; where those are too few, of the same family. Empty where
    the role's own profile is too short to be compared.
    """
    complete = list(Role.objects.complete().only("name", "slug", "family"))
    others = [other for other in complete if other.pk != role.pk]
    if len(others) == len(complete):
        return Companions([], [])
    overlap = overlaps([role.pk]).get(role.pk, {})
    near = [other for other in others if other.pk in overlap or is_kin(role, other)]
    near.sort(key=lambda other: (-overlap.get(other.pk, 0), not is_kin(role, other), other.name))
    return Companions([(other, pair_of(role, other)) for other in near[:MOST_ALIKE]], others)


def is_kin(role: Role, other: Role) -> bool:
    return bool(role.family) and role.family == other.family
