"""Reads postings for the index: columns of whole numbers, arrays at once."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db import connection

from listings.search.criteria import ArrayFacet
from listings.search.filterset import COLUMN_FACETS
from listings.search.index.vocabulary import GrowingVocabulary, TextTokens
from listings.search.index.words import plain_tokens_of, tokens_of

NEVER = np.iinfo(np.int64).max
VECTORS_AT_ONCE = 5_000
ROWS_BITS = 17  # postings of so many numbers come in one value
ONE = {name: facet for name, facet in COLUMN_FACETS.items() if not isinstance(facet, ArrayFacet)}
MANY = {name: facet for name, facet in COLUMN_FACETS.items() if isinstance(facet, ArrayFacet)}

DOCUMENTS = "status = 'published' AND NOT is_open_application AND frozen_at IS NULL"
COLUMNS = {
    "id": "id",
    "cluster": "coalesce(duplicate_of_id, id)",
    "company": "company_id",
    "source": "coalesce(source_id, 0)",
    "posted": "(extract(epoch FROM posted_at) * 1000000)",
    "ends": f"coalesce(extract(epoch FROM expires_at) * 1000000, {NEVER})",
    "featured": "coalesce(extract(epoch FROM featured_until) * 1000000, 0)",
    "currency": "({})",
    "top": "coalesce(pay_yearly_top * 100, -1)",
    "middle": "coalesce(pay_yearly_midpoint * 100, -1)",
    "has_pay": "(pay_minimum IS NOT NULL OR pay_maximum IS NOT NULL)::int",
    "years_asked": "coalesce(years_asked, -1)",
    "anywhere": "(remote_scope = 'anywhere')::int",
}
REGION_KEY = "hashtextextended(region_slug, 0)"  # regions have no rows of their own
LINKS = {
    "role": "SELECT listing_id, role_id FROM listings_listing_roles",
    "skill": "SELECT listing_id, skill_id FROM listings_listing_skills",
    "place": "SELECT listing_id, place_id FROM listings_listingplace",
}


def _letters(column: str, length: int) -> str:
    """``keys.letters`` in SQL; empty is 0."""
    each = (
        f"(ascii(substr({column}, {at + 1}, 1))::bigint << {8 * (length - 1 - at)})"
        for at in range(length)
    )
    return " | ".join(each)


@dataclass
class PostingRows:
    """Postings as they stand in the database, in no order.

    ``columns``     name → (n,) int64; times in microseconds since 1970, pay in cents, −1: none
    ``links``       name → (ids of postings, keys of values), pairs
    ``tokens``      (ids of postings, numbers of words, places), see ``Words``
    ``vocabulary``  what those numbers mean
    ``texts``       words of whole postings; None where the database answers for them
    """

    columns: dict[str, np.ndarray]
    links: dict[str, tuple[np.ndarray, np.ndarray]]
    tokens: tuple[np.ndarray, np.ndarray, np.ndarray]
    vocabulary: GrowingVocabulary
    texts: TextTokens | None = None

    def without(self, ids: np.ndarray) -> "PostingRows":
        """Return the rows of all other postings."""
        kept = ~np.isin(self.columns["id"], ids)
        links = {name: _kept(pair, ids) for name, pair in self.links.items()}
        columns = {name: column[kept] for name, column in self.columns.items()}
        return PostingRows(columns, links, _kept(self.tokens, ids), self.vocabulary)

    def plus(self, other: "PostingRows") -> "PostingRows":
        """Return these and others, which share the vocabulary."""
        columns = {name: _joined(self.columns[name], other.columns[name]) for name in self.columns}
        links = {
            name: tuple(map(_joined, self.links[name], other.links[name])) for name in self.links
        }
        tokens = tuple(map(_joined, self.tokens, other.tokens))
        return PostingRows(columns, links, tokens, self.vocabulary)  # type: ignore[arg-type]


def _kept(arrays: tuple[np.ndarray, ...], ids: np.ndarray) -> Any:
    kept = ~np.isin(arrays[0], ids)
    return tuple(one[kept] for one in arrays)


def _joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.concatenate((one, other))


def read(
    ids: Iterable[int] | None = None, vocabulary: GrowingVocabulary | None = None
) -> PostingRows:
    """Read the postings of the index, or those of the given numbers that belong there.

    Three statements; to agree they must run in one snapshot of the database. Words of texts are
    read with all postings only: they are many, and of a few postings the database knows them.
    """
    chosen = None if ids is None else list(ids)
    vocabulary = GrowingVocabulary() if vocabulary is None else vocabulary
    columns, links = _columns(chosen), _links(chosen)
    tokens, texts = _tokens(chosen, vocabulary)
    return PostingRows(columns, links, tokens, vocabulary, texts)


def _columns(ids: list[int] | None) -> dict[str, np.ndarray]:
    made = COLUMNS | {"currency": _letters("pay_currency", 3)}
    parameters: list[Any] = []
    for name, facet in ONE.items():
        made[name] = f"coalesce(array_position(%s::text[], {facet.field_name}::text), 0)"
        parameters.append(list(facet.labels))
    columns = ", ".join(f"({column})::bigint" for column in made.values())
    where = DOCUMENTS + (" AND id = ANY(%s)" if ids is not None else "")
    sql = f"SELECT {columns} FROM listings_listing WHERE posted_at IS NOT NULL AND {where}"
    return dict(zip(made, columns_of(sql, [*parameters, *_if(ids)], len(made)), strict=True))


def _links(ids: list[int] | None) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Values of which a posting has several, as pairs."""
    parts: list[tuple[str, str, str, list[Any]]] = [
        (name, sql, "listing_id", []) for name, sql in LINKS.items()
    ]
    places = "FROM listings_listingplace JOIN listings_place p ON p.id = place_id"
    of_place = {"country": _letters("country", 2), "region": REGION_KEY}
    for name, key in of_place.items():
        where = " WHERE region_slug <> ''" if name == "region" else ""
        parts.append((name, f"SELECT listing_id, {key} {places}{where}", "listing_id", []))
    of_postings = f"FROM listings_listing, unnest({{}}) AS value WHERE {DOCUMENTS}"
    named = f"SELECT id, {_letters('value', 2)} {of_postings.format('remote_countries')}"
    parts.append(("country", named, "id", []))
    for name, facet in MANY.items():
        position = "coalesce(array_position(%s::text[], value::text), 0)"
        sql = f"SELECT id, {position} {of_postings.format(facet.field_name)}"
        parts.append((name, sql, "id", [list(facet.labels)]))
    names = list(dict.fromkeys(name for name, *_ in parts))
    statements, parameters = [], []
    for name, sql, column, own in parts:
        word = "AND" if " WHERE " in sql else "WHERE"
        narrowed = f"{sql} {word} {column} = ANY(%s)" if ids is not None else sql
        pair = f"a::bigint, {names.index(name)}::bigint, b::bigint"
        statements.append(f"SELECT {pair} FROM ({narrowed}) AS t (a, b)")
        parameters += [*own, *_if(ids)]
    listings, which, keys = columns_of(" UNION ALL ".join(statements), parameters, 3)
    return {name: (listings[which == at], keys[which == at]) for at, name in enumerate(names)}


def _tokens(
    ids: list[int] | None, vocabulary: GrowingVocabulary
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], TextTokens | None]:
    is_all = ids is None
    where = f"JOIN listings_listing l ON l.id = listing_id AND {DOCUMENTS}"
    where = where if is_all else "WHERE listing_id = ANY(%s)"
    text = "strip(text)::text" if is_all else "''"
    sql = f"SELECT listing_id, heading::text, {text} FROM listings_searchdocument {where}"
    listings, lengths, codes, places = array("q"), array("q"), array("i"), array("H")
    of_texts, text_lengths, text_codes = GrowingVocabulary(), array("q"), array("i")
    with connection.chunked_cursor() if is_all else connection.cursor() as cursor:
        cursor.execute(sql, _if(ids))
        while vectors := cursor.fetchmany(VECTORS_AT_ONCE):
            for listing, vector, words in vectors:
                own_codes, own_places = tokens_of(vector, vocabulary)
                listings.append(listing)
                lengths.append(len(own_codes))
                codes.extend(own_codes)
                places.extend(own_places)
                own_codes = plain_tokens_of(words, of_texts)
                text_lengths.append(len(own_codes))
                text_codes.extend(own_codes)
    numbers = np.frombuffer(listings, np.int64)
    tokens = (
        np.repeat(numbers, np.frombuffer(lengths, np.int64)),
        np.frombuffer(codes, np.int32),
        np.frombuffer(places, np.uint16),
    )
    of_text = np.frombuffer(text_lengths, np.int64), np.frombuffer(text_codes, np.int32)
    return tokens, TextTokens(numbers, *of_text, of_texts) if is_all else None


def _if(ids: list[int] | None) -> list[list[int]]:
    return [] if ids is None else [ids]


def columns_of(sql: str, parameters: list[Any], count: int) -> list[np.ndarray]:
    """Run a query whose columns are all ``bigint`` and never null; return each as (n,) int64.

    PostgreSQL sends one value for many rows: as messages of their own, or as Python objects, a
    million rows would take minutes.
    """
    packed = f"SELECT string_agg(record_send(t), '') FROM ({sql}) AS t (number"
    names = "".join(f", c{at}" for at in range(1, count))
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        statement = f"{packed}{names}) GROUP BY number >> {ROWS_BITS}".encode()
        cursor.execute(statement, parameters, binary=True)
        data = b"".join(part for (part,) in cursor.fetchall())
    fields = [part for at in range(count) for part in ((f"h{at}", ">i8"), (f"v{at}", ">i8"))]
    rows = np.frombuffer(data, np.dtype([("n", ">i4"), *fields]))
    return [rows[f"v{at}"].astype(np.int64) for at in range(count)]
