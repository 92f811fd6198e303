"""What stands beside a list: facets, their values and how many openings each would give."""

from dataclasses import dataclass, field
from typing import NamedTuple

from listings.reading.countries import label as country_label
from listings.search.active_filters import MOST_NAMED
from listings.search.addresses import LABELS, chosen_values, is_collective
from listings.search.counts import MOST_BESIDE, Count, Counts
from listings.search.filters import ListingFilter
from listings.search.filterset import FACETS
from listings.search.form_fields import NOT_STATED
from listings.search.understanding.parts import NOT


class Option(NamedTuple):
    """One value of a facet. ``number`` is None where it stands for several and is not counted.

    A tuple, so that the template takes it apart once: looking up attributes there costs an
    exception each, and a page has three hundred options.
    """

    value: str
    label: str
    number: int | None
    is_chosen: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class SidebarFacet:
    """What stands beside the list: the most frequent values and the chosen ones."""

    name: str
    title: str
    options: list[Option]
    not_stated: Option | None = None
    hint: str = ""
    rejected: list[str] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    values: int = 0  # that there are in all
    is_folded: bool = False
    is_used: bool = False

    @property
    def shown(self) -> list[Option]:
        """What a visitor may tick, "not stated" last."""
        return [*self.options, *filter(None, [self.not_stated])]

    @property
    def key(self) -> tuple[object, ...]:
        """Tells it from every other: what it offers, and how it stands there."""
        state = (self.values, self.is_folded, self.is_used)
        return (self.name, *self.shown, None, *self.excluded, *state)

    @property
    def has_more(self) -> bool:
        """Whether there are values beside these, on the page of all of them."""
        return self.values > MOST_BESIDE


def facets(search: ListingFilter, counts: Counts) -> list[SidebarFacet]:
    """Return the facets worth showing: where all postings state one value there is no choice."""
    made = [_facet(name, search, counts) for name in FACETS]
    return [facet for facet in made if facet.is_used or len(facet.shown) > 1]


def _facet(name: str, search: ListingFilter, counts: Counts) -> SidebarFacet:
    found = options(search, name, counts.of(name))
    stated = [option for option in found if option.value != NOT_STATED]
    rejected = [bad.value for bad in search.rejected if bad.name == name]
    excluded = [Option(value, text, None, True) for value, text in _chosen(search, NOT + name)]
    is_used = bool(rejected or excluded) or any(option.is_chosen for option in found)
    is_used |= name == "years" and bool(
        search.data.get("years_max") or "years_max" in search.values
    )
    return SidebarFacet(
        name,
        FACETS[name].title,
        _beside(stated, name)
        + [Option(value, value, None, True, is_unknown=True) for value in rejected[:MOST_NAMED]],
        next((option for option in found if option.value == NOT_STATED), None),
        FACETS[name].hint,
        rejected,
        excluded,
        counts.values.get(name, 0) + sum(not option.number for option in stated)
        if name in counts.values
        else len(stated),
        is_folded=FACETS[name].is_folded or (name == "city" and "country" not in search.values),
        is_used=is_used,
    )


def _beside(found: list[Option], name: str) -> list[Option]:
    """The most frequent values and the chosen ones, in an order that ticking does not change."""
    shown = [one for at, one in enumerate(found) if at < MOST_BESIDE or one.is_chosen]
    if name in LABELS:
        order = list(LABELS[name])
        shown.sort(key=lambda option: order.index(option.value))
    return shown


def options(search: ListingFilter, name: str, numbers: list[Count]) -> list[Option]:
    """Return the values of a facet as choices; chosen ones that give nothing too."""
    chosen = dict(_chosen(search, name))
    found = [
        Option(c.value, _label(name, c), c.number, c.value in chosen) for c in numbers if c.value
    ]
    there = {option.value for option in found} | {NOT_STATED}
    found += [
        Option(value, text, None if is_collective(name, value, text) else 0, is_chosen=True)
        for value, text in chosen.items()
        if value not in there
    ]
    silent = sum(count.number for count in numbers if not count.value)
    if silent or NOT_STATED in chosen:
        found.append(Option(NOT_STATED, "not stated", silent, NOT_STATED in chosen))
    return found


def _label(name: str, count: Count) -> str:
    if name in LABELS:
        return LABELS[name][count.value]
    return country_label(count.value) if name == "country" else count.label


def _chosen(search: ListingFilter, name: str) -> list[tuple[str, str]]:
    """Return the chosen values of a parameter with their labels."""
    return [(value, label) for (key, value), label in chosen_values(search) if key == name]


FIRST = frozenset({"role", "level", "workplace", "country", "region", "city"})
"""The facets above pay and age."""
