"""Which listing stands for which group of a board's postings."""

from collections import Counter
from collections.abc import Iterable, Mapping


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
