"""Which postings of a board are one listing: those of one title, text and pay."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listings.importers.batches import BatchReading
from listings.importers.plan import SyncPlan
from listings.models import Status


def assign(
    groups: Mapping[str, Iterable[str]], previous: Mapping[str, int]
) -> dict[str, int | None]:
    """Give each group a listing of its members' past, or None where it needs a new one.

    ``groups`` maps a key to its postings, ``previous`` a posting to the listing it belonged to.
    Members vote; a listing that several groups want goes to the one with the most members from
    it, so a listing survives the change of some of its postings.
    """
    votes = Counter(
        (key, previous[member])
        for key, members in groups.items()
        for member in members
        if member in previous
    )
    chosen: dict[str, int | None] = dict.fromkeys(groups)
    taken: set[int] = set()
    for key, listing in sorted(votes, key=lambda vote: (-votes[vote], vote[1], vote[0])):
        if chosen[key] is None and listing not in taken:
            chosen[key] = listing
            taken.add(listing)
    return chosen


@dataclass(slots=True)
class Membership:
    """``keys`` of the postings that are present, ``groups`` by key, ``owners``: key → listing.

    An owner of None is a listing still to be made. ``pinned`` postings belong to a listing that a
    person rejected or closed: they stay with it, and nothing of it is listed again.
    """

    keys: dict[str, str]
    groups: dict[str, list[str]]
    owners: dict[str, int | None]
    pinned: dict[str, int]

    def listing_of(self, external_id: str) -> int | None:
        if external_id in self.pinned:
            return self.pinned[external_id]
        return self.owners.get(self.keys.get(external_id, ""))


def membership(plan: SyncPlan, reading: BatchReading) -> Membership:
    """Let postings with the same key be one listing, and listings keep their postings."""
    keys = _keys(plan, reading)
    previous = {
        one: record.listing_id
        for one, record in plan.known.items()
        if one in keys and record.listing_id is not None and record.may_rejoin(plan.now)
    }
    pinned = _pinned(plan, keys, previous)
    groups: dict[str, list[str]] = {}
    for one, key in keys.items():
        if one not in pinned:
            groups.setdefault(key, []).append(one)
    free = {one: listing for one, listing in previous.items() if one not in pinned}
    return Membership(keys=keys, groups=groups, owners=assign(groups, free), pinned=pinned)


def _keys(plan: SyncPlan, reading: BatchReading) -> dict[str, str]:
    """Keys of present postings; one that cannot be read any more keeps its old key."""
    old = {one: record.group_key for one, record in plan.known.items() if one in plan.raws}
    return {one: key for one, key in (old | reading.keys).items() if key}


def _pinned(plan: SyncPlan, keys: dict[str, str], previous: dict[str, int]) -> dict[str, int]:
    pinned = {one: listing for one, listing in previous.items() if plan.known[one].is_pinned}
    by_key = {keys[one]: listing for one, listing in pinned.items()}
    strangers = keys.keys() - previous.keys()
    return pinned | {one: by_key[keys[one]] for one in strangers if keys[one] in by_key}


def emptied(plan: SyncPlan, members: Membership, withheld: frozenset[str]) -> set[int]:
    """Listings that had a posting before and have none now."""
    before = {
        record.listing_id
        for record in plan.known.values()
        if record.listing_id is not None and record.is_present
    }
    after = {members.listing_of(one) for one in plan.raws}
    after |= {plan.known[one].listing_id for one in withheld}
    return before - {listing for listing in after if listing is not None}


def reopened(plan: SyncPlan, members: Membership) -> set[int]:
    """Closed listings that a posting has come back to."""
    return {
        record.listing_id
        for record in (plan.known[one] for one in plan.returned)
        if record.listing_id is not None
        and record.status == Status.CLOSED
        and record.external_id not in members.pinned
        and members.listing_of(record.external_id) == record.listing_id
    }
