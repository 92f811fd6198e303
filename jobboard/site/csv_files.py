"""Tables as CSV, in which no cell is a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "|", "%")
"""What a spreadsheet runs begins with one of these, whatever space stands before it (CWE-1236); by
``|`` and ``%`` programs have been started. Some take the wide forms of East Asia (＝) for the same.
"""

_UNSEEN = re.compile(r"\A[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]+")


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a table as a file to save, the names of its columns first."""
    return HttpResponse(
        csv_lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class PseudoBuffer:
    """A file for ``csv`` that returns what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Return a line for each row, made while it is asked for."""
    writer = csv.writer(PseudoBuffer())
    return (str(writer.writerow(map(_no_formula, row))) for row in rows)


def _no_formula(cell: object) -> object:
    """Return the cell; a text that a spreadsheet would run gets an apostrophe."""
    if not isinstance(cell, str):
        return cell
    first = normalize("NFKC", _UNSEEN.sub("", cell)[:1])
    return f"'{cell}" if first in FORMULA else cell
