"""The one SQL query behind a list: what each value of each filter would give, and one page.

The live postings become one narrow table that says which active filters each of them fails. A facet
is counted over the postings that fail no *other* filter, so those that fail two are left out at
once. Only ``skill``, whose values must all be met, is counted over the postings that fail none.

What is searched is each posting; what is counted and listed is a cluster of near-identical ones,
by one member that meets the search.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, Q, Value, When
from django.db.models.expressions import Combinable

from listings.models import Place, PlaceKind
from listings.models.listing_queryset import MOST_ON_TOP, ListingQuerySet
from listings.search.criteria import ArrayFacet, ColumnFacet
from listings.search.filters import COLUMN_FACETS, DAYS, ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.order import BLOCK, spread

PAGE_SIZE = 20
LONGEST_FACET = 40

ANYWHERE = "remote_scope = 'anywhere'"
HAS_PAY = Q(pay_minimum__isnull=False) | Q(pay_maximum__isnull=False)

PLACE_COLUMNS = ("id", "slug", "city", "region", "region_slug", "country")

CLUSTERS = (
    "count(*) FILTER (WHERE is_alone AND {0})"
    " + count(DISTINCT cluster) FILTER (WHERE NOT is_alone AND {0})"
)

COLUMNS = (
    "id",
    "cluster",
    "is_alone",
    "company_id",
    *(criterion.field_name for criterion in COLUMN_FACETS.values()),
    "remote_scope",
    "remote_countries",
    "years_asked",
    "posted_at",
    "featured_until",
)


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[Any, ...] = ()


def first_row(search: ListingFilter) -> int:
    """Return the place, from 0, at which the page that is asked for begins."""
    return (int(search.asked.get("page", 1)) - 1) * PAGE_SIZE


def block_size(search: ListingFilter) -> int:
    """Return how many postings are ordered together before a page is cut from them."""
    return BLOCK if search.order == "relevance" else PAGE_SIZE


def cut_page(search: ListingFilter, total: int, block: Sequence[tuple[int, Hashable]]) -> list[int]:
    """Cut the page from its block of postings, each with its employer; past the end, the last."""
    numbers = [number for number, _ in block]
    if search.order == "relevance":
        numbers = [numbers[at] for at in spread([employer for _, employer in block])]
    last = max(total - 1, 0) // PAGE_SIZE * PAGE_SIZE
    start = min(first_row(search), last) % block_size(search)
    return numbers[start : start + PAGE_SIZE]


class FacetQuery:
    """Builds it; nothing a visitor typed is ever part of its text.

    ``base.fails`` holds one bit for each active filter that a posting does not meet.
    """

    def __init__(self, search: ListingFilter, postings: ListingQuerySet) -> None:
        self.search = search
        self.bits = {name: 1 << at for at, name in enumerate(search.conditions)}
        base = self._base(postings)
        parts = [base, *self._facets(), self._single_counts(), self._page()]
        text = f"WITH base AS MATERIALIZED ({base.text}) "
        self.text = text + " UNION ALL ".join(f"({part.text})" for part in parts[1:])
        self.parameters = tuple(value for part in parts for value in part.parameters)

    def _base(self, postings: ListingQuerySet) -> Sql:
        made = {"fails": self._fails(), "has_pay": _boolean(HAS_PAY)}
        if "salary_min" in self.bits:
            made["comparable"] = _boolean(self.search.pay_is_comparable)
        ranked = self.search.ranking.annotations
        rows = postings.order_by().with_cluster().annotate(**made, **ranked)
        rows = rows.values(*COLUMNS, *made, *ranked)
        text, parameters = rows.query.sql_with_params()
        if len(self.bits) > 1:
            # OFFSET 0: PostgreSQL works out ``fails`` once for each posting, not for each use.
            at_most_one = "bit_count(fails::bit(32)) < 2"
            text = f"SELECT * FROM ({text} OFFSET 0) AS live WHERE {at_most_one}"
        return Sql(text, tuple(parameters))

    def _fails(self) -> Combinable:
        fails: Combinable = Value(0)
        for name, condition in self.search.conditions.items():
            fails += Case(When(condition, then=0), default=self.bits[name])
        return fails

    def _rest(self, name: str = "") -> str:
        """The condition that every active filter but ``name`` is met.

        ``< 1`` and not ``= 0``: of that PostgreSQL expects one row in two hundred and joins row by
        row.
        """
        return f"(fails < 1 OR fails = {self.bits[name]})" if name in self.bits else "fails < 1"

    def _single_counts(self) -> Sql:
        """Counts of one condition each, all in one pass."""
        counted = [
            ("total", "", self._rest()),
            *(("without", name, self._rest(name)) for name in self.bits),
            ("has_salary", "true", f"{self._rest('has_salary')} AND has_pay"),
            ("featured", "true", f"{self._rest('featured')} AND featured_until > now()"),
        ]
        for days, _ in DAYS:
            younger = f"posted_at > (SELECT now() - interval '{days} days')"
            counted.append(("posted", days, f"{self._rest('posted')} AND {younger}"))
        if not self._asks_for_city_or_region:
            counted.append(("anywhere", "", f"{self._rest('location')} AND {ANYWHERE}"))
        if "salary_min" in self.bits:
            left_out = f"{self._rest('salary_min')} AND comparable IS NOT TRUE"
            counted.append(("pay_left_out", "", left_out))
        if "years_max" in self.bits:
            left_out = f"{self._rest('years_max')} AND years_asked IS NULL"
            counted.append(("years_left_out", "", left_out))
        numbers = ", ".join(
            f"{CLUSTERS.format(f'({condition})')} AS n{at}"
            for at, (_, _, condition) in enumerate(counted)
        )
        rows = ", ".join(
            f"('{facet}', '{value}', n{at})" for at, (facet, value, _) in enumerate(counted)
        )
        return Sql(
            f"SELECT facet, value, '', n FROM (SELECT {numbers} FROM base) AS counted,"
            f" LATERAL (VALUES {rows}) AS counts (facet, value, n)"
        )

    def _page(self) -> Sql:
        """The postings of the block in which the page asked for lies; past the end, the last."""
        size, asked = block_size(self.search), first_row(self.search)
        last = f"greatest({CLUSTERS.format('true')} - 1, 0) / {size} * {size}"
        start = f"SELECT least({asked // size * size}, {last}) FROM base WHERE {self._rest()}"
        return Sql(
            f"SELECT 'page', company_id::text, '', id FROM base WHERE {self._rest()}"
            f" AND (is_alone OR id IN ({self._first_members()}))"
            f" ORDER BY {self._order()} LIMIT {size} OFFSET ({start})"
        )

    def _first_members(self) -> str:
        """Of each cluster one member that meets the search: a featured one, else its head.

        So a further copy brings no opening to the top again. By pay the highest comes first.
        """
        first = "(featured_until > now()) IS TRUE DESC, id = cluster DESC, "
        order = self.search.ranking.sql
        return (
            f"SELECT DISTINCT ON (cluster) id FROM base WHERE {self._rest()} AND NOT is_alone"
            f" ORDER BY cluster, {order if self.search.order == 'salary' else first + order}"
        )

    def _order(self) -> str:
        """The order asked for, but the first featured ones rise to the top, unless pay decides.

        It is one order for all pages: what rises is missing from its place, and nothing is lost.
        """
        order = self.search.ranking.sql
        if self.search.order == "salary":
            return order
        first = (
            f"SELECT id FROM base WHERE {self._rest()} AND featured_until > now()"
            f" AND (is_alone OR id IN ({self._first_members()}))"
            f" ORDER BY {order} LIMIT {MOST_ON_TOP}"
        )
        return f"id IN ({first}) DESC, {order}"

    def _facets(self) -> list[Sql]:
        return [
            self._linked("role", "roles_role", "listings_listing_roles", "role_id"),
            self._linked("skill", "listings_skill", "listings_listing_skills", "skill_id"),
            self._companies(),
            *(self._of_column(name, criterion) for name, criterion in COLUMN_FACETS.items()),
            self._regions(),
            self._cities(),
            self._countries(),
        ]

    def _of_column(self, name: str, criterion: ColumnFacet) -> Sql:
        counted = self._array if isinstance(criterion, ArrayFacet) else self._column
        return counted(name, criterion.field_name)

    def _counted(self, key: str, tables: str, rest: str) -> str:
        """Rows of ``id`` and ``n``: in how many clusters a key stands.

        Most postings are alone: those are counted as rows, without being sorted.
        """
        return (
            f"SELECT id, sum(n)::bigint AS n FROM (SELECT {key} AS id, count(*) AS n"
            f" FROM {tables} WHERE {rest} AND is_alone GROUP BY 1"
            f" UNION ALL SELECT {key}, count(DISTINCT cluster)"
            f" FROM {tables} WHERE {rest} AND NOT is_alone GROUP BY 1) AS parts GROUP BY id"
        )

    def _column(self, name: str, column: str) -> Sql:
        counted = self._counted(column, "base", self._rest(name))
        return Sql(f"SELECT '{name}', id, '', n FROM ({counted}) AS counted")

    def _array(self, name: str, column: str) -> Sql:
        rest = self._rest(name)
        return Sql(
            f"SELECT '{name}', coalesce(value, ''), '', sum(n)::bigint FROM ("
            f"SELECT value, n FROM (SELECT {column}, count(*) AS n FROM base"
            f" WHERE {rest} AND is_alone GROUP BY {column}) AS sets"
            f" LEFT JOIN unnest({column}) AS value ON true"
            f" UNION ALL SELECT value, count(DISTINCT cluster) FROM base"
            f" LEFT JOIN LATERAL unnest({column}) AS value ON true"
            f" WHERE {rest} AND NOT is_alone GROUP BY value) AS parts GROUP BY value"
        )

    def _linked(self, name: str, table: str, through: str, column: str) -> Sql:
        rest = self._rest("" if name == "skill" else name)
        counted = self._counted(column, f"base JOIN {through} ON listing_id = base.id", rest)
        return Sql(
            f"SELECT '{name}', t.slug, t.name, n FROM ({counted}) AS counted"
            f" JOIN {table} t USING (id)"
            f" ORDER BY t.slug = ANY(%s) DESC, n DESC, t.slug LIMIT {LONGEST_FACET}",
            (self._chosen(name),),
        )

    def _companies(self) -> Sql:
        counted = self._counted("company_id", "base", self._rest("company"))
        return Sql(
            f"SELECT 'company', c.slug, c.name, n FROM ({counted}) AS counted"
            " JOIN listings_company c USING (id)"
            f" ORDER BY c.slug = ANY(%s) DESC, n DESC, c.slug LIMIT {LONGEST_FACET}",
            (self._chosen("company"),),
        )

    def _chosen(self, name: str) -> list[str]:
        return [row.slug for row in self.search.asked.get(name, []) if row != NOT_STATED]

    def _cities(self) -> Sql:
        """Cities, counted by the places that meet the choice of country and region."""
        places = _places(self.search.place_condition_without("city"), kind=PlaceKind.CITY)
        chosen = [one.value for one in self.search.asked.get("city", [])]
        placed = "base JOIN listings_listingplace ON listing_id = base.id"
        counted = self._counted("place_id", placed, self._rest("location"))
        return Sql(
            "SELECT 'city', p.slug, p.city || ', ' || p.country, n"
            f" FROM ({counted}) AS counted JOIN ({places.text}) AS p USING (id)"
            f" ORDER BY p.slug = ANY(%s) DESC, n DESC, p.slug LIMIT {LONGEST_FACET}",
            (*places.parameters, chosen),
        )

    def _regions(self) -> Sql:
        """Regions, counted by the places that meet the choice of country and city."""
        places = _places(self.search.place_condition_without("region"))
        chosen = [one.value for one in self.search.asked.get("region", [])]
        placed = (
            f"base JOIN listings_listingplace ON listing_id = base.id"
            f" JOIN ({places.text}) AS p ON p.id = place_id AND p.region_slug <> ''"
        )
        rest = self._rest("location")
        return Sql(
            "SELECT 'region', slug, min(name), sum(n)::bigint AS n FROM ("
            "SELECT p.region_slug AS slug, min(p.region || ', ' || p.country) AS name,"
            f" count(DISTINCT base.id) AS n FROM {placed} WHERE {rest} AND is_alone GROUP BY 1"
            " UNION ALL SELECT p.region_slug, min(p.region || ', ' || p.country),"
            f" count(DISTINCT cluster) FROM {placed} WHERE {rest} AND NOT is_alone GROUP BY 1"
            ") AS parts GROUP BY slug"
            f" ORDER BY slug = ANY(%s) DESC, n DESC, slug LIMIT {LONGEST_FACET}",
            (*places.parameters, *places.parameters, chosen),
        )

    @property
    def _asks_for_city_or_region(self) -> bool:
        return not {"city", "region"}.isdisjoint(self.search.asked)

    def _countries(self) -> Sql:
        """Countries, counted by the places that meet the choice of region and city.

        Where neither is chosen, those that a remote posting names count too; what is open anywhere
        is counted once and apart.
        """
        places = _places(self.search.place_condition_without("country"))
        chosen = self.search.asked.get("country", [])
        rest = self._rest("location")
        placed = (
            "SELECT country, count(*) AS n FROM (SELECT DISTINCT base.id, p.country FROM base"
            " JOIN listings_listingplace ON listing_id = base.id"
            f" JOIN ({places.text}) AS p ON p.id = place_id WHERE {rest} AND is_alone"
        )
        placed_copies = (
            "SELECT cluster, p.country FROM base JOIN listings_listingplace ON listing_id = base.id"
            f" JOIN ({places.text}) AS p ON p.id = place_id WHERE {rest} AND NOT is_alone"
        )
        if self._asks_for_city_or_region:
            named = (
                f"{placed}) AS pairs GROUP BY country UNION ALL SELECT country,"
                f" count(DISTINCT cluster) FROM ({placed_copies}) AS copies GROUP BY country"
            )
        else:
            named = (
                f"{placed} AND NOT {ANYWHERE} AND p.country <> ALL(remote_countries)"
                ") AS pairs GROUP BY country"
                " UNION ALL SELECT country, n FROM (SELECT remote_countries, count(*) AS n"
                f" FROM base WHERE {rest} AND is_alone GROUP BY remote_countries) AS sets,"
                " unnest(remote_countries) AS country"
                f" UNION ALL SELECT country, count(DISTINCT cluster) FROM ({placed_copies}"
                " UNION ALL SELECT cluster, unnest(remote_countries) FROM base"
                f" WHERE {rest} AND NOT is_alone) AS copies WHERE cluster NOT IN (SELECT cluster"
                f" FROM base WHERE {rest} AND NOT is_alone AND {ANYWHERE}) GROUP BY country"
            )
        return Sql(
            f"SELECT 'country', country, '', sum(n)::bigint AS n FROM ({named}) AS named"
            " GROUP BY country ORDER BY country = ANY(%s) DESC, n DESC, country"
            f" LIMIT {LONGEST_FACET}",
            (*places.parameters, *places.parameters, chosen),
        )


def _boolean(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _places(asked: Q | None, **kind: str) -> Sql:
    """The places that meet ``asked``."""
    places = Place.objects.filter(asked or Q(), **kind).order_by()
    text, parameters = places.values(*PLACE_COLUMNS).query.sql_with_params()
    return Sql(text, tuple(parameters))
