"""From postings to the facts of a listing, with its pay. No Django: child processes run it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from listings.importers.adapter import PayGiven, Posting
from listings.importers.facts import (
    BoardPosting,
    FactVocabulary,
    FoundPlace,
    ListingFacts,
    skill_reader,
)
from listings.pay.money import Pay, PayKind, PaySource, currencies_of, home_of
from listings.pay.plausibility import is_plausible
from listings.pay.text import StatedPay, main_pay, stated_pay
from listings.pay.tiers import PayTier, label_of_level, of_posting, pay_of
from listings.reading.asked_skills import asked_skills
from listings.reading.countries import expand, named_in
from listings.reading.demands import SkillImportance, of_demand
from listings.reading.document_words import DocumentWords, document_words
from listings.reading.language import detect_language
from listings.reading.places import LocationFacts, place_reader
from listings.reading.repeated import NOTHING_REPEATED, Repeated
from listings.reading.requirements import TextFacts, facts_of
from listings.reading.sections import Evidence, Sentences, read_lines, read_sentences
from listings.reading.title_parts import normalize_title
from listings.reading.titles import TitleFacts, TitleReader
from listings.reading.workplace import WorkplaceFacts, read_workplace

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadingResults:
    """What was read of a listing, reader by reader; ``members`` with the oldest first."""

    members: Sequence[BoardPosting]
    title: TitleFacts
    language: str
    stated: TextFacts
    demands: Mapping[str, SkillImportance]
    places: tuple[FoundPlace, ...]
    workplace: WorkplaceFacts
    pay: PayGiven
    words: DocumentWords


class FactReader:
    """Reads listings by one vocabulary; a process needs one."""

    def __init__(self, vocabulary: FactVocabulary) -> None:
        self._titles = TitleReader(vocabulary.roles, vocabulary.levels, vocabulary.occupations)
        self._skills = skill_reader(vocabulary)
        self._skill_names = {skill.slug: skill.name for skill in vocabulary.skills}
        self._role_names = {role.slug: role.aliases[0] for role in vocabulary.roles}
        self._rates = vocabulary.units_per_euro
        self._most = vocabulary.read_characters

    def read(
        self, company: str, members: Sequence[BoardPosting], repeated: Repeated = NOTHING_REPEATED
    ) -> ListingFacts:
        """Facts of one listing from its postings; the oldest one speaks for all.

        ``repeated``: what the employer says in postings of different jobs.
        """
        members = sorted(members, key=_age)
        posting, text = members[0].posting, members[0].text[: self._most]
        title = self._titles.read(posting.title, text, posting.department)
        language = detect_language(text)
        lines = read_lines(text)
        sentences = read_sentences(lines)
        demands = asked_skills(self._skills, posting.title, lines, company, repeated)
        located = [(member, _locations(member.posting)) for member in members]
        places = _places(located)
        countries = list(dict.fromkeys(found.place.country for found in places))
        return _facts_of(
            _ReadingResults(
                members=members,
                title=title,
                language=language,
                stated=facts_of(posting.title, sentences),
                demands=demands,
                places=places,
                workplace=_workplace(members[0], sentences, located),
                pay=self._pay(posting, title, text, countries),
                words=self._words(
                    posting.title,
                    company,
                    roles=title.roles,
                    skills=demands,
                    text=text,
                    language=language,
                ),
            )
        )

    def _pay(
        self, posting: Posting, title: TitleFacts, text: str, countries: Sequence[str]
    ) -> PayGiven:
        """The pay, with a doubt where it can't be meant as given."""
        given = read_pay(posting, self._titles, title.level, text, countries)
        if given.doubt or not self._is_implausible(given.pay):
            return given
        return replace(given, doubt="implausible")

    def _words(
        self,
        title: str,
        company: str,
        *,
        roles: Iterable[str],
        skills: Iterable[str],
        text: str,
        language: str,
    ) -> DocumentWords:
        return document_words(
            title,
            company,
            roles=[self._role_names[slug] for slug in roles],
            skills=[self._skill_names[slug] for slug in skills],
            text=text,
            language=language,
        )

    def _is_implausible(self, pay: Pay | None) -> bool:
        return pay is not None and not is_plausible(pay, self._rates.get(pay.currency))


def _facts_of(read: _ReadingResults) -> ListingFacts:
    first, title, stated, workplace = read.members[0], read.title, read.stated, read.workplace
    return ListingFacts(
        title=first.posting.title,
        normalized_title=first.normalized_title,
        description_html=first.html,
        text=first.text,
        text_hash=first.text_hash,
        department=first.posting.department,
        language=read.language,
        level=title.level,
        years_asked=stated.years,
        degree_asked=stated.degree,
        clearance=stated.clearance,
        languages_asked=stated.languages,
        visa=stated.visa,
        relocation=stated.relocation,
        equity="yes" if first.posting.pay.has_equity else stated.equity,
        newcomers=stated.newcomers,
        evidence=stated.evidence | _as_columns(workplace.evidence),
        employment_types=_types(read.members, title),
        workplaces=workplace.workplaces,
        office_days=workplace.office_days,
        remote_scope=workplace.eligibility.scope,
        remote_countries=tuple(sorted(workplace.eligibility.countries)),
        roles=title.roles,
        skills=tuple(read.demands),
        skills_must=tuple(of_demand(read.demands, SkillImportance.MUST)),
        skills_nice=tuple(of_demand(read.demands, SkillImportance.NICE)),
        places=read.places,
        apply_url=first.posting.apply_url,
        source_url=first.posting.source_url,
        is_open_application=title.is_open_application,
        posted_at=first.posting.posted_at,
        pay=None if read.pay.doubt else read.pay.pay,
        pay_source=read.pay.source,
        pay_text=read.pay.text,
        pay_tiers=read.pay.tiers,
        is_pay_doubtful=bool(read.pay.doubt),
        words=read.words,
    )


def _age(member: BoardPosting) -> tuple[datetime, str]:
    return member.posting.posted_at or LATEST, member.external_id


def _types(members: Sequence[BoardPosting], title: TitleFacts) -> tuple[str, ...]:
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
    first: BoardPosting,
    sentences: Sentences,
    located: list[tuple[BoardPosting, list[LocationFacts]]],
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


def _places(located: list[tuple[BoardPosting, list[LocationFacts]]]) -> tuple[FoundPlace, ...]:
    """Every place once, in the order of the postings, with its own address where there are many."""
    found: dict[str, FoundPlace] = {}
    for member, locations in located:
        apply_url = member.posting.apply_url if len(located) > 1 else ""
        for place in (place for location in locations for place in location.places):
            found.setdefault(place.slug, FoundPlace(place, apply_url))
    return tuple(found.values())


LONGEST_PAY_TEXT = 500  # characters, as the column holds


def read_pay(
    posting: Posting, titles: TitleReader, level: str, text: str, countries: Sequence[str]
) -> PayGiven:
    """The pay of a posting of this level and these countries (ISO 3166-1), with its tiers."""
    given = posting.pay
    currencies = [code for country in countries for code in currencies_of(country)]
    stated = stated_pay(text, currencies)
    if given.pay or given.text or given.doubt:
        given = replace(given, pay=_of_kind_in_text(given.pay, stated))
    elif stated:
        given = _from_text(stated)
    tiers = tuple(_placed(tier, titles) for tier in given.tiers)
    own = of_posting(tiers, posting.title, level, normalize_title)
    pay = pay_of(own, countries) if any(tier.pay for tier in own) else given.pay
    return replace(given, pay=None if given.doubt else pay, tiers=tiers)


def _of_kind_in_text(pay: Pay | None, stated: Sequence[StatedPay]) -> Pay | None:
    """Structured pay with the kind that the text gives to the same amounts ("110K to 150K OTE")."""
    if pay is None or pay.kind is not PayKind.BASE:
        return pay
    kinds = {
        one.pay.kind
        for one in stated
        if replace(one.pay, kind=pay.kind, payments_a_year=pay.payments_a_year) == pay
    }
    return replace(pay, kind=kinds.pop()) if len(kinds) == 1 else pay


def _from_text(stated: Sequence[StatedPay]) -> PayGiven:
    main = main_pay(stated)
    labelled = {(one.label, one.written): one for one in stated if one.label}
    tiers = tuple(PayTier(one.label, one.written, one.pay) for one in labelled.values())
    return PayGiven(
        pay=main.pay if main else None,
        text=(main or stated[0]).sentence[:LONGEST_PAY_TEXT],
        tiers=tiers if len(tiers) > 1 else (),
        source=PaySource.TEXT,
    )


def _placed(tier: PayTier, titles: TitleReader) -> PayTier:
    """The tier with the level and the countries that its label names, or its currency."""
    level = titles.level(label_of_level(tier.label))
    located = place_reader().read_location(tier.label.partition(":")[0].strip())
    countries = dict.fromkeys(place.country for place in located.places)
    countries |= dict.fromkeys(sorted(expand(named_in(tier.label))))
    if not countries and tier.pay:
        countries |= dict.fromkeys(home_of(tier.pay.currency))
    return replace(tier, level=level, countries=tuple(countries))
