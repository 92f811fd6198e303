"""Counts beside the values of every filter, the total, and what each filter costs: one statement.

The live postings become one table with a boolean for each active filter; each facet is counted
over the rows that meet all *other* filters. Only ``skill``, whose values must all be met, is
counted over the rows that meet every filter.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from listings.browse.filters import DAYS, ListingFilter
from listings.models import ListingPlace, Place, PlaceKind
from listings.models.listing_queryset import ListingQuerySet

LONGEST_FACET = 40

COLUMNS = (
    "id",
    "company_id",
    "level",
    "employment_types",
    "workplaces",
    "remote_scope",
    "remote_countries",
    "posted_at",
    "featured_until",
)


@dataclass(frozen=True)
class Count:
    """How many postings a value would give."""

    value: str
    label: str
    number: int


@dataclass
class Counts:
    """The answer of the statement."""

    total: int = 0
    without: dict[str, int] = field(default_factory=dict)
    pay_left_out: int = 0
    facets: dict[str, list[Count]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[Any, ...] = ()


def count(search: ListingFilter, postings: ListingQuerySet) -> Counts:
    """Count ``postings`` for every facet under what the visitor asked."""
    statement = Statement(search, postings)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.parameters)
        rows = cursor.fetchall()
    counts = Counts()
    for facet, value, label, number in rows:
        match facet:
            case "total":
                counts.total = number
            case "without":
                counts.without[value] = number
            case "pay_left_out":
                counts.pay_left_out = number
            case _:
                counts.facets[facet].append(Count(value, label, number))
    return counts


class Statement:
    """Builds the one statement; nothing a visitor typed is ever part of its text."""

    def __init__(self, search: ListingFilter, postings: ListingQuerySet) -> None:
        self.search = search
        self.active = search.conditions
        base = self._base(postings)
        parts = [base, *self._facets(), *self._totals()]
        text = f"WITH base AS MATERIALIZED ({base.text}) "
        self.text = text + " UNION ALL ".join(f"({part.text})" for part in parts[1:])
        self.parameters = tuple(value for part in parts for value in part.parameters)

    def _base(self, postings: ListingQuerySet) -> Sql:
        meets = {f"meets_{name}": _boolean(condition) for name, condition in self.active.items()}
        if "salary_min" in self.active:
            meets["comparable"] = _boolean(self.search.pay_is_comparable)
        has_pay = Q(pay_minimum__isnull=False) | Q(pay_maximum__isnull=False)
        rows = postings.order_by().annotate(has_pay=_boolean(has_pay), **meets)
        text, parameters = rows.values(*COLUMNS, "has_pay", *meets).query.sql_with_params()
        return Sql(text, tuple(parameters))

    def _rest(self, *leave_out: str) -> str:
        """The condition that every active filter but these is met."""
        names = [f"meets_{name}" for name in self.active if name not in leave_out]
        return " AND ".join(names) or "true"

    def _totals(self) -> list[Sql]:
        parts = [Sql(f"SELECT 'total', '', '', count(*) FROM base WHERE {self._rest()}")]
        for name in self.active:
            select = f"SELECT 'without', '{name}', '', count(*) FROM base"
            parts.append(Sql(f"{select} WHERE {self._rest(name)}"))
        if "salary_min" in self.active:
            rest = f"{self._rest('salary_min')} AND comparable IS NOT TRUE"
            parts.append(Sql(f"SELECT 'pay_left_out', '', '', count(*) FROM base WHERE {rest}"))
        return parts

    def _facets(self) -> list[Sql]:
        return [
            self._linked("role", "roles_role", "listings_listing_roles", "role_id"),
            self._linked("skill", "listings_skill", "listings_listing_skills", "skill_id"),
            self._companies(),
            self._column("level", "level"),
            self._array("type", "employment_types"),
            self._array("workplace", "workplaces"),
            *self._places(),
            self._when("has_salary", "has_pay"),
            self._when("featured", "featured_until > now()"),
            self._posted(),
        ]

    def _column(self, name: str, column: str) -> Sql:
        return Sql(
            f"SELECT '{name}', {column}, '', count(*) FROM base"
            f" WHERE {self._rest(name)} GROUP BY {column}"
        )

    def _array(self, name: str, column: str) -> Sql:
        return Sql(
            f"SELECT '{name}', coalesce(value, ''), '', sum(n)::bigint FROM (SELECT {column},"
            f" count(*) AS n FROM base WHERE {self._rest(name)} GROUP BY {column}) AS sets"
            f" LEFT JOIN unnest({column}) AS value ON true GROUP BY value"
        )

    def _linked(self, name: str, table: str, through: str, column: str) -> Sql:
        rest = self._rest() if name == "skill" else self._rest(name)
        return Sql(
            f"SELECT '{name}', t.slug, t.name, n FROM (SELECT {column} AS id, count(*) AS n"
            f" FROM base JOIN {through} ON listing_id = base.id WHERE {rest}"
            f" GROUP BY {column}) AS counted JOIN {table} t USING (id)"
            f" ORDER BY t.slug = ANY(%s) DESC, n DESC, t.slug LIMIT {LONGEST_FACET}",
            (self._chosen(name),),
        )

    def _companies(self) -> Sql:
        return Sql(
            "SELECT 'company', c.slug, c.name, n FROM (SELECT company_id AS id, count(*) AS n"
            f" FROM base WHERE {self._rest('company')} GROUP BY company_id) AS counted"
            " JOIN listings_company c USING (id)"
            f" ORDER BY c.slug = ANY(%s) DESC, n DESC, c.slug LIMIT {LONGEST_FACET}",
            (self._chosen("company"),),
        )

    def _chosen(self, name: str) -> list[str]:
        return [row.slug for row in self.search.asked.get(name, [])]

    def _when(self, name: str, condition: str) -> Sql:
        return Sql(
            f"SELECT '{name}', 'true', '', count(*) FROM base"
            f" WHERE {self._rest(name)} AND {condition}"
        )

    def _posted(self) -> Sql:
        ages = ", ".join(
            f"count(*) FILTER (WHERE posted_at > now() - interval '{days} days') AS d{days}"
            for days, _ in DAYS
        )
        values = ", ".join(f"('{days}', d{days})" for days, _ in DAYS)
        return Sql(
            f"SELECT 'posted', days, '', n FROM (SELECT {ages} FROM base"
            f" WHERE {self._rest('posted')}) AS ages, LATERAL (VALUES {values}) AS v (days, n)"
        )

    def _places(self) -> list[Sql]:
        """Countries and cities, each counted by the places that meet the other's choice."""
        regions, cities = self.search.asked.get("region"), self.search.asked.get("city")
        countries = _links(self.search.place_condition_without("country"))
        city_links = _links(self.search.place_condition_without("city"), kind=PlaceKind.CITY)
        rest = self._rest("location")
        parts = [
            Sql(
                "SELECT 'city', p.slug, p.city || ', ' || p.country, n FROM (SELECT place_id AS id,"
                f" count(*) AS n FROM base JOIN ({city_links.text}) AS link"
                f" ON link.listing_id = base.id WHERE {rest} GROUP BY place_id) AS counted"
                " JOIN listings_place p USING (id)"
                f" ORDER BY p.slug = ANY(%s) DESC, n DESC, p.slug LIMIT {LONGEST_FACET}",
                (*city_links.parameters, [spot.value for spot in cities or []]),
            )
        ]
        placed = (
            f"SELECT country, count(*) AS n FROM (SELECT DISTINCT base.id, link.country FROM base"
            f" JOIN ({countries.text}) AS link ON link.listing_id = base.id WHERE {rest}"
        )
        if regions or cities:
            named = f"{placed}) AS pairs GROUP BY country"
        else:
            named = (
                f"{placed} AND remote_scope <> 'anywhere' AND link.country <> ALL(remote_countries)"
                ") AS pairs GROUP BY country"
                " UNION ALL SELECT country, n FROM (SELECT remote_countries, count(*) AS n"
                f" FROM base WHERE {rest} GROUP BY remote_countries) AS sets,"
                " unnest(remote_countries) AS country"
            )
            anywhere = f"{rest} AND remote_scope = 'anywhere'"
            parts.append(Sql(f"SELECT 'anywhere', '', '', count(*) FROM base WHERE {anywhere}"))
        parts.append(
            Sql(
                f"SELECT 'country', country, '', sum(n)::bigint AS n FROM ({named}) AS named"
                " GROUP BY country ORDER BY country = ANY(%s) DESC, n DESC, country"
                f" LIMIT {LONGEST_FACET}",
                (*countries.parameters, self.search.asked.get("country", [])),
            )
        )
        return parts


def _boolean(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _links(asked: Q | None, **kind: str) -> Sql:
    """Pairs of posting and place, of the places that meet ``asked``."""
    places = Place.objects.filter(**kind)
    links = ListingPlace.objects.order_by()
    if asked is not None or kind:
        links = links.filter(place__in=places.filter(asked) if asked is not None else places)
    pairs = links.values("listing_id", "place_id", country=F("place__country"))
    text, parameters = pairs.query.sql_with_params()
    return Sql(text, tuple(parameters))
