"""What a card of a list says of a posting and its cluster, and why it meets a search.

``why_they_match`` asks what is needed for a page of postings, in a fixed number of queries;
``card_of`` makes plain values of it, so that the one template of all lists has little to look up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.safestring import SafeString

from jobboard.models import Picture
from listings.models import Listing, Place, RemoteScope, Workplace
from listings.models.place import first_of
from listings.reading.countries import compress, expand
from listings.reading.words import tokens
from listings.search.filters import ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.location import numbers_there
from listings.search.marks import TypedWords, excerpt, marked, typed_words
from listings.templatetags.texts import in_own_language

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_SKILLS = 6
NO_TEXT = SafeString("")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a visitor looks: numbers of places; countries where no narrower place is asked for."""

    places: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()

    def has(self, place: Place) -> bool:
        return place.pk in self.places

    def is_met_remotely(self, listing: Listing) -> bool:
        """Whether someone who lives there may work from there."""
        is_anywhere = listing.remote_scope == RemoteScope.ANYWHERE
        here = bool(self.countries & {*listing.remote_countries}) or is_anywhere
        return listing.is_remote and bool(self.countries) and here

    def is_met(self, listing: Listing) -> bool:
        return self.is_met_remotely(listing) or any(map(self.has, _places(listing)))


NOWHERE = Wanted()


@dataclass(frozen=True, slots=True)
class CardMatch:
    """What of a search a posting's card points out."""

    words: TypedWords = field(default_factory=TypedWords)
    skills: frozenset[str] = frozenset()
    where: Wanted = NOWHERE
    excerpt: SafeString = NO_TEXT


NO_SEARCH = CardMatch()


@dataclass(frozen=True, slots=True)
class Card:
    """``facts``: place, workplace, level, types and what it says to newcomers, in words.

    ``skills``: name, and is it wanted. ``more_skills``: how many are not named.
    """

    url: str
    title: SafeString
    pay: str
    company: str
    company_url: str
    logo: Picture | None
    initial: str
    facts: list[str]
    excerpt: SafeString
    skills: list[tuple[str, bool]]
    more_skills: int
    posted_at: datetime | None
    is_old: bool
    is_verified: bool
    is_featured: bool
    is_invented: bool


def card_of(listing: Listing, *, is_mixed: bool = False) -> Card:
    """Return what its card shows. No query for a posting that ``cards()`` fetched."""
    match: CardMatch = listing.match or NO_SEARCH
    company = listing.company
    skills = _wanted_first(listing.skill_names, match)  # type: ignore[attr-defined]
    return Card(
        url=listing.get_absolute_url(),
        title=in_own_language(listing, marked(listing.title, match.words, listing.language)),
        pay=pay_together(listing),
        company=company.name,
        company_url=company.get_absolute_url(),
        logo=company.logo,
        initial=company.initial,
        facts=_facts(listing, match.where),
        excerpt=match.excerpt,
        skills=skills[:MOST_SKILLS],
        more_skills=max(0, len(skills) - MOST_SKILLS),
        posted_at=listing.posted_at,
        is_old=listing.is_old,
        is_verified=listing.is_verified_lately,
        is_featured=listing.is_featured,
        is_invented=is_mixed and listing.is_demo,
    )


def _facts(listing: Listing, where: Wanted) -> list[str]:
    at_a_place = [one for one in listing.workplaces if one != Workplace.REMOTE]
    terms = [*(Workplace(one).label for one in at_a_place), listing.level_label]
    stated = [
        places_together(listing, where),
        *(_in_one_piece(term) for term in (*terms, *listing.type_labels)),
        listing.get_newcomers_display(),
    ]
    return [fact for fact in stated if fact]


def _in_one_piece(term: str) -> str:
    """A short term that no line break parts: "Full time"."""
    return str(term).replace(" ", NO_BREAK)


def _wanted_first(names: list[str], match: CardMatch) -> list[tuple[str, bool]]:
    """The skills of the search, then the others in their order: the rarest first."""
    found = [(name, _is_wanted(name, match)) for name in names]
    return sorted(found, key=lambda one: not one[1])


def _is_wanted(skill: str, match: CardMatch) -> bool:
    words = tokens(skill) if match.words else []
    return skill in match.skills or (bool(words) and match.words.words.issuperset(words))


def why_they_match(postings: Iterable[Listing], search: ListingFilter) -> list[Listing]:
    """Give each posting its ``match``: one query for places asked for, one for texts."""
    postings = list(postings)
    roles = (row.name for row in search.understood.values.get("role", []))
    words = typed_words(search.asked.get("q", "")).and_those_of(roles)
    asked = (skill for skill in search.values.get("skill", []) if skill != NOT_STATED)
    skills = frozenset(skill.name for skill in asked)
    where = _wanted_places(postings, search)
    sought = typed_words(search.understood.found.rest)
    texts = _excerpts(postings, sought, words) if sought and search.in_text else {}
    usual = CardMatch(words, skills, where)
    for one in postings:
        text = texts.get(one.pk)
        one.match = CardMatch(words, skills, where, text) if text else usual
    return postings


def _wanted_places(postings: list[Listing], search: ListingFilter) -> Wanted:
    """Which of the places of these postings the search asks for."""
    countries, regions, cities = (search.values.get(name, []) for name in ListingFilter.LOCATION)
    parts = search.values.get("where", [])
    is_narrow = bool(regions or cities)
    if not (is_narrow or countries or parts):
        return NOWHERE
    links = [
        link
        for shown in postings
        for one in (shown, *shown.others)
        for link in one.listing_places.all()
    ]
    found = set[int]()
    if is_narrow or countries:
        places = {link.place_id: link.place for link in links}
        found = numbers_there(places.values(), countries, regions, cities)
    conditions = filter(None, (part.places(search.kilometres) for part in parts))
    if around := reduce(or_, conditions, Q()):
        rows = Place.objects.filter(around, pk__in={link.place_id for link in links})
        found.update(rows.order_by().values_list("pk", flat=True))
    by_name = (part.meaning.countries for part in parts if part.meaning)
    codes = frozenset().union(*by_name, () if is_narrow else expand(countries))
    return Wanted(frozenset(found), codes)


def _excerpts(
    postings: list[Listing], sought: TypedWords, words: TypedWords
) -> dict[int, SafeString]:
    """A line of the text of each posting whose title, company and skills lack a sought word."""
    missing = {one.pk: sought.without(_heading(one), one.language) for one in postings}
    asked = {one.pk: one.language for one in postings if missing[one.pk]}
    rows = Listing.objects.filter(pk__in=asked).order_by().values_list("pk", "description_html")
    return {pk: excerpt(text, missing[pk], words, asked[pk]) for pk, text in rows} if asked else {}


def _heading(listing: Listing) -> str:
    names = [listing.title, listing.company.name, *listing.skill_names]  # type: ignore[attr-defined]
    return " | ".join(names)


def places_together(listing: Listing, wanted: Wanted = NOWHERE) -> str:
    """Its own places, then those of the others: ``Remote in Canada · also Paris, France``.

    The place that is wanted comes first, be it one of the others.
    """
    own = _where(listing, wanted)
    nearest = next((one for one in listing.others if wanted.is_met(one)), None)
    if nearest and not wanted.is_met(listing):
        place = next(filter(wanted.has, _places(nearest)), None)
        first = place.label if place else nearest.remote_label_for(wanted.countries)
        return " · also ".join(filter(None, [first, own, _elsewhere(listing, place)]))
    return " · also ".join(filter(None, [own, _elsewhere(listing)]))


def _where(listing: Listing, wanted: Wanted) -> str:
    """The posting's own places in one short line, as ``location_label`` but the wanted ones first.

    A fully remote one names its office only to those who look there.
    """
    places = sorted(_places(listing), key=lambda place: not wanted.has(place))
    if listing.workplaces == [Workplace.REMOTE]:
        is_office = not wanted.is_met_remotely(listing)
        places = [place for place in places if is_office and wanted.has(place)]
    remote = listing.remote_label_for(wanted.countries) if listing.is_remote else ""
    return " · ".join(filter(None, [first_of(places), remote]))


def _elsewhere(listing: Listing, named: Place | None = None) -> str:
    own = [*_places(listing), named]
    others = [place for one in listing.others for place in _places(one) if place not in own]
    where = first_of(list(dict.fromkeys(others)))
    return ", ".join(filter(None, [where, _more_remote(listing)]))


def _more_remote(listing: Listing) -> str:
    """From where the others are open and it is not."""
    if listing.remote_scope == RemoteScope.ANYWHERE:
        return ""
    if any(one.remote_scope == RemoteScope.ANYWHERE for one in listing.others):
        return "remote from anywhere"
    countries = {code for one in listing.others for code in one.remote_countries}
    more = compress(countries - set(listing.remote_countries))
    return f"remote in {_named(more)}" if more else ""


def pay_together(listing: Listing) -> str:
    """Each pay of its cluster, its own first, with where it is paid if they differ.

    ``USD 105K – 150K / year (United States), EUR 60K – 75K / year (Berlin)``.
    """
    by_pay: dict[str, list[str]] = {}
    for one in (listing, *listing.others):
        if pay := one.pay_display:
            by_pay.setdefault(pay, []).append(_short_place(one))
    if len(by_pay) < 2 and (listing.pay_display or not by_pay):
        return next(iter(by_pay), "")
    return ", ".join(_with_places(pay, places) for pay, places in by_pay.items())


def _with_places(pay: str, places: list[str]) -> str:
    named = _named(list(dict.fromkeys(filter(None, places))))
    return f"{pay} ({named})" if named else pay


def _places(listing: Listing) -> list[Place]:
    return [link.place for link in listing.listing_places.all()]


def _short_place(listing: Listing) -> str:
    """Its place in a word or two: the countries that it is open to, else the first city."""
    if listing.workplaces == [Workplace.REMOTE]:
        is_anywhere = listing.remote_scope == RemoteScope.ANYWHERE
        return "anywhere" if is_anywhere else _named(listing.remote_country_labels)
    return next((place.city or place.label for place in _places(listing)), "")


def _named(names: list[str]) -> str:
    """The first two names and how many more there are: ``Canada, Mexico and 3 more``."""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more
