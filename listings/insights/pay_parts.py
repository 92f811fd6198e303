"""The parts of a cell of pay: its cities, workplaces, companies, and its weeks.

A part is a cell of its own, with the rules of every cell, in the currency of the whole. Only cells
of all levels that are large enough for a figure are told apart, and only into their largest parts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from jobboard.site import dates
from listings.insights.four_weeks import bin_number, bin_of, bins_before
from listings.insights.pay_cells import (
    MIN_POSTINGS,
    Cluster,
    PayFigures,
    PayOffer,
    counted_of,
    figures_of,
)
from listings.insights.sample import Member, Sample
from listings.models import PartKind, PaySeries

MOST = 20  # cities of a country, companies of a cell


class Part(NamedTuple):
    """What a cell is told apart by; both are empty for the whole cell."""

    kind: str = ""
    name: str = ""


WHOLE = Part()

type Clusters = Sequence[Cluster]


@dataclass(frozen=True, slots=True)
class PartFinder:
    """Finds the parts of cells: what the members say beside their pay."""

    members: Mapping[int, Member]
    companies: Mapping[int, str]  # slugs
    now: datetime
    _known_bins: dict[int, range] = field(default_factory=dict)  # by posting

    @classmethod
    def of(cls, sample: Sample, companies: Mapping[int, str], now: datetime) -> "PartFinder":
        members = {one.row["pk"]: one for cluster in sample.clusters for one in cluster}
        return cls(members, companies, now)

    def figures(
        self, clusters: Clusters, country: str, currency: str
    ) -> Iterator[tuple[Part, PayFigures]]:
        """Yield the figures of every part of a cell that is large enough for one of its own."""
        for part, inside in (
            *(self._cities(clusters, country, currency) if country else ()),
            *self._workplaces(clusters),
            *self._weeks(clusters, currency),
        ):
            yield part, figures_of(inside, PaySeries.POSTED, currency, currency)
        for part, inside in self._companies(clusters, currency):
            yield part, _of_one_company(inside, currency)

    def _cities(
        self, clusters: Clusters, country: str, currency: str
    ) -> list[tuple[Part, Clusters]]:
        """A posting counts in each of its cities, unless its pay differs between places."""
        found: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            inside: dict[str, list[PayOffer]] = defaultdict(list)
            for offer in cluster:
                own = replace(offer, is_of_elsewhere=True) if offer.is_zoned else offer
                for office in self.members[offer.posting].offices:
                    if office.city and office.country == country:
                        inside[office.city].append(own)
            for city, offers in inside.items():
                found[city].append(offers)
        return _largest(PartKind.CITY, found, currency)

    def _workplaces(self, clusters: Clusters) -> list[tuple[Part, Clusters]]:
        """A posting that may be remote or hybrid counts in both; one that says nothing, in none."""
        found: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            inside: dict[str, list[PayOffer]] = defaultdict(list)
            for offer in cluster:
                for workplace in set(self.members[offer.posting].row["workplaces"]):
                    inside[workplace].append(offer)
            for workplace, offers in inside.items():
                found[workplace].append(offers)
        return [(Part(PartKind.WORKPLACE, name), inside) for name, inside in found.items()]

    def _companies(self, clusters: Clusters, currency: str) -> list[tuple[Part, Clusters]]:
        found: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            found[self.companies[cluster[0].employer]].append(cluster)
        return _largest(PartKind.COMPANY, found, currency)

    def _weeks(self, clusters: Clusters, currency: str) -> list[tuple[Part, Clusters]]:
        """Bins of four weeks, with the postings that were on offer on any of their days.

        Bins are merged until each has enough postings with pay; one alone is the cell itself.
        """
        seen = [self._bins(cluster) for cluster in clusters]
        counted = [
            bins
            for bins, cluster in zip(seen, clusters, strict=True)
            if counted_of([cluster], PaySeries.POSTED, currency)
        ]
        merged = _merged(counted, bins_before(self.now))
        return [
            (
                Part(PartKind.WEEKS, bin_of(bins.start, bins.stop - 1).name),
                [one for one, own in zip(clusters, seen, strict=True) if _overlap(own, bins)],
            )
            for bins in (merged if len(merged) > 1 else [])
        ]

    def _bins(self, cluster: Cluster) -> range:
        """The bins in which any posting of a cluster was on offer."""
        bins = [self._bins_of(offer.posting) for offer in cluster]
        return range(min(one.start for one in bins), max(one.stop for one in bins))

    def _bins_of(self, posting: int) -> range:
        if posting not in self._known_bins:
            member = self.members[posting]
            first = dates.day_of(member.row["first_seen_at"])
            last = dates.day_of(member.last_seen(self.now))
            self._known_bins[posting] = range(bin_number(first), bin_number(last) + 1)
        return self._known_bins[posting]


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _merged(counted: Sequence[range], bins: range) -> list[range]:
    """Put the bins together, the oldest first, until each has ten of the postings ``counted``.

    Bins before the first posting are left out; too small a rest joins the one before it.
    """
    found: list[range] = []
    start = max(bins.start, min((own.start for own in counted), default=bins.stop))
    for number in range(start, bins.stop):
        group = range(start, number + 1)
        if sum(_overlap(own, group) for own in counted) >= MIN_POSTINGS:
            found.append(group)
            start = number + 1
    if found:
        found[-1] = range(found[-1].start, bins.stop)
    return found


def _largest(
    kind: str, found: Mapping[str, Clusters], currency: str
) -> list[tuple[Part, Clusters]]:
    """The parts with most postings that say what they pay, and at least one."""
    sizes = {
        name: len(counted_of(clusters, PaySeries.POSTED, currency))
        for name, clusters in found.items()
    }
    most = sorted(filter(sizes.get, sizes), key=lambda name: (-sizes[name], name))[:MOST]
    return [(Part(kind, name), found[name]) for name in most]


def _of_one_company(clusters: Clusters, currency: str) -> PayFigures:
    """One company's postings are no market: no median, but how far its own ranges go."""
    figures = figures_of(clusters, PaySeries.POSTED, currency, currency)
    counted = counted_of(clusters, PaySeries.POSTED, currency)
    return replace(
        figures,
        lowest=min(offer.low for offer in counted),
        highest=max(offer.high for offer in counted),
    )
