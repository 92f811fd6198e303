"""Any two roles with complete profiles: their one address, and whether search engines want it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.urls import reverse

from listings.insights.demand.evidence import live_openings
from listings.insights.demand.verdict import Evidence
from roles.models import Role
from roles.models.role import ESSENTIAL
from roles.related import shelf

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
        return reverse("compare-pair", args=[self.slug])

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


def is_worth_indexing(found: Iterable[Evidence]) -> bool:
    """Whether each role has postings enough that nobody made up."""
    return all(one.real >= WORTH_INDEXING for one in found)


def indexable_pairs() -> Iterator[Pair]:
    """Pairs for search engines; those that have a guide are left to it. Three queries."""
    numbers = live_openings(are_real=True)
    complete = Role.objects.complete().defer("definition", "exclusions").order_by("slug")
    roles = [role for role in complete if numbers.get(role.pk, 0) >= WORTH_INDEXING]
    guides = shelf()
    for one, other in combinations(roles, 2):
        if not guides.about((one, other)):
            yield pair_of(one, other)
