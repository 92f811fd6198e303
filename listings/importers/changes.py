"""A listing's fields from what was read, without touching what a person has edited."""

from collections.abc import Collection
from datetime import datetime

from listings.importers.facts import ListingFacts
from listings.models import Listing
from listings.models.fields import PAY_COLUMNS, ledger_names, units
from listings.reading.slugs import slug_of

# Written with every sync, unless a person has edited one of the same unit.
COLUMNS = tuple(name for unit in units() for name in unit)
TOLD = ledger_names(of_sync=True)


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
    listing.pay_by_place = [{"label": label, "text": text} for label, text in facts.pay_by_place]
    waits_since = listing.pay_quarantined_at or at
    listing.pay_quarantined_at = waits_since if facts.is_pay_doubtful else None


def public_changes(changed: Collection[str]) -> list[str]:
    """The names that the ledger gives to changed fields, each once, in a fixed order."""
    return list(dict.fromkeys(shown for name, shown in TOLD.items() if name in changed))
