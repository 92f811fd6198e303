"""A board's changes into rows: a handful of statements whatever the number of postings."""

from dataclasses import dataclass, field

from django.db import transaction

from listings.importers.batches import Reading
from listings.importers.boards import mark_good
from listings.importers.duplicates import join_duplicates
from listings.importers.endings import close_gone, reopen
from listings.importers.listing_rows import ListingRows, write_listings
from listings.importers.membership import emptied, membership, reopened
from listings.importers.place_rows import PlaceRows
from listings.importers.plan import Plan, held_back
from listings.importers.record_rows import write_records
from listings.importers.vocabulary_rows import role_ids, skill_ids
from listings.models import Listing


@dataclass(slots=True)
class Written:
    """What one board's sync did: postings of the source, but listings closed and reopened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    held: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """Return what it did, on one line."""
        counts = {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "could not be read": len(self.problems),
            "closed": self.closed,
            "listed again": self.reopened,
            "missing, held until the next sync": self.held,
        }
        said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return f"Postings: {said or 'none'}."


class Writer:
    """Writes boards one after another; remembers the rows that all of them share."""

    def __init__(self) -> None:
        self._places = PlaceRows()
        self._roles, self._skills = role_ids(), skill_ids()

    def write(self, plan: Plan, reading: Reading, *, is_recorded: bool | None) -> Written:
        """Carry a plan out in one transaction. Places come before it: other runs share them.

        ``is_recorded`` says whether the answer is a recorded one; None for a rereading, which
        vouches for nothing.
        """
        found = [place.place for facts in reading.facts.values() for place in facts.places]
        rows = ListingRows(self._places.ids(found), self._roles, self._skills)
        with transaction.atomic():
            return _write(plan, reading, rows, is_recorded=is_recorded)


def _write(plan: Plan, reading: Reading, rows: ListingRows, *, is_recorded: bool | None) -> Written:
    members, held = membership(plan, reading), held_back(plan)
    touched = write_listings(plan, reading, members, rows)
    write_records(plan, reading, members, held)
    closed = close_gone(emptied(plan, members, held), plan.now)
    back = reopened(plan, members)
    reopen(back, plan.now)
    _join(plan, touched, {*closed, *back})
    written = _summary(plan, reading, len(closed), len(back), len(held))
    if is_recorded is not None:
        outcome = written.in_words()
        mark_good(plan.source, at=plan.now, is_recorded=is_recorded, held=held, outcome=outcome)
    return written


def _join(plan: Plan, titles: set[str], listings: set[int]) -> None:
    """Look for duplicates among the titles of whatever changed."""
    ended = Listing.objects.filter(pk__in=listings).values_list("normalized_title", flat=True)
    if titles := titles | set(ended):
        join_duplicates(plan.source.company_id, titles)


def unchanged_problems(plan: Plan) -> dict[str, str]:
    """Postings that could not be read before and came again as they were."""
    return {
        one: record.problem
        for one, record in plan.known.items()
        if one in plan.raws and one not in plan.changed and record.problem and not record.group_key
    }


def _summary(plan: Plan, reading: Reading, closed: int, back: int, held: int) -> Written:
    problems = reading.problems | unchanged_problems(plan)
    problems |= dict.fromkeys(plan.repeated, "id: comes twice on the board.")
    good = plan.changed - reading.problems.keys()
    return Written(
        new=len(good & plan.new),
        changed=len(good - plan.new),
        unchanged=len(plan.raws) - len(plan.changed),
        closed=closed,
        reopened=back,
        held=held,
        problems=problems,
        doubts=reading.doubts,
    )
