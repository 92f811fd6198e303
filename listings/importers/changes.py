"""A listing's fields from what was read, without touching what a person has edited."""

from collections.abc import Collection
from datetime import datetime

from listings.importers.facts import ListingFacts
from listings.models import Listing
from listings.models.slugs import slug_of
from listings.pay.money import PaySource

# Fields that only make sense together: an edit of one keeps a sync from all of them.
PAY_FIELDS = (
    "pay_text",
    "pay_minimum",
    "pay_maximum",
    "pay_currency",
    "pay_period",
    "pay_payments_a_year",
    "pay_kind",
    "pay_source",
    "pay_parser_version",
    "pay_by_place",
    "pay_quarantined_at",
    "pay_note",
    "pay_is_full_time_rate",
)
UNITS: tuple[tuple[str, ...], ...] = (
    ("title", "normalized_title"),
    ("description_html", "text_hash", "language"),
    ("department",),
    ("level",),
    ("years_asked",),
    ("degree_asked",),
    ("employment_types",),
    ("workplaces", "remote_scope", "remote_countries"),
    ("apply_url", "apply_email"),
    ("source_url",),
    ("is_open_application",),
    PAY_FIELDS,
)
DERIVED = ("pay_yearly_minimum", "pay_yearly_maximum")
FIELDS = tuple(dict.fromkeys((*(name for unit in UNITS for name in unit), *DERIVED)))

# What the ledger tells, and the field whose change stands for it. Words, roles and the like
# follow from these and have no line of their own.
PUBLIC = {
    "title": "title",
    "text_hash": "description",
    "department": "department",
    "level": "level",
    "employment_types": "employment_types",
    "workplaces": "workplaces",
    "remote_scope": "remote_countries",
    "remote_countries": "remote_countries",
    "apply_url": "apply_url",
    "places": "places",
    "pay_text": "pay_text",
}


def new_listing(facts: ListingFacts, at: datetime) -> Listing:
    """An unsaved listing with everything that its own row holds."""
    listing = Listing(posted_at=facts.posted_at or at, first_seen_at=at, updated_at=at)
    listing.slug = slug_of(facts.title, "", 100)
    apply_facts(listing, facts, at)
    return listing


def apply_facts(listing: Listing, facts: ListingFacts, at: datetime) -> set[str]:
    """Write facts into the fields of an (unsaved) listing; returns the fields that changed."""
    before = {name: getattr(listing, name) for name in FIELDS}
    values, edited = _values(facts), set(listing.edited_fields)
    for unit in UNITS:
        if edited.isdisjoint(unit) and unit is not PAY_FIELDS:
            for name in unit:
                setattr(listing, name, values.get(name, getattr(listing, name)))
    if edited.isdisjoint(PAY_FIELDS):
        _set_pay(listing, facts, at)
    listing.derive_pay()
    return {name for name in FIELDS if getattr(listing, name) != before[name]}


def _values(facts: ListingFacts) -> dict[str, object]:
    return {
        "title": facts.title,
        "normalized_title": facts.normalized_title,
        "description_html": facts.description_html,
        "text_hash": facts.text_hash,
        "language": facts.language,
        "department": facts.department,
        "level": facts.level,
        "years_asked": facts.years_asked,
        "degree_asked": facts.degree_asked,
        "employment_types": list(facts.employment_types),
        "workplaces": list(facts.workplaces),
        "remote_scope": facts.remote_scope,
        "remote_countries": list(facts.remote_countries),
        "apply_url": facts.apply_url,
        "source_url": facts.source_url,
        "is_open_application": facts.is_open_application,
    }


def _set_pay(listing: Listing, facts: ListingFacts, at: datetime) -> None:
    listing.set_pay(facts.pay, PaySource.FEED)
    listing.pay_text = facts.pay_text
    listing.pay_by_place = [{"label": label, "text": text} for label, text in facts.pay_by_place]
    waits_since = listing.pay_quarantined_at or at
    listing.pay_quarantined_at = waits_since if facts.is_pay_doubtful else None


def public_changes(changed: Collection[str]) -> list[str]:
    """The names that the ledger gives to changed fields, each once, in a fixed order."""
    return list(dict.fromkeys(shown for name, shown in PUBLIC.items() if name in changed))
