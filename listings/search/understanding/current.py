"""The table of the board's own rows: made once in a process, renewed when they change.

Whether they have changed is asked at most every few seconds, in two statements that read no text:
sums of where each row stands and of which transaction wrote it.
"""

import time
from collections.abc import Set
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef
from psycopg.sql import SQL, Identifier

from jobboard.site import identity
from listings.importers.vocabulary import load_vocabulary, role_ids, skill_ids
from listings.models import Company, Listing, Place
from listings.search.index.current import current
from listings.search.place_meaning import OTHER_NAME_WEIGHT, is_given_name
from listings.search.renewed import Renewed
from listings.search.understanding.place_names import STATES_TOLD, Namesake, PlaceRow
from listings.search.understanding.table import CompanyRow, PhraseTable, TableRows
from roles.models import Role

FRESH_SECONDS = 10.0
"""How long a table is used before it is asked whether rows have changed."""

NAMES_SECONDS = 60.0
"""How long at least names of companies and places are used: an import adds some all the time."""

LONGEST_SECONDS = 600.0
"""How long at most: a company may have got its first posting, or lost its last."""

_WORDS = (
    "roles_role",
    "roles_rolealias",
    "listings_skill",
    "listings_skillalias",
    "listings_levelword",
)
_NAMES = ("listings_company", "listings_place")

type Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """A table, of which rows it was made, and when (seconds of a process's clock)."""

    table: PhraseTable
    words: Version
    names: Version
    made_at: float


def renewed(made: _Made | None) -> _Made:
    """The same where nothing has changed that counts already, else a new one."""
    now = time.monotonic()
    words, names = (identity.current().currency, *_versions(_WORDS)), _versions(_NAMES)
    if made is not None and words == made.words:
        age = now - made.made_at
        if age < NAMES_SECONDS or (names == made.names and age < LONGEST_SECONDS):
            return made
    return _Made(PhraseTable(load_rows()), words, names, now)


kept = Renewed(renewed, lambda: FRESH_SECONDS)


def table() -> PhraseTable:
    """The table of the rows as they are, or were a moment ago. Mostly without a query."""
    return kept.get().table


def _versions(tables: tuple[str, ...]) -> Version:
    """A number for each table that differs when a row comes, changes or goes."""
    sums = [
        SQL("(SELECT sum(hashtextextended(concat(ctid, xmin), 0)) FROM {})").format(
            Identifier(name)
        )
        for name in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT {}").format(SQL(", ").join(sums)))
        return tuple(cursor.fetchone())


def load_rows() -> TableRows:
    """Everything that the table is made of. Thirteen queries."""
    vocabulary = load_vocabulary()
    forms = Role.objects.values_list("slug", "plural", "abbreviation")
    return TableRows(
        roles=vocabulary.roles,
        skills=vocabulary.skills,
        levels=vocabulary.levels,
        companies=_companies(),
        places=_places(),
        namesakes=_namesakes(),
        role_pks=role_ids(),
        skill_pks=skill_ids(),
        role_forms={slug: (plural, short) for slug, plural, short in forms},
        currency=identity.current().currency,
    )


def _companies() -> tuple[CompanyRow, ...]:
    """Companies with live postings; the database looks at all of these, the index need not."""
    if index := current():
        named = index.names.company
        return tuple(CompanyRow(pk, *named[pk]) for pk in sorted(index.employers & named.keys()))
    live = Listing.objects.live().filter(company=OuterRef("pk"))
    rows = Company.objects.visible().filter(Exists(live)).order_by("pk")
    return tuple(CompanyRow(*row) for row in rows.values_list("pk", "slug", "name"))


# Names that a city goes by besides and that are another, well-known city's own: Manchester, once a
# town by Richmond. Weighed as in the Where box.
_NAMES_OF_OTHERS = """
SELECT place.id, name
FROM listings_place AS place CROSS JOIN unnest(place.names) AS name
JOIN listings_knownplace AS known ON known.sort_name = name
WHERE place.kind = 'city' AND known.slug <> place.slug AND known.sort_name <> place.sort_name
  AND known.population > %s * coalesce(place.population, 0)
"""


def _places() -> tuple[PlaceRow, ...]:
    rows = Place.objects.order_by("-population", "pk").values_list(*PlaceRow._fields)
    of_others = _names_of_others()
    return tuple(_place(PlaceRow(*row), of_others) for row in rows)


def _place(row: PlaceRow, of_others: Set[tuple[int, str]]) -> PlaceRow:
    names = tuple(
        name for name in row.names if (row.pk, name) not in of_others or is_given_name(name)
    )
    return row._replace(population=row.population or 0, names=names)


# Cities of the gazetteer that no posting names, and that bear the name of one that some do.
_NAMESAKES = """
SELECT DISTINCT facts ->> 'city', facts ->> 'region', facts ->> 'region_code'
FROM listings_knownplace AS known JOIN listings_place AS place USING (sort_name)
WHERE place.kind = 'city' AND known.facts ->> 'kind' = 'city' AND known.country = ANY(%s)
  AND known.facts ->> 'region_code' <> ''
  AND NOT EXISTS (SELECT FROM listings_place AS own WHERE own.slug = known.slug)
ORDER BY 1, 3
"""


def _namesakes() -> tuple[Namesake, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES, [[*STATES_TOLD]])
        return tuple(Namesake(*row) for row in cursor.fetchall())


def _names_of_others() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES_OF_OTHERS, [OTHER_NAME_WEIGHT])
        return set(cursor.fetchall())
