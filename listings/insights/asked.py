"""What a visitor asked of the salary pages: country, level, order. Nothing else reads these."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from jobboard.site import identity
from listings.insights.figures import EVERYWHERE, level_label, place_label
from listings.models import Level
from listings.reading.countries import country_code
from listings.search.form_fields import Rejected, plain

type Options = list[tuple[str, str, bool]]
"""Value, label, and whether it is chosen."""

SORTS = ("pay", "name", "n")
"""By what roles are ordered, the usual first; with ``-`` in front the other way round."""


@dataclass(frozen=True, slots=True)
class SalaryQuery:
    """``country`` is an ISO code or empty (everywhere), ``level`` a level or empty (all), ``field``
    the slug of a family of roles or empty (all).
    """

    country: str
    level: str
    sort: str
    rejected: tuple[Rejected, ...]
    field: str = ""

    @property
    def suffix(self) -> str:
        """The country and level for a link to another salary page; empty for the usual ones."""
        return _as_query(self._cell)

    @property
    def query(self) -> str:
        """All that was asked, for a link to the same page or to its files."""
        return self.sorted_by(self.sort)

    def sorted_by(self, sort: str) -> str:
        """The same in another order, as a query."""
        field = {"field": self.field} if self.field else {}
        order = {"sort": sort} if sort != SORTS[0] else {}
        return _as_query({**self._cell, **field, **order})

    @property
    def _cell(self) -> dict[str, str]:
        asked = {}
        if self.country != identity.current().country:
            asked["country"] = self.country or EVERYWHERE
        if self.level:
            asked["level"] = self.level
        return asked


def _as_query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


COUNTRY = ("country",)
COUNTRY_AND_LEVEL = (*COUNTRY, "level")
PARAMETERS = (*COUNTRY_AND_LEVEL, "field", "sort")
"""What ``asked_of`` reads; pages that need less of it read one of those above."""


def asked_of(query: QueryDict) -> SalaryQuery:
    """Read the parameters; a bad value is named in ``rejected`` and ignored."""
    rejected: list[Rejected] = []

    def one(name: str, read: Callable[[str], str | None], reason: str) -> str | None:
        found = None
        for text in filter(None, map(plain, query.getlist(name))):
            value = read(text)
            if value is None or (found is not None and value != found):
                rejected.append(Rejected(name, text, reason if value is None else TWICE))
            else:
                found = value
        return found

    country = one("country", _country, "is no country (such as DE) and not “everywhere”")
    level = one("level", _level, f"is no level ({', '.join(Level.values)})")
    field = one("field", str.lower, "")
    sort = one("sort", _sort, f"is no order ({', '.join(SORTS)})")
    return SalaryQuery(
        country=identity.current().country if country is None else country,
        level=level or "",
        sort=sort or SORTS[0],
        rejected=tuple(rejected),
        field=field or "",
    )


TWICE = "is one too many: only one at a time"


def _country(text: str) -> str | None:
    if text.lower() == EVERYWHERE:
        return ""
    return country_code(text)


def _level(text: str) -> str | None:
    return text.lower() if text.lower() in Level.values else None


def _sort(text: str) -> str | None:
    return text.lower() if text.lower().removeprefix("-") in SORTS else None


def country_options(asked: SalaryQuery, published: Iterable[str]) -> Options:
    """Return everywhere, then the countries that have a figure, with what was asked, by name."""
    codes = {*published, asked.country, identity.current().country} - {""}
    named = sorted((place_label(code), code) for code in codes)
    pairs = [(EVERYWHERE, place_label("")), *((code, label) for label, code in named)]
    chosen = asked.country or EVERYWHERE
    return [(code, label, code == chosen) for code, label in pairs]


def level_options(asked: SalaryQuery) -> Options:
    return [(level, level_label(level), level == asked.level) for level in ("", *Level.values)]
