"""The index of this process."""

import time

from pyroaring import BitMap

from listings.search.index import names, rows
from listings.search.index.part import Part
from listings.search.index.view import Index, View, read_sources


def fresh() -> Index:
    """Read all that the connection sees now into an index of its own."""
    known = names.read()
    part = Part.of_rows(rows.read())
    view = View.of(part, known, read_sources(), BitMap(), time.time_ns() // 1_000)
    return Index((view,))
