"""Fills a database with the postings of a made-up market: ``python -m bench postings SIZE``.

For what the worker's jobs cost by size: a year of postings, most of them closed, three of ten with
pay. On a board of its own (``JOBBOARD_VAR``): whatever postings, companies and roles it had go.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any

import numpy as np
from django.db import connection, transaction

from bench import market
from listings.models import Company, Listing, Place, Skill
from roles.models import Role

BLOCK = 20_000  # rows in one COPY
LEVELS = ("", "", "", "entry", "mid", "senior", "senior", "lead", "executive")
WORKPLACES = ("{}", "{onsite}", "{hybrid}", "{remote}", "{remote,hybrid}")
CURRENCIES = {"US": "USD", "GB": "GBP", "CH": "CHF", "PL": "PLN", "SE": "SEK", "IN": "INR"}
COLUMNS = (
    "id bigint, company bigint, title text, level text, years int, workplaces varchar[], "
    "head bigint, age float, life float, low int, high int, currency text, country text"
)
POSTINGS = """
INSERT INTO listings_listing ({columns})
SELECT {values} FROM bench_posting m, bench_usual usual
"""
OWN = {
    "id": "m.id",
    "company_id": "m.company",
    "title": "m.title",
    "slug": "'posting'",
    "normalized_title": "lower(m.title)",
    "text_hash": "md5(m.head::text)",
    "level": "m.level",
    "years_asked": "m.years",
    "workplaces": "m.workplaces",
    "remote_scope": "CASE WHEN 'remote' = ANY(m.workplaces) THEN 'countries' ELSE '' END",
    "remote_countries": "CASE WHEN 'remote' = ANY(m.workplaces) THEN ARRAY[m.country]::varchar[]"
    " ELSE '{}' END",
    "duplicate_of_id": "nullif(m.head, m.id)",
    "posted_at": "now() - m.age * interval '1 day'",
    "first_seen_at": "now() - m.age * interval '1 day'",
    "status": "CASE WHEN m.life < m.age THEN 'closed' ELSE 'published' END",
    "closed_at": "CASE WHEN m.life < m.age THEN now() - (m.age - m.life) * interval '1 day' END",
    "closed_reason": "CASE WHEN m.life < m.age THEN 'filled' ELSE '' END",
    "pay_minimum": "m.low",
    "pay_maximum": "m.high",
    "pay_yearly_minimum": "m.low",
    "pay_yearly_maximum": "m.high",
    "pay_currency": "m.currency",
    "pay_period": "CASE WHEN m.low IS NULL THEN '' ELSE 'year' END",
    "pay_source": "CASE WHEN m.low IS NULL THEN '' ELSE 'feed' END",
    "source_id": "NULL",
    "is_demo": "false",
}
EMPTIED = "TRUNCATE listings_company, listings_place, listings_skill, roles_role CASCADE"
LINKS = {"role": "listings_listing_roles", "skill": "listings_listing_skills"}


def fill(size: str) -> None:
    """Put a market of ``size`` postings in place of what the board has."""
    made = market.make(int(size))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        cursor.execute(EMPTIED)
        _names(made.names)
        usual_posting(cursor)
        cursor.execute(f"CREATE TEMP TABLE bench_posting ({COLUMNS}) ON COMMIT DROP")
        copy_rows(cursor, "bench_posting", _postings(made))
        cursor.execute(insertion(OWN))
        for kind, table in LINKS.items():
            copy_rows(cursor, f"{table} (listing_id, {kind}_id)", _pairs(made.rows.links[kind]))
        places = ((*pair, "", 0) for pair in _pairs(made.rows.links["place"]))
        copy_rows(
            cursor, "listings_listingplace (listing_id, place_id, apply_url, position)", places
        )
        cursor.execute("ANALYZE")


def _names(names: Any) -> None:
    """The rows of roles, skills, companies and places, numbered as the market numbers them."""
    models: tuple[tuple[Any, str], ...] = ((Role, "role"), (Skill, "skill"), (Company, "company"))
    for model, kind in models:
        rows = [
            model(pk=pk, slug=one.slug, name=one.label) for pk, one in getattr(names, kind).items()
        ]
        for row in rows if model is not Role else ():
            row.sort_name = row.name.lower()
        model.objects.bulk_create(rows, batch_size=BLOCK)
    Place.objects.bulk_create(
        Place(
            pk=pk, kind="city", slug=one.slug, city=one.slug, country=one.country,
            sort_name=one.slug,
        )
        for pk, one in names.places.items()
    )  # fmt: skip


def usual_posting(cursor: Any) -> None:
    """A posting as the model makes it, for all columns that the market says nothing of."""
    company = Company.objects.order_by("pk")[0]
    usual = Listing.objects.create(company=company, title="Usual", status="draft")
    table = "CREATE TEMP TABLE bench_usual ON COMMIT DROP AS SELECT * FROM listings_listing"
    cursor.execute(f"{table} WHERE id = %s", [usual.pk])
    usual.delete()


def insertion(own: Mapping[str, str]) -> str:
    """Postings of ``bench_posting`` as rows: with ``own`` values, else those of the usual one."""
    fields = [field for field in Listing._meta.concrete_fields if not field.generated]
    columns = [str(field.column) for field in fields]
    values = [own.get(column, f"usual.{column}") for column in columns]
    return POSTINGS.format(columns=", ".join(columns), values=", ".join(values))


def _postings(made: Any) -> Iterator[tuple[Any, ...]]:
    """What is each posting's own; a copy has pay, level and company of the one that it copies."""
    columns, names = made.rows.columns, made.names
    size = len(columns["id"])
    pick = np.random.default_rng(11)
    head = columns["cluster"] - 1
    first_place = np.ones(size + 1, np.int64)
    ids, places = made.rows.links["place"]
    first_place[ids] = places
    country = {pk: one.country for pk, one in names.places.items()}
    firm = pick.normal(1, 0.25, len(names.company) + 1).clip(0.4, 2)
    low = 500 * (firm[columns["company"]] * pick.gamma(8, 20, size)[head]).astype(int) + 15_000
    high = low + 500 * pick.integers(0, 60, size)[head]
    says = columns["has_pay"] == 1
    level = pick.integers(0, len(LEVELS), size)[head]
    age = pick.uniform(0, 400, size)
    life = pick.exponential(45, size)
    where = pick.integers(0, len(WORKPLACES), size)
    title = pick.integers(0, 50, size)[head]
    years = columns["years_asked"]
    for at in range(size):
        here = country[int(first_place[at + 1])]
        yield (
            at + 1,
            int(columns["company"][at]),
            f"Posting {title[at]}",
            LEVELS[level[at]],
            int(years[at]) if years[at] >= 0 else None,
            WORKPLACES[where[at]],
            int(head[at]) + 1,
            float(age[at]),
            float(life[at]),
            int(low[at]) if says[at] else None,
            int(high[at]) if says[at] else None,
            CURRENCIES.get(here, "EUR") if says[at] else "",
            here,
        )


def _pairs(links: tuple[np.ndarray, np.ndarray]) -> Iterator[tuple[int, int]]:
    """Each pair once."""
    known = np.unique(links[0] * 100_000 + links[1])
    for block in np.array_split(known, len(known) // BLOCK + 1):
        yield from zip((block // 100_000).tolist(), (block % 100_000).tolist(), strict=True)


def copy_rows(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    for block in batched(rows, BLOCK):
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in block:
                copy.write_row(row)
