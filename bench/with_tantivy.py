"""The same market and the same searches in Tantivy, in this process."""

from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from bench.market import Market
from bench.search_cases import Asked, key_of
from listings.search.counts import MOST_BESIDE, PAGE_SIZE
from listings.search.filterset import COLUMN_FACETS
from listings.search.index.vocabulary import letters

FACETS = ("role", "skill", "company", "level", "workplace", "type", "country", "place")
COLUMNS = ("company", "level")


class Tantivy:
    """An index of one market in a folder."""

    def __init__(self, market: Market, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in (*FACETS, "posted"):
            builder.add_integer_field(name, indexed=True, fast=True)
        builder.add_text_field("title")
        self.schema = builder.build()
        folder.mkdir()
        self.index = tantivy.Index(self.schema, str(folder))
        self._fill(market)
        self.searcher = self.index.searcher()

    def _fill(self, market: Market) -> None:
        values = {name: _by_posting(market, name) for name in FACETS}
        words = market.rows.vocabulary.words()
        titles = _titles(market)
        writer = self.index.writer(heap_size=200_000_000, num_threads=1)
        for at, posted in enumerate(market.rows.columns["posted"].tolist()):
            document = tantivy.Document()
            document.add_integer("posted", posted)
            for name in FACETS:
                for value in values[name][at].tolist():
                    document.add_integer(name, value)
            document.add_text("title", " ".join(words[code] for code in titles[at].tolist()))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def search(self, asked: Asked) -> int:
        """Find the newest page, the total, and the counts of each facet without its own choice."""
        query = self._query(asked)
        found = self.searcher.search(query, limit=PAGE_SIZE, order_by_field="posted")
        self.searcher.aggregate(query, _terms([name for name in FACETS if name not in asked]))
        for name in asked:
            if name in FACETS:
                rest = self._query({key: keys for key, keys in asked.items() if key != name})
                self.searcher.aggregate(rest, _terms([name]))
        total: int = found.count  # type: ignore[attr-defined]  # its stubs lack it
        return total

    def _query(self, asked: Asked) -> tantivy.Query:
        parts = [self._part(name, keys) for name, keys in asked.items()]
        if not parts:
            return tantivy.Query.all_query()
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _part(self, name: str, keys: list[Any]) -> tantivy.Query:
        is_every = name in ("q", "skill")
        field = {"q": "title", "city": "place"}.get(name, name)
        if name == "country":
            keys = [letters(key) for key in keys]
        elif name in COLUMN_FACETS:
            keys = [key_of(name, key) for key in keys]
        occur = tantivy.Occur.Must if is_every else tantivy.Occur.Should
        terms = [(occur, tantivy.Query.term_query(self.schema, field, key)) for key in keys]
        return tantivy.Query.boolean_query(terms)


def _terms(names: list[str]) -> dict[str, Any]:
    return {name: {"terms": {"field": name, "size": MOST_BESIDE}} for name in names}


def _by_posting(market: Market, name: str) -> list[np.ndarray]:
    """The values of each posting, in the order of their numbers."""
    size = len(market.rows.columns["id"])
    if name in COLUMNS:
        return np.split(market.rows.columns[name], size)
    ids, keys = market.rows.links[name]
    order = np.argsort(ids, kind="stable")
    return np.split(keys[order], np.searchsorted(ids[order], np.arange(2, size + 1)))


def _titles(market: Market) -> list[np.ndarray]:
    """The words of each title as they are written, without stems."""
    ids, codes, places = market.rows.tokens
    words = market.rows.vocabulary.words()
    is_plain = np.array([word.islower() for word in words], bool)
    is_title = ((places & 3) == 3) & is_plain[codes]
    ids, codes = ids[is_title], codes[is_title]
    order = np.argsort(ids, kind="stable")
    size = len(market.rows.columns["id"])
    return np.split(codes[order], np.searchsorted(ids[order], np.arange(2, size + 1)))
