"""The cells of one role: which postings count where, as groups of rows of the sample."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Links, Numbers
from listings.insights.sample import EVERYWHERE, LEVELS, Cell, Sample

ALL_LEVELS = 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows of the sample by cell, within a cell in the order of the sample, each once a cell."""

    rows: Numbers
    groups: Numbers
    countries: Numbers  # by group
    levels: Numbers  # by group

    @classmethod
    def of(cls, rows: NDArray[Any], countries: NDArray[Any], levels: NDArray[Any]) -> "Grouped":
        """From rows with their country and level, in any order."""
        cells = countries.astype(np.int64) * len(LEVELS) + levels
        order = np.lexsort((rows, cells))
        found, groups = np.unique(cells[order], return_inverse=True)
        return cls(rows[order], groups, found // len(LEVELS), found % len(LEVELS))

    @property
    def n(self) -> int:
        return len(self.countries)

    def cells(self, role: int, sample: Sample) -> list[Cell]:
        return [
            Cell(role, sample.countries[country], LEVELS[level])
            for country, level in zip(self.countries, self.levels, strict=True)
        ]


def by_role(sample: Sample) -> Iterator[tuple[int, Numbers]]:
    """Yield each role's key and its postings, in the order of the sample."""
    rows, roles = sample.roles.of_rows(np.arange(len(sample.pk)))
    keys, which = np.unique(roles, return_inverse=True)
    links = Links.of(which, rows, len(keys))
    yield from ((int(key), links.one(at)) for at, key in enumerate(keys))


def counted_in(sample: Sample, rows: Numbers) -> Grouped:
    """Every cell that these postings count in: everywhere and each country, all levels and own."""
    return with_levels(sample, *with_everywhere(rows, *sample.counted_in.of_rows(rows)))


def with_everywhere(
    rows: Numbers, places: Numbers, countries: NDArray[Any]
) -> tuple[Numbers, Numbers]:
    """Return rows beside countries: each everywhere too. ``places``: of a country's row."""
    everywhere = np.full(len(rows), EVERYWHERE)
    return np.concatenate((rows, rows[places])), np.concatenate((everywhere, countries))


def with_levels(sample: Sample, rows: Numbers, countries: Numbers) -> Grouped:
    """Each at all levels, and at its own where it states one."""
    levels = sample.level[rows]
    has_level = levels != ALL_LEVELS
    return Grouped.of(
        np.concatenate((rows, rows[has_level])),
        np.concatenate((countries, countries[has_level])),
        np.concatenate((np.zeros(len(rows), np.int64), levels[has_level])),
    )
