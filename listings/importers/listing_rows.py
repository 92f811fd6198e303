"""New and changed listings with all that hangs on them, written in bulk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listings.editing.services import rebuild_words
from listings.importers.batches import BatchReading
from listings.importers.facts import ListingFacts
from listings.importers.ledger import WORDS_FROM, ListingChange, lines_of
from listings.importers.links import (
    ROLES,
    SKILLS,
    WantedPlace,
    copy_new,
    give_keys,
    write_places,
    write_tags,
)
from listings.importers.membership import Membership
from listings.importers.plan import SyncPlan
from listings.models import Listing, ListingEvent, SearchDocument, Status
from listings.models.fields import PAY_COLUMNS, units
from listings.reading.words import slug_of

# Written with every sync, unless a person has edited one of the same unit.
COLUMNS = tuple(name for unit in units() for name in unit)


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


BATCH = 500


@dataclass(frozen=True, slots=True)
class ListingRows:
    """Primary keys by slug of what listings refer to."""

    places: Mapping[str, int]
    roles: Mapping[str, int]
    skills: Mapping[str, int]

    def role_ids(self, facts: ListingFacts) -> list[int]:
        return [self.roles[slug] for slug in facts.roles if slug in self.roles]

    def skill_ids(self, facts: ListingFacts) -> list[int]:
        return [self.skills[slug] for slug in facts.skills if slug in self.skills]

    def wanted_places(self, facts: ListingFacts) -> list[WantedPlace]:
        places = {self.places[found.place.slug]: found.apply_url for found in facts.places}
        return [WantedPlace(place, apply_url) for place, apply_url in places.items()]


def write_listings(
    plan: SyncPlan, reading: BatchReading, members: Membership, rows: ListingRows
) -> set[str]:
    """Write every listing whose postings were read; returns the titles of those that changed."""
    changes = _changes(plan, reading, members)
    made = [change for change in changes if change.is_new]
    new = [change.listing for change in made]
    give_keys(Listing, new)
    copy_new(Listing, new)
    members.owners.update({change.key: change.listing.pk for change in made})
    old = _tags(changes) if plan.reason else {}
    _write_links(changes, rows)
    if plan.reason:
        _compare_tags(changes, old)
    touched = [change for change in changes if change.fields]
    _update_rows(plan, [change for change in touched if not change.is_new])
    _write_words(plan, changes, members)
    copy_new(ListingEvent, [line for change in touched for line in lines_of(plan, change)])
    titles = {change.listing.normalized_title for change in touched}
    return titles | {change.old_title for change in touched if change.old_title}


def _changes(plan: SyncPlan, reading: BatchReading, members: Membership) -> list[ListingChange]:
    owners = {key: members.owners[key] for key in sorted(reading.facts) if key in members.owners}
    old = [pk for pk in owners.values() if pk is not None]
    known = Listing.objects.in_bulk(old) if old else {}
    return [
        _changed(plan, members, key, known[pk], reading.facts[key])
        if pk is not None
        else _made(plan, key, reading.facts[key])
        for key, pk in owners.items()
    ]


def _made(plan: SyncPlan, key: str, facts: ListingFacts) -> ListingChange:
    listing = new_listing(facts, plan.now)
    listing.company_id, listing.source = plan.source.company_id, plan.source
    listing.status = Status.PUBLISHED
    return ListingChange(key, listing, facts, True, True, "", "", set(COLUMNS))


def _changed(
    plan: SyncPlan, members: Membership, key: str, listing: Listing, facts: ListingFacts
) -> ListingChange:
    title, pay, level = listing.normalized_title, listing.pay_display, listing.level
    before = {
        one
        for one, record in plan.known.items()
        if record.listing_id == listing.pk and record.is_present
    }
    has_same_members = before == set(members.groups[key])
    fields = apply_facts(listing, facts, plan.now)
    return ListingChange(key, listing, facts, False, has_same_members, title, pay, fields, level)


def _write_links(changes: list[ListingChange], rows: ListingRows) -> None:
    """Write places, roles and skills, and note with each change which of them differ."""
    by_pk = {change.listing.pk: change for change in changes}
    places = {pk: rows.wanted_places(by_pk[pk].facts) for pk in _free(changes, "places")}
    roles = {pk: rows.role_ids(by_pk[pk].facts) for pk in _free(changes, "roles")}
    skills = {pk: rows.skill_ids(by_pk[pk].facts) for pk in _free(changes, "skills")}
    new = {change.listing.pk for change in changes if change.is_new}
    differing = {
        "places": write_places(places, new),
        "roles": write_tags(ROLES, "role_id", roles, new),
        "skills": write_tags(SKILLS, "skill_id", skills, new),
    }
    for name, listings in differing.items():
        for pk in listings:
            by_pk[pk].fields.add(name)


def _tags(changes: list[ListingChange]) -> dict[int, set[str]]:
    """Names of the roles and skills of each listing. Two queries."""
    found: dict[int, set[str]] = {change.listing.pk: set() for change in changes}
    for through, name in ((ROLES, "role__name"), (SKILLS, "skill__name")):
        rows = through.objects.filter(listing_id__in=found).values_list("listing_id", name)
        for listing, tag in rows:
            found[listing].add(tag)
    return found


def _compare_tags(changes: list[ListingChange], old: dict[int, set[str]]) -> None:
    """Note the names that each listing has lost and gained."""
    differing = [change for change in changes if {"roles", "skills"} & change.fields]
    new = _tags(differing) if differing else {}
    for change in differing:
        before, after = old.get(change.listing.pk, set()), new[change.listing.pk]
        change.lost, change.gained = sorted(before - after), sorted(after - before)


def _free(changes: list[ListingChange], name: str) -> list[int]:
    return [change.listing.pk for change in changes if change.may_set(name)]


def _update_rows(plan: SyncPlan, changes: list[ListingChange]) -> None:
    for change in changes:
        change.listing.updated_at = plan.now
    Listing.objects.bulk_update(
        [change.listing for change in changes], [*COLUMNS, "updated_at"], batch_size=BATCH
    )


def _write_words(plan: SyncPlan, changes: list[ListingChange], members: Membership) -> None:
    """Keep the words of new and changed listings, and of all that an older reader had read."""
    older = {
        members.keys.get(one)
        for one in plan.changed & plan.known.keys()
        if plan.known[one].parser_version != plan.version
    }
    written = [one for one in changes if one.has_other_words or one.key in older]
    edited = {one.listing.pk for one in written if _is_edited(one)}
    own = [one for one in written if one.listing.pk not in edited]
    copy_new(SearchDocument, [_words_of(one) for one in own if one.is_new])
    SearchDocument.objects.write(_words_of(one) for one in own if not one.is_new)
    if edited:
        rebuild_words(Listing.objects.filter(pk__in=edited))


def _words_of(change: ListingChange) -> SearchDocument:
    return SearchDocument.of(change.listing, change.facts.words)


def _is_edited(change: ListingChange) -> bool:
    """Whether a person has edited what its words are made of: they are in its rows alone."""
    return not WORDS_FROM.isdisjoint(change.listing.edited_fields)
