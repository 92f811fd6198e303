"""From postings to the facts of a listing. No Django: child processes run it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

from listings.importers.adapter import Posting
from listings.importers.pay_facts import read_pay
from listings.pay.money import Pay, is_plausible
from listings.pay.tiers import PayTier
from listings.reading.asked_skills import Demand, asked_skills, of_demand
from listings.reading.descriptions import clean_html, plain_text
from listings.reading.document_words import DocumentWords, document_words
from listings.reading.language import detect_language
from listings.reading.place_facts import PlaceFacts
from listings.reading.places import LocationFacts, place_reader
from listings.reading.repeated import NOTHING_REPEATED, Repeated
from listings.reading.sections import Evidence, Sentence, read_lines, read_sentences
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.text_facts import facts_of
from listings.reading.title_key import normalize_title
from listings.reading.titles import RolePhrases, TitleFacts, TitleReader
from listings.reading.words import fold
from listings.reading.workplace import WorkplaceFacts, read_workplace


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``levels`` maps a phrase to its level; ``units_per_euro`` a currency to its latest rate.

    ``read_characters`` is how much of a text is read with it.
    """

    roles: tuple[RolePhrases, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    skills: tuple[SkillPhrases, ...] = ()
    units_per_euro: dict[str, Decimal] = field(default_factory=dict)
    read_characters: int = 60_000


# Rises whenever the same posting and vocabulary give other facts: records are then read again.
READING_VERSION = 13

LONGEST_TITLE = 250
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """One readable posting of a board, with the key that it shares with its like."""

    external_id: str
    posting: Posting
    html: str
    text: str
    text_hash: str
    normalized_title: str
    group_key: str


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of a listing; ``apply_url`` is empty where the listing's own serves."""

    place: PlaceFacts
    apply_url: str


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """All that the board keeps of a listing, from one or several postings that are alike."""

    title: str
    normalized_title: str
    description_html: str
    text: str
    text_hash: str
    department: str
    language: str
    level: str
    years_asked: int | None
    degree_asked: str
    clearance: str
    languages_asked: tuple[str, ...]
    visa: str
    relocation: str
    equity: str
    evidence: dict[str, dict[str, object]]
    employment_types: tuple[str, ...]
    workplaces: tuple[str, ...]
    office_days: int | None
    remote_scope: str
    remote_countries: tuple[str, ...]
    roles: tuple[str, ...]
    skills: tuple[str, ...]
    skills_must: tuple[str, ...]
    skills_nice: tuple[str, ...]
    places: tuple[FoundPlace, ...]
    apply_url: str
    source_url: str
    is_open_application: bool
    posted_at: datetime | None
    pay: Pay | None
    pay_source: str
    pay_text: str
    pay_tiers: tuple[PayTier, ...]
    is_pay_doubtful: bool
    words: DocumentWords


def member_of(external_id: str, posting: Posting) -> Member:
    """Sanitise the text of a posting and find the key of its group."""
    html = clean_html(posting.description)
    text = plain_text(html)
    title = normalize_title(posting.title)[:LONGEST_TITLE]
    text_hash = _hash(" ".join(fold(text).split()))
    key = _hash("\n".join((title, text_hash, _pay_key(posting))))
    return Member(external_id, posting, html, text, text_hash, title, key)


def _pay_key(posting: Posting) -> str:
    pay = posting.pay.pay
    amounts = (pay.minimum, pay.maximum, pay.currency, pay.period) if pay else ()
    return "|".join(str(part) for part in (*amounts, posting.pay.text))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def skill_reader(vocabulary: Vocabulary) -> SkillReader:
    """A reader of skills to which a role's own name is none: "iOS Engineer" asks for nothing."""
    return SkillReader(vocabulary.skills, (role.aliases[0] for role in vocabulary.roles))


class FactReader:
    """Reads listings by one vocabulary; a process needs one."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._titles = TitleReader(vocabulary.roles, vocabulary.levels, vocabulary.occupations)
        self._skills = skill_reader(vocabulary)
        self._skill_names = {skill.slug: skill.name for skill in vocabulary.skills}
        self._role_names = {role.slug: role.aliases[0] for role in vocabulary.roles}
        self._rates = vocabulary.units_per_euro
        self._most = vocabulary.read_characters

    def read(
        self, company: str, members: Sequence[Member], repeated: Repeated = NOTHING_REPEATED
    ) -> ListingFacts:
        """Facts of one listing from its postings; the oldest one speaks for all.

        ``repeated``: what the employer says in postings of different jobs.
        """
        members = sorted(members, key=_age)
        first = members[0]
        text = first.text[: self._most]
        title = self._titles.read(first.posting.title, text, first.posting.department)
        language = detect_language(text)
        lines = read_lines(text)
        sentences = read_sentences(lines)
        stated = facts_of(first.posting.title, sentences)
        demands = asked_skills(self._skills, first.posting.title, lines, company, repeated)
        skills = tuple(demands)
        words = document_words(
            first.posting.title,
            company,
            roles=[self._role_names[slug] for slug in title.roles],
            skills=[self._skill_names[slug] for slug in skills],
            text=text,
            language=language,
        )
        located = [(member, _locations(member.posting)) for member in members]
        places = _places(located)
        countries = list(dict.fromkeys(found.place.country for found in places))
        pay = read_pay(first.posting, self._titles, title.level, text, countries)
        is_doubtful = bool(pay.doubt) or self._is_implausible(pay.pay)
        workplace = _workplace(first, sentences, located)
        return ListingFacts(
            title=first.posting.title,
            normalized_title=first.normalized_title,
            description_html=first.html,
            text=first.text,
            text_hash=first.text_hash,
            department=first.posting.department,
            language=language,
            level=title.level,
            years_asked=stated.years,
            degree_asked=stated.degree,
            clearance=stated.clearance,
            languages_asked=stated.languages,
            visa=stated.visa,
            relocation=stated.relocation,
            equity="yes" if first.posting.pay.has_equity else stated.equity,
            evidence=stated.evidence | _as_columns(workplace.evidence),
            employment_types=_types(members, title),
            workplaces=workplace.workplaces,
            office_days=workplace.office_days,
            remote_scope=workplace.eligibility.scope,
            remote_countries=tuple(sorted(workplace.eligibility.countries)),
            roles=title.roles,
            skills=skills,
            skills_must=tuple(of_demand(demands, Demand.MUST)),
            skills_nice=tuple(of_demand(demands, Demand.NICE)),
            places=places,
            apply_url=first.posting.apply_url,
            source_url=first.posting.source_url,
            is_open_application=title.is_open_application,
            posted_at=first.posting.posted_at,
            pay=None if is_doubtful else pay.pay,
            pay_source=pay.source,
            pay_text=pay.text,
            pay_tiers=pay.tiers,
            is_pay_doubtful=is_doubtful,
            words=words,
        )

    def _is_implausible(self, pay: Pay | None) -> bool:
        return pay is not None and not is_plausible(pay, self._rates.get(pay.currency))


def _age(member: Member) -> tuple[datetime, str]:
    return member.posting.posted_at or LATEST, member.external_id


def _types(members: Sequence[Member], title: TitleFacts) -> tuple[str, ...]:
    structured = (kind for member in members for kind in member.posting.employment_types)
    return tuple(dict.fromkeys((*structured, *title.types)))


def _locations(posting: Posting) -> list[LocationFacts]:
    reader = place_reader()
    return [
        reader.read_location(
            where.text,
            locality=where.locality,
            region=where.region,
            country=where.country,
            remote_flag=posting.remote_flag,
        )
        for where in posting.locations
    ]


def _workplace(
    first: Member,
    sentences: Sequence[Sentence],
    located: list[tuple[Member, list[LocationFacts]]],
) -> WorkplaceFacts:
    flags = {member.posting.remote_flag for member, _ in located} - {None}
    kinds = (member.posting.workplace_type for member, _ in located)
    return read_workplace(
        remote_flag=any(flags) if flags else None,
        workplace_type=next((kind for kind in kinds if kind), ""),
        locations=[location for _, locations in located for location in locations],
        title=first.posting.title,
        sentences=sentences,
    )


def _as_columns(evidence: dict[str, Evidence]) -> dict[str, dict[str, object]]:
    return {column: asdict(one) for column, one in evidence.items()}


def _places(located: list[tuple[Member, list[LocationFacts]]]) -> tuple[FoundPlace, ...]:
    """Every place once, in the order of the postings, with its own address where there are many."""
    found: dict[str, FoundPlace] = {}
    for member, locations in located:
        apply_url = member.posting.apply_url if len(located) > 1 else ""
        for place in (place for location in locations for place in location.places):
            found.setdefault(place.slug, FoundPlace(place, apply_url))
    return tuple(found.values())
