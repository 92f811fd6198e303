"""Any two roles with complete profiles: their one address, and the form that picks them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.parts import kept_part
from jobboard.site.addresses import address_of
from listings.insights.asked import Options
from listings.insights.evidence import openings_by_role
from listings.insights.paths import overlaps
from listings.insights.verdict import RoleEvidence
from listings.models.prepared import Prepared
from roles.addresses import owners
from roles.models import Role
from roles.models.role import ESSENTIAL
from roles.querysets import related_guides

BETWEEN = "-vs-"  # no role's slug holds it
WORTH_INDEXING = 5  # live postings of each role


@dataclass(frozen=True, slots=True)
class Pair:
    """Two roles in the order of their slugs."""

    one: Role
    other: Role

    @property
    def slug(self) -> str:
        return f"{self.one.slug}{BETWEEN}{self.other.slug}"

    @property
    def title(self) -> str:
        return f"{self.one.name} vs. {self.other.name}"

    @property
    def updated_at(self) -> datetime:
        return max(self.one.updated_at, self.other.updated_at)

    def get_absolute_url(self) -> str:
        return address_of("compare-pair", self.slug)

    @property
    def roles(self) -> list[Role]:
        return [self.one, self.other]


def pair_of(one: Role, other: Role) -> Pair:
    """Put two roles into their one order."""
    return Pair(*sorted((one, other), key=lambda role: role.slug))


def is_complete(role: Role) -> bool:
    """Whether it is among ``Role.objects.complete()``; its sections are prefetched."""
    kinds = {section.kind for section in role.sections.all()}
    return bool(role.definition) and kinds.issuperset(ESSENTIAL)


def is_worth_indexing(found: Iterable[RoleEvidence]) -> bool:
    """Whether each role has postings enough that nobody made up."""
    return all(one.real >= WORTH_INDEXING for one in found)


def indexable_pairs() -> Iterator[Pair]:
    """Pairs for search engines; those that have a guide are left to it. Three queries."""
    numbers = openings_by_role(are_real=True)
    complete = (
        Role.objects.complete().defer("definition", "exclusions", "evidence").order_by("slug")
    )
    roles = [role for role in complete if numbers.get(role.slug, 0) >= WORTH_INDEXING]
    guides = related_guides()
    for one, other in combinations(roles, 2):
        if not guides.about((one, other)):
            yield pair_of(one, other)


MOST_ALIKE = 8


def _choices(roles: Iterable[Role], chosen: str = "") -> Options:
    return [(role.slug, role.name, role.slug == chosen) for role in roles]


@dataclass(frozen=True, slots=True)
class PickerField:
    """One of the two: what was chosen, and what is wrong with it."""

    name: str
    label: str
    choices: Options
    slug: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    fields: tuple[PickerField, PickerField]
    roles: list[Role] = field(default_factory=list)
    pair: Pair | None = None


def picker(query: Mapping[str, str]) -> Picker:
    """Read ``a`` and ``b``; what is wrong stands beside its field. One query."""
    roles = _COMPLETE()
    first, second = (query.get(name, "").replace("\x00", "").strip() for name in "ab")
    by_slug = {role.slug: role for role in roles}
    gone = [slug for slug in (first, second) if slug and slug not in by_slug]
    if gone:
        by_slug |= {old: row for old, row in owners("role", gone).items() if row in roles}
    wrong, other_wrong = _problem(first, by_slug), _problem(second, by_slug, than=first)
    fields = (
        PickerField("a", "One role", _choices(roles, first), first, wrong),
        PickerField("b", "The other", _choices(roles, second), second, other_wrong),
    )
    if not first or not second or wrong or other_wrong:
        return Picker(fields, roles)
    return Picker(fields, roles, pair_of(by_slug[first], by_slug[second]))


_COMPLETE = Prepared(lambda: Role.objects.complete().only("name", "slug"))


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

    @property
    def near(self) -> Options:
        """The most alike, to choose from."""
        return _choices(other for other, _ in self.alike)

    @property
    def all(self) -> Options:
        """All roles, to choose from."""
        return _choices(self.others)


@kept_part(*TEXTS, ChangeKind.FIGURES, most=200)
def companions(role: Role) -> Companions:
    """Return roles to compare ``role`` with: the most alike first, then all by name.

    Alike by what their openings ask for; where those are too few, of the same family. Empty where
    the role's own profile is too short to be compared.
    """
    complete = _complete()
    others = [other for other in complete if other.pk != role.pk]
    if len(others) == len(complete):
        return Companions([], [])
    overlap = overlaps([role.pk]).get(role.pk, {})
    near = [other for other in others if other.pk in overlap or is_kin(role, other)]
    near.sort(key=lambda other: (-overlap.get(other.pk, 0), not is_kin(role, other), other.name))
    return Companions([(other, pair_of(role, other)) for other in near[:MOST_ALIKE]], others)


@kept_part(*TEXTS)
def _complete() -> list[Role]:
    return list(Role.objects.complete().only("name", "slug", "family"))


def is_kin(role: Role, other: Role) -> bool:
    return bool(role.family) and role.family == other.family
