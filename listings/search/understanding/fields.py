"""Fields of work: words that mean titles which are written otherwise (``data/fields.toml``).

"Vertrieb" and "ventas" mean titles with "sales", too; "data people" those with "data". What a
``heading`` stands before is told in texts rather: a four-day week.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from listings.reading.data import content as data_file
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import folded

NO_LEVEL = "none"


@cache
def fields() -> tuple[tuple[str, Meaning], ...]:
    """Phrases with the titles that each means; of a compound also the level that it says."""
    return tuple(pair for row in _content()["field"] for pair in _of_field(row))


def is_field(meaning: Meaning | None) -> bool:
    """Whether a meaning is that of a field: behind "Leiter" it stays one."""
    return meaning is not None and meaning.titles in _titles_of_fields()


@cache
def _titles_of_fields() -> frozenset[tuple[str, ...]]:
    return frozenset(meaning.titles for _, meaning in fields())


def _of_field(row: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    compounds = [*_compounds(row)]
    titles = (*map(folded, row["titles"]), *(phrase for phrase, _ in compounds))
    first = tuple(map(folded, row.get("first", ())))
    meaning = Meaning(
        "title",
        titles[0],
        row["name"],
        titles=tuple(dict.fromkeys(titles)),
        first=first,
        heading=row.get("heading", ""),
    )
    people = [
        f"{name} {word}" for name in row.get("people", ()) for word in _content()["people"]["words"]
    ]
    own = titles if "heading" in row else ()
    for phrase in (*row["typed"], *people, *own):
        yield folded(phrase), meaning
    for phrase, level in compounds:
        yield phrase, meaning._replace(also=(("level", level),) if level else ())


def _compounds(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Compounds of a field, with their levels: Vertriebsleiter."""
    for level, ends in _content()["compounds"].items():
        for beginning in row.get("compounds", ()):
            for end in ends:
                yield folded(f"{beginning}{end}"), "" if level == NO_LEVEL else level


def _content() -> dict[str, Any]:
    return data_file("fields.toml")
