"""What follows from an edit by hand: the ledger, the fields that a sync leaves alone, the words."""

from collections.abc import Iterable
from hashlib import sha256

from listings.editing.words import rebuild_words
from listings.importers.changes import PAY_FIELDS
from listings.models import EventKind, Listing
from listings.reading.descriptions import plain_text
from listings.reading.words import fold

NOT_GIVEN = "not given"

# Fields whose change the public ledger names; others are the editors' own.
LEDGER_NAMES = {
    "title": "title",
    "description_html": "description",
    "department": "department",
    "level": "level",
    "years_asked": "years_asked",
    "degree_asked": "degree_asked",
    "employment_types": "employment_types",
    "workplaces": "workplaces",
    "remote_scope": "remote_countries",
    "remote_countries": "remote_countries",
    "apply_url": "apply_url",
    "apply_email": "apply_url",
    "expires_at": "expires_at",
    "places": "places",
    "pay_text": "pay_text",
    "pay_note": "pay_text",
    "pay_bonus": "bonus",
    "pay_equity": "equity",
    "workload": "workload",
    "weekly_hours": "workload",
    "term": "contract",
    "term_months": "contract",
    "office_days": "office_days",
    "benefits": "benefits",
    "start": "start",
    "openings": "openings",
    "reference": "reference",
    "apply_by_on": "apply_by",
}


def mark_edited(listing: Listing, fields: Iterable[str]) -> None:
    """Note fields as a person's (unsaved): neither a sync nor the demo writes them again."""
    listing.edited_fields = sorted({*listing.edited_fields, *fields})


def settle_description(listing: Listing) -> None:
    """Bring the text's hash to the text, so that duplicates are found by what is there."""
    text = " ".join(fold(plain_text(listing.description_html)).split())
    listing.text_hash = sha256(text.encode("utf-8", "replace")).hexdigest()


def settle_pay(listing: Listing, changed: Iterable[str]) -> None:
    """An amount that a person typed is what the employer says, and is in quarantine no longer."""
    if not {"pay_minimum", "pay_maximum", "pay_currency", "pay_period"}.isdisjoint(changed):
        listing.set_pay(listing.pay, "employer" if listing.pay else "")
        listing.pay_quarantined_at = None


def note_edit(listing: Listing, changed: set[str], pay_before: str) -> None:
    """Write the lines of the ledger and the words for search of a posting that was just saved."""
    pay = listing.pay_display
    if pay != pay_before:
        before, after = pay_before or NOT_GIVEN, pay or NOT_GIVEN
        listing.log(EventKind.PAY_CHANGED, before=before[:200], after=after[:200])
    fields = list(dict.fromkeys(LEDGER_NAMES[name] for name in LEDGER_NAMES if name in changed))
    if pay != pay_before:
        fields = [name for name in fields if name not in PAY_FIELDS]
    if fields:
        listing.log(EventKind.EDITED, fields=fields)
    rebuild_words(Listing.objects.filter(pk=listing.pk))
