"""A board's postings become listings: which of them are one, and its rows, written in bulk."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listings.editing.services import rebuild_words
from listings.importers.batches import BatchReading
from listings.importers.bulk_rows import (
    ROLES,
    SKILLS,
    WantedPlace,
    copy_new,
    give_keys,
    write_places,
    write_tags,
)
from listings.importers.facts import ListingFacts
from listings.importers.listing_changes import (
    COLUMNS,
    WORDS_FROM,
    ListingChange,
    apply_facts,
    lines_of,
    new_listing,
)
from listings.importers.plan import SyncPlan
from listings.models import Listing, ListingEvent, SearchDocument, Status


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
