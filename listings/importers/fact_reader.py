"""From postings to the facts of a listing, with its pay. No Django: child processes run it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

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
from listings.reading.document_words import document_words
from listings.reading.language import detect_language
from listings.reading.place_facts import PlaceFacts
from listings.reading.places import LocationFacts, place_reader
from listings.reading.repeated import NOTHING_REPEATED, Repeated
from listings.reading.requirements import facts_of
from listings.reading.sections import Sentences, read_lines, read_sentences
from listings.reading.title_parts import normalize_title
from listings.reading.titles import TitleFacts, TitleReader
from listings.reading.workplace import WorkplaceFacts, read_workplace

LATEST = datetime.max.replace(tzinfo=UTC)


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
        language, lines = detect_language(text), read_lines(text)
        sentences = read_sentences(lines)
        demands = asked_skills(self._skills, posting.title, lines, company, repeated)
        located = [(member, _locations(member.posting)) for member in members]
        places = _places(located)
        words = document_words(
            posting.title,
            company,
            roles=[self._role_names[slug] for slug in title.roles],
            skills=[self._skill_names[slug] for slug in demands],
            text=text,
            language=language,
        )
        return ListingFacts(
            **_as_given(members[0]),
            **_stated(posting, sentences, _workplace(members[0], sentences, located)),
            **self._pay(posting, title.level, text, places),
            language=language,
            level=title.level,
            employment_types=_types(members, title),
            is_open_application=title.is_open_application,
            roles=title.roles,
            skills=tuple(demands),
            skills_must=tuple(of_demand(demands, SkillImportance.MUST)),
            skills_nice=tuple(of_demand(demands, SkillImportance.NICE)),
            places=places,
            words=words,
        )

    def _pay(
        self, posting: Posting, level: str, text: str, places: Sequence[FoundPlace]
    ) -> dict[str, Any]:
        """The columns of pay; it is doubtful where it can't be meant as given."""
        given = read_pay(posting, self._titles, level, text, [found.place for found in places])
        is_doubtful = bool(given.doubt) or self._is_implausible(given.pay)
        return {
            "pay": None if is_doubtful else given.pay,
            "pay_source": given.source,
            "pay_text": given.text,
            "pay_tiers": given.tiers,
            "is_pay_doubtful": is_doubtful,
        }

    def _is_implausible(self, pay: Pay | None) -> bool:
        return pay is not None and not is_plausible(pay, self._rates.get(pay.currency))


def _as_given(member: BoardPosting) -> dict[str, Any]:
    """The columns that say what the source says, in its words."""
    posting = member.posting
    return {
        "title": posting.title,
        "normalized_title": member.normalized_title,
        "description_html": member.html,
        "text": member.text,
        "text_hash": member.text_hash,
        "department": posting.department,
        "apply_url": posting.apply_url,
        "source_url": posting.source_url,
        "posted_at": posting.posted_at,
    }


def _stated(posting: Posting, sentences: Sentences, workplace: WorkplaceFacts) -> dict[str, Any]:
    """The columns of what title and sentences state, with the evidence for each."""
    columns = asdict(facts_of(posting.title, sentences))
    if posting.pay.has_equity:
        columns["equity"] = "yes"
    evidence = {column: asdict(one) for column, one in workplace.evidence.items()}
    return columns | {
        "evidence": columns["evidence"] | evidence,
        "workplaces": workplace.workplaces,
        "office_days": workplace.office_days,
        "remote_scope": workplace.eligibility.scope,
        "remote_countries": tuple(sorted(workplace.eligibility.countries)),
    }


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
    posting: Posting, titles: TitleReader, level: str, text: str, places: Sequence[PlaceFacts]
) -> PayGiven:
    """The pay of a posting of this level and these places, with its tiers."""
    given = posting.pay
    countries = list(dict.fromkeys(place.country for place in places))
    currencies = [code for country in countries for code in currencies_of(country)]
    stated = stated_pay(text, currencies)
    if given.pay or given.text or given.doubt:
        given = replace(given, pay=_of_kind_in_text(given.pay, stated))
    elif stated:
        given = _from_text(stated, places)
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


def _from_text(stated: Sequence[StatedPay], places: Sequence[PlaceFacts]) -> PayGiven:
    """What the text states of the posting's own place; else what it states of none, if both are."""
    own = _of_places(stated, places)
    main = main_pay(own)
    labelled = {(one.label, one.written): one for one in own if one.label}
    tiers = tuple(PayTier(one.label, one.written, one.pay) for one in labelled.values())
    return PayGiven(
        pay=main.pay if main else None,
        text=(main or stated[0]).sentence[:LONGEST_PAY_TEXT],
        tiers=tiers if len(tiers) > 1 else (),
        source=PaySource.TEXT,
    )


def _of_places(stated: Sequence[StatedPay], places: Sequence[PlaceFacts]) -> Sequence[StatedPay]:
    """What is stated for the region or city that all places lie in, else what has no label.

    "The range is $130,000 – $165,000. For Texas it is $120,000 – $150,000."
    """
    areas = [_area(one.label) for one in stated]
    if not any(areas):
        return stated
    by_area = list(zip(stated, areas, strict=True))
    own = [one for one, area in by_area if area and places and _lie_in(places, area)]
    return own or [one for one in stated if not one.label] or stated


def _area(label: str) -> list[PlaceFacts]:
    """The regions and cities that a label names; a country is told apart by its tier."""
    located = place_reader().read_location(label).places if label else ()
    return [place for place in located if place.kind != "country"]


def _lie_in(places: Sequence[PlaceFacts], area: Sequence[PlaceFacts]) -> bool:
    return all(any(place.lies_in(part) for part in area) for place in places)


def _placed(tier: PayTier, titles: TitleReader) -> PayTier:
    """The tier with the level and the countries that its label names, or its currency."""
    level = titles.level(label_of_level(tier.label))
    located = place_reader().read_location(tier.label.partition(":")[0].strip())
    countries = dict.fromkeys(place.country for place in located.places)
    countries |= dict.fromkeys(sorted(expand(named_in(tier.label))))
    if not countries and tier.pay:
        countries |= dict.fromkeys(home_of(tier.pay.currency))
    return replace(tier, level=level, countries=tuple(countries))
