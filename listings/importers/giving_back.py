"""Fields that a person edited, given back to the source that a posting comes from."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils import timezone

from listings.editing.services import note_edit
from listings.importers.adapter import ADAPTERS
from listings.importers.batches import repeated_in
from listings.importers.duplicates import join_duplicates
from listings.importers.facts import FactReader, ListingFacts, Member, member_of
from listings.importers.links import ROLES, SKILLS, PlaceRows, WantedPlace, write_places, write_tags
from listings.importers.listing_rows import COLUMNS, apply_facts
from listings.importers.posting import PostingError
from listings.importers.vocabulary import load_vocabulary, role_ids, skill_ids
from listings.models import Listing, SourceRecord
from listings.models.fields import unit_labels, units

# What a source sets: columns that belong together, and the rows of other tables.
GIVEN_TOGETHER = (*units(), *units(of_links=True))
NAMES = unit_labels()


def can_be_given_back(listing: Listing) -> list[tuple[str, str]]:
    """The edited parts of a posting that its source would set: a key and a name for each."""
    if listing.source_id is None:
        return []
    return [(unit[0], _name(unit[0])) for unit in _edited_units(listing)]


@transaction.atomic
def give_back(listing: Listing, keys: Collection[str]) -> bool:
    """Let the source set these parts again: at once from its kept answer, and with every sync.

    Returns False where no answer is kept any more, so that only the next sync can set them.
    """
    units = [unit for unit in _edited_units(listing) if unit[0] in keys]
    names = {name for unit in units for name in unit}
    listing.edited_fields = [name for name in listing.edited_fields if name not in names]
    listing.save(update_fields=["edited_fields", "updated_at"])
    facts = _kept_facts(listing)
    if facts is None:
        return False
    pay, titles = listing.pay_display, {listing.normalized_title}
    changed = apply_facts(listing, facts, timezone.now())
    listing.save(update_fields=[*COLUMNS, "updated_at"])
    changed |= _write_links(listing, facts, names)
    note_edit(listing, changed, pay)
    join_duplicates(listing.company_id, titles | {listing.normalized_title})
    return True


def _edited_units(listing: Listing) -> list[tuple[str, ...]]:
    return [unit for unit in GIVEN_TOGETHER if not set(unit).isdisjoint(listing.edited_fields)]


def _name(field: str) -> str:
    label = getattr(Listing._meta.get_field(field), "verbose_name", field)  # noqa: SLF001
    return NAMES.get(field) or str(label).capitalize()


def _kept_facts(listing: Listing) -> ListingFacts | None:
    """The facts of the postings that its source still lists, from their kept answers."""
    members = list(_members(listing))
    if not members or listing.source is None:
        return None
    raws = SourceRecord.objects.filter(source=listing.source, last_seen_at=None)
    texts = raws.order_by("pk").values_list("raw", flat=True)
    repeated = repeated_in(ADAPTERS[listing.source.system], texts)
    return FactReader(load_vocabulary()).read(listing.company.name, members, repeated)


def _members(listing: Listing) -> Iterator[Member]:
    adapter = ADAPTERS.get(listing.source.system) if listing.source else None
    if adapter is None:
        return
    for record in listing.records.filter(last_seen_at=None):
        try:
            yield member_of(record.external_id, adapter.read(record.raw))
        except PostingError:
            continue


def _write_links(listing: Listing, facts: ListingFacts, names: Collection[str]) -> set[str]:
    """Write the roles, skills and places among ``names``; returns those that changed."""
    changed: set[str] = set()
    if "roles" in names:
        ids = role_ids()
        wanted = {listing.pk: [ids[slug] for slug in facts.roles if slug in ids]}
        changed |= {"roles"} if write_tags(ROLES, "role_id", wanted) else set()
    if "skills" in names:
        ids = skill_ids()
        wanted = {listing.pk: [ids[slug] for slug in facts.skills if slug in ids]}
        changed |= {"skills"} if write_tags(SKILLS, "skill_id", wanted) else set()
    if "places" in names:
        rows = PlaceRows().ids(found.place for found in facts.places)
        places = [WantedPlace(rows[one.place.slug], one.apply_url) for one in facts.places]
        changed |= {"places"} if write_places({listing.pk: places}) else set()
    return changed
