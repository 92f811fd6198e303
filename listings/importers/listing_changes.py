"""One listing in a sync: what the facts make of its row, and what the public ledger tells of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from listings.importers.facts import ListingFacts
from listings.importers.plan import SyncPlan
from listings.models import EventKind, Level, Listing, ListingEvent
from listings.models.event import NOT_GIVEN
from listings.models.fields import PAY_COLUMNS, POSTING_FIELDS, ledger_names, units
from listings.pay.money import PaySource
from listings.reading.words import slug_of

# Written with every sync, unless a person has edited one of the same unit.
COLUMNS = tuple(name for unit in units() for name in unit)
TOLD = ledger_names(of_sync=True)
READ_BY_WORDS = ("roles", "skills")  # a sync does not tell of them: what changed is a text
LONGEST_VALUE = 200  # as the ledger's columns hold
WORDS_FROM = frozenset(row.column for row in POSTING_FIELDS if row.is_searched)


def new_listing(facts: ListingFacts, at: datetime) -> Listing:
    """An unsaved listing with everything that its own row holds."""
    listing = Listing(posted_at=facts.posted_at or at, first_seen_at=at, updated_at=at)
    listing.slug = slug_of(facts.title, "", 100)
    apply_facts(listing, facts, at)
    return listing


def apply_facts(listing: Listing, facts: ListingFacts, at: datetime) -> set[str]:
    """Write facts into the fields of an (unsaved) listing; returns the fields that changed."""
    before = {name: getattr(listing, name) for name in COLUMNS}
    edited = set(listing.edited_fields)
    for unit in units():
        if edited.isdisjoint(unit) and unit != PAY_COLUMNS:
            for name in (name for name in unit if hasattr(facts, name)):
                setattr(listing, name, _value(facts, name))
    if edited.isdisjoint(PAY_COLUMNS):
        _set_pay(listing, facts, at)
    listing.derive_pay()
    return {name for name in COLUMNS if getattr(listing, name) != before[name]}


def _value(facts: ListingFacts, column: str) -> object:
    value = getattr(facts, column)
    return list(value) if isinstance(value, tuple) else value


def _set_pay(listing: Listing, facts: ListingFacts, at: datetime) -> None:
    listing.set_pay(facts.pay, facts.pay_source)
    listing.pay_text = facts.pay_text
    listing.pay_by_place = [tier.as_json() for tier in facts.pay_tiers]
    waits_since = listing.pay_quarantined_at or at
    listing.pay_quarantined_at = waits_since if facts.is_pay_doubtful else None


def public_changes(changed: Collection[str]) -> list[str]:
    """The names that the ledger gives to changed fields, each once, in a fixed order."""
    return list(dict.fromkeys(shown for name, shown in TOLD.items() if name in changed))


@dataclass(slots=True)
class ListingChange:
    """One listing on its way: what it was, what it becomes and what differs."""

    key: str
    listing: Listing
    facts: ListingFacts
    is_new: bool
    has_same_members: bool
    old_title: str
    old_pay: str
    fields: set[str]
    old_level: str = ""
    lost: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)

    def may_set(self, name: str) -> bool:
        return name not in self.listing.edited_fields

    @property
    def has_other_words(self) -> bool:
        """Whether its words for search may differ from those that were kept."""
        return self.is_new or not WORDS_FROM.isdisjoint(self.fields)


def lines_of(plan: SyncPlan, change: ListingChange) -> list[ListingEvent]:
    """The lines of the ledger that a change is worth."""
    if change.is_new:
        return [_line(plan, change, EventKind.FIRST_SEEN)]
    if plan.reason:
        return _reread_lines(plan, change)
    lines, told = [], public_changes(change.fields)
    pay = change.listing.pay_display
    if _is_read_anew(change):
        told = [name for name in told if name != "pay_text"]
    elif pay != change.old_pay:
        lines.append(
            _line(
                plan,
                change,
                EventKind.PAY_CHANGED,
                before=change.old_pay or NOT_GIVEN,
                after=pay or NOT_GIVEN,
            )
        )
        told = [name for name in told if name != "pay_text"]
    if not change.has_same_members:  # the oldest posting's own address stands for the listing
        told = [name for name in told if name != "apply_url"]
    if told:
        lines.append(_line(plan, change, EventKind.EDITED, fields=told))
    return lines


def _reread_lines(plan: SyncPlan, change: ListingChange) -> list[ListingEvent]:
    """What other words or readers make of a posting that is as it was, and why."""
    fields = [name for name in READ_BY_WORDS if name in change.fields]
    left_out = {"pay_text"} if change.has_same_members else {"pay_text", "apply_url"}
    fields += [name for name in public_changes(change.fields) if name not in left_out]
    lost, gained = list(change.lost), list(change.gained)
    if "level" in change.fields:
        lost += _level(change.old_level)
        gained += _level(change.listing.level)
    pay = change.listing.pay_display
    if pay != change.old_pay:
        fields.append("pay")
        lost, gained = [*lost, change.old_pay or NOT_GIVEN], [*gained, pay or NOT_GIVEN]
    if not fields:
        return []
    before, after = (", ".join(filter(None, names))[:LONGEST_VALUE] for names in (lost, gained))
    return [
        _line(
            plan,
            change,
            EventKind.REREAD,
            fields=fields,
            before=before,
            after=after,
            reason=plan.reason[:LONGEST_VALUE],
        )
    ]


def _level(value: str) -> list[str]:
    return [str(Level(value).label)] if value else []


def _is_read_anew(change: ListingChange) -> bool:
    """Whether its pay is read from a text that is as it was: nobody has changed it."""
    return change.listing.pay_source == PaySource.TEXT and "text_hash" not in change.fields


def _line(
    plan: SyncPlan, change: ListingChange, kind: EventKind, **details: object
) -> ListingEvent:
    return ListingEvent(listing_id=change.listing.pk, kind=kind, at=plan.now, **details)
