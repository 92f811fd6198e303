"""Companies and drafts as rows, in bulk. Roles and skills are what the readers of postings find."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jobboard.demo.catalogue import Catalogue, DemoEmployer, happens, seeded
from jobboard.demo.drafts import DemoPosting, lifecycle_of, site_of
from listings.importers.bulk_rows import PlaceRows
from listings.importers.facts import skill_reader
from listings.importers.vocabulary import load_vocabulary, role_ids, skill_ids
from listings.models import (
    ClosedReason,
    Company,
    EventKind,
    Listing,
    ListingEvent,
    ListingPlace,
    OldCompanySlug,
    SearchDocument,
    Status,
)
from listings.pay.money import PaySource, display
from listings.reading.asked_skills import asked_skills
from listings.reading.demands import SkillImportance, of_demand
from listings.reading.descriptions import clean_html, plain_text, text_hash
from listings.reading.document_words import document_words
from listings.reading.language import detect_language
from listings.reading.places import place_reader
from listings.reading.requirements import read_text_facts
from listings.reading.sections import read_lines
from listings.reading.titles import TitleFacts, TitleReader
from listings.reading.words import fold, slug_of


@dataclass(slots=True)
class PostingBatch:
    """Rows of several postings, waiting to be written together."""

    listings: list[Listing] = field(default_factory=list)
    copies: list[tuple[Listing, Listing]] = field(default_factory=list)
    places: list[ListingPlace] = field(default_factory=list)
    roles: list[tuple[Listing, int]] = field(default_factory=list)
    skills: list[tuple[Listing, int]] = field(default_factory=list)
    documents: list[SearchDocument] = field(default_factory=list)
    events: list[ListingEvent] = field(default_factory=list)


class PostingWriter:
    """Reads drafts as real postings are read, and writes them as rows of the demo."""

    def __init__(self, catalogue: Catalogue, companies: dict[str, Company], now: datetime) -> None:
        vocabulary = load_vocabulary(now.date())
        self._shapes = catalogue.shapes
        self._companies = companies
        self._now = now
        self._titles = TitleReader(vocabulary.roles, vocabulary.levels, vocabulary.occupations)
        self._skills = skill_reader(vocabulary)
        self._names = {skill.slug: skill.name for skill in vocabulary.skills}
        self._role_names = {role.slug: role.aliases[0] for role in vocabulary.roles}
        self._roles, self._skill_rows = role_ids(), skill_ids()
        cities = {place for one in catalogue.employers for place in one.at}
        self._cities = city_rows(cities)

    def write(self, drafts: Iterable[DemoPosting]) -> int:
        """Write all; returns the number of postings, copies included."""
        batch = PostingBatch()
        for draft in drafts:
            self._add(batch, draft)
        _save(batch)
        return len(batch.listings)

    def _add(self, batch: PostingBatch, draft: DemoPosting) -> None:
        first = self._add_one(batch, draft)
        for number, city in enumerate(draft.copies, start=1):
            reference = f"{draft.reference}-{number}"
            copy = self._add_one(batch, replace(draft, places=(city,), reference=reference))
            batch.copies.append((copy, first))

    def _add_one(self, batch: PostingBatch, draft: DemoPosting) -> Listing:
        html = clean_html(draft.description)
        text = plain_text(html)
        title = self._titles.read(draft.title, text)
        listing = self._listing(draft, html, text, title)
        batch.listings.append(listing)
        demands = asked_skills(self._skills, draft.title, read_lines(text), draft.employer.name)
        listing.skills_must = of_demand(demands, SkillImportance.MUST)
        listing.skills_nice = of_demand(demands, SkillImportance.NICE)
        skills = list(demands)
        words = document_words(
            draft.title,
            draft.employer.name,
            roles=[self._role_names[slug] for slug in title.roles],
            skills=[self._names[slug] for slug in skills],
            text=text,
            language=listing.language,
        )
        batch.documents.append(SearchDocument.of(listing, words))
        batch.skills += [(listing, self._skill_rows[slug]) for slug in skills]
        batch.roles += [(listing, self._roles[slug]) for slug in title.roles]
        batch.places += [
            ListingPlace(listing=listing, place_id=self._cities[city], position=position)
            for position, city in enumerate(draft.places)
        ]
        batch.events += self._ledger(draft, listing)
        return listing

    def _listing(self, draft: DemoPosting, html: str, text: str, title: TitleFacts) -> Listing:
        listing = Listing(
            company=self._companies[draft.employer.name],
            title=draft.title,
            description_html=html,
            language=detect_language(text),
            text_hash=text_hash(text),
            level=title.level or draft.level,
            **read_text_facts(draft.title, text).columns,
            employment_types=list(draft.types),
            workplaces=list(draft.workplaces),
            remote_scope=draft.eligibility.scope,
            remote_countries=sorted(draft.eligibility.countries),
            apply_url=draft.apply_url,
            apply_email=draft.apply_email,
            is_open_application=draft.is_open_application,
            posted_at=draft.posted_at,
            first_seen_at=draft.posted_at,
            expires_at=draft.expires_at,
            featured_until=draft.featured_until,
            pay_is_full_time_rate=draft.pay is not None and "part-time" in draft.types,
            is_demo=True,
        )
        listing.set_pay(draft.pay, PaySource.EMPLOYER)
        listing.derive()
        self._settle(draft, listing)
        return listing

    def _settle(self, draft: DemoPosting, listing: Listing) -> None:
        """Status and dates as they stand by now."""
        lifecycle = lifecycle_of(self._shapes, draft.title, draft.posted_at, draft.expires_at)
        listing.status = Status.PUBLISHED
        if lifecycle.verified_at and lifecycle.verified_at <= self._now:
            listing.verified_at = lifecycle.verified_at
        if lifecycle.ends_at <= self._now:
            listing.status, listing.closed_at = Status.CLOSED, lifecycle.ends_at
            listing.closed_reason = lifecycle.reason

    def _ledger(self, draft: DemoPosting, listing: Listing) -> Iterator[ListingEvent]:
        yield ListingEvent(listing=listing, kind=EventKind.PUBLISHED, at=draft.posted_at)
        yield from self._raise(draft, listing)
        if listing.verified_at:
            yield ListingEvent(listing=listing, kind=EventKind.VERIFIED, at=listing.verified_at)
        if listing.closed_at:
            yield closing(listing)

    def _raise(self, draft: DemoPosting, listing: Listing) -> Iterator[ListingEvent]:
        """Let some employers raise their pay half way between posting and now."""
        rng = seeded(draft.title, int(draft.posted_at.timestamp()), "raise")
        odds = self._shapes["odds"]["pay_raised"]
        if draft.pay is None or not happens(rng, odds):
            return
        before = replace(
            draft.pay,
            minimum=draft.pay.minimum and _lower(draft.pay.minimum),
            maximum=draft.pay.maximum and _lower(draft.pay.maximum),
        )
        yield ListingEvent(
            listing=listing,
            kind=EventKind.PAY_CHANGED,
            at=draft.posted_at + ((listing.closed_at or self._now) - draft.posted_at) / 2,
            before=display(before, listing.engagement),
            after=listing.pay_display,
        )


def _lower(amount: Decimal) -> Decimal:
    return (amount * Decimal("0.9")).quantize(Decimal(1))


def closing(listing: Listing) -> ListingEvent:
    """The line of the ledger for a posting that is closed, written by ``transitions`` else."""
    reason = ClosedReason(listing.closed_reason).label
    assert listing.closed_at is not None  # noqa: S101 (held by a constraint)
    return ListingEvent(listing=listing, kind=EventKind.CLOSED, at=listing.closed_at, reason=reason)


def city_rows(cities: Iterable[str]) -> dict[str, int]:
    """Place row by the city's text; those that are missing are made."""
    reader = place_reader()
    facts = {}
    for city in cities:
        places = reader.read_location(city).places
        if len(places) != 1:
            raise ValueError(f"{city!r} is {len(places)} places for the reader.")
        facts[city] = places[0]
    ids = PlaceRows().ids(facts.values())
    return {city: ids[place.slug] for city, place in facts.items()}


@transaction.atomic
def _save(batch: PostingBatch) -> None:
    Listing.objects.bulk_create(batch.listings, batch_size=1_000)
    for copy, first in batch.copies:
        copy.duplicate_of = first
    Listing.objects.bulk_update([copy for copy, _ in batch.copies], ["duplicate_of"])
    for rows in (batch.places, batch.documents, batch.events):
        for row in rows:
            row.listing_id = row.listing.pk
    ListingPlace.objects.bulk_create(batch.places, batch_size=5_000)
    SearchDocument.objects.write(batch.documents)
    ListingEvent.objects.bulk_create(batch.events, batch_size=5_000)
    _link(Listing.roles.through, "role_id", batch.roles)
    _link(Listing.skills.through, "skill_id", batch.skills)


def _link(through: type, name: str, pairs: Sequence[tuple[Listing, int]]) -> None:
    rows = [through(listing_id=listing.pk, **{name: other}) for listing, other in pairs]
    through.objects.bulk_create(rows, batch_size=5_000)  # type: ignore[attr-defined]


def company_rows(content: Catalogue) -> dict[str, Company]:
    """Each employer's row by its name in the content; made where missing, never changed.

    Rows are told by their website, so that one that an editor renamed is not made again.
    """
    known = {row.website: row for row in Company.objects.filter(is_demo=True)}
    missing = [one for one in content.employers if site_of(one) not in known]
    now = Company.objects.values_list("slug", flat=True)
    taken = {*now, *OldCompanySlug.objects.values_list("slug", flat=True)}
    sectors = content.sectors
    rows = [_row(one, sectors[one.sector]["industry"], taken) for one in missing]
    for row in Company.objects.bulk_create(rows):
        known[row.website] = row
    by_name = {row.name: row for row in known.values()}
    return {one.name: known.get(site_of(one)) or by_name[one.name] for one in content.employers}


def _row(employer: DemoEmployer, industry: str, taken: set[str]) -> Company:
    slug = slug_of(employer.name, "company")
    return Company(
        name=employer.name,
        slug=slug if slug not in taken else f"{slug}-demo",
        sort_name=fold(employer.name),
        website=site_of(employer),
        description=employer.about,
        country=employer.country,
        size=employer.size,
        industry=industry,
        is_demo=True,
    )
