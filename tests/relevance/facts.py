"""What is known of each posting of a board, for the conditions of queries."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import unescape

from jobboard.site import dates
from listings.models import Listing, RemoteScope
from listings.models.pay import Rate, latest_rates
from listings.reading.words import tokens


@dataclass(frozen=True, eq=False)
class Facts:
    """One posting. Texts are words with a space between; pay is the upper end in euro a year,
    ``years`` those of experience that are asked."""

    number: int
    cluster: int
    title_as_written: str
    title: str
    words: str
    html: str
    company: str
    roles: frozenset[str]
    skills: frozenset[str]
    cities: frozenset[str]
    regions: frozenset[str]
    countries: frozenset[str]
    is_open_anywhere: bool
    workplaces: frozenset[str]
    types: frozenset[str]
    level: str
    pay: Decimal | None
    years: int | None

    @property
    def summary(self) -> str:
        """One line for whoever reads why it was shown."""
        where = " ".join(sorted(self.cities or self.countries)[:3])
        terms = " ".join([*sorted(self.workplaces), self.level, *sorted(self.types)])
        return f"{self.title_as_written} · {self.company} · {where} · {terms} · {self.pay or 0:.0f}"

    @cached_property
    def text(self) -> str:
        """Title, roles, skills, company and text."""
        return f"{self.words} {_words(unescape(re.sub('<[^>]*>', ' ', self.html)))}"


def facts_of_board() -> dict[int, Facts]:
    """The live vacancies by their number."""
    rows = (
        Listing.objects.live()
        .vacancies()
        .select_related("company")
        .prefetch_related("roles", "skills", "places")
        .order_by("pk")
    )
    rates = latest_rates(dates.today())
    return {row.pk: _facts(row, rates) for row in rows}


def _facts(row: Listing, rates: dict[str, Rate]) -> Facts:
    places = row.places.all()
    roles, skills = row.roles.all(), row.skills.all()
    named = [row.title, row.company.name, *(role.name for role in roles)]
    return Facts(
        number=row.pk,
        cluster=row.duplicate_of_id or row.pk,
        title_as_written=row.title,
        title=_words(row.title),
        words=" | ".join(_words(text) for text in (*named, *(skill.name for skill in skills))),
        html=row.description_html,
        company=row.company.slug,
        roles=frozenset(role.slug for role in roles),
        skills=frozenset(skill.slug for skill in skills),
        cities=frozenset(place.slug for place in places),
        regions=frozenset(place.region_slug for place in places),
        countries=frozenset([*(place.country for place in places), *row.remote_countries]),
        is_open_anywhere=row.remote_scope == RemoteScope.ANYWHERE,
        workplaces=frozenset(row.workplaces),
        types=frozenset(row.employment_types),
        level=row.level,
        pay=_in_euro(row, rates),
        years=row.years_asked,
    )


def _in_euro(row: Listing, rates: dict[str, Rate]) -> Decimal | None:
    if row.pay_yearly_top is None or row.pay_currency not in rates:
        return None
    return row.pay_yearly_top / rates[row.pay_currency].per_euro


def _words(text: str) -> str:
    return " ".join(tokens(text))
