"""What the demo market is made of: employers, kinds of postings and sentences, all content."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from listings.reading.countries import country_code


def seeded(*key: object) -> Random:
    """Return a random generator for ``key``: what is drawn elsewhere changes nothing in it."""
    return Random(":".join(str(part) for part in key))  # noqa: S311 (a demo, no secret)


def happens(rng: Random, percent: float) -> bool:
    return rng.random() * 100 < percent


def pick[T](rng: Random, weights: Mapping[T, float]) -> T:
    """Return one of the keys, at random by their weights."""
    return rng.choices(list(weights), list(weights.values()))[0]


def some[T](rng: Random, items: Sequence[T], least: int, most: int) -> list[T]:
    """Between ``least`` and ``most`` different items, in random order; fewer where fewer exist."""
    return rng.sample(items, min(len(items), rng.randint(least, most)))


def ask_each(rng: Random, percents: Mapping[str, float], least: int, most: int) -> list[str]:
    """Return each key with its percentage as odds, then between ``least`` and ``most`` of them.

    Those that were drawn or missed most narrowly are dropped or added.
    """
    margin = {key: percent - rng.random() * 100 for key, percent in percents.items()}
    nearest = sorted(margin, key=lambda key: -margin[key])
    drawn = sum(1 for value in margin.values() if value > 0)
    return nearest[: max(least, min(most, drawn))]


MARKET = Path(__file__).parent / "market"

type TomlTable = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """An invented company. ``remote`` is the share of its postings that may be done remotely."""

    name: str
    at: tuple[str, ...]
    size: str
    sector: str
    remote: float
    about: str

    @property
    def country(self) -> str:
        return country_of(self.at[0])


@dataclass(frozen=True, slots=True)
class PostingKind:
    """A kind of posting. ``role`` is the slug that its titles must be read as; empty for none.

    ``pay``: thousand US dollars a year at mid level in the United States. ``skills``: of 100
    postings, how many ask for each. ``shared``: sentences of its family.
    """

    role: str
    weight: float
    pay: float
    titles: tuple[str, ...]
    areas: tuple[str, ...]
    skills: dict[str, float]
    duties: tuple[str, ...]
    strengths: tuple[str, ...]
    shared_duties: tuple[str, ...]
    shared_strengths: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    on_site: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All content of the market; a ``TomlTable`` is a file as ``tomllib`` reads it."""

    employers: tuple[DemoEmployer, ...]
    kinds: tuple[PostingKind, ...]
    sectors: TomlTable
    markets: TomlTable
    texts: TomlTable
    shapes: TomlTable
    waiting: TomlTable


@cache
def country_of(place: str) -> str:
    """``Berlin, Germany`` → ``DE``; a city that is a country stands alone."""
    name = place.rpartition(", ")[2]
    code = country_code(name)
    if code is None:
        raise ValueError(f"companies.toml: {place!r} ends in no country that we know.")
    return code


@cache
def catalogue() -> Catalogue:
    """The content of ``market/``, read once."""
    return Catalogue(
        employers=tuple(
            DemoEmployer(**{**row, "at": tuple(row["at"])})
            for row in _read("companies.toml")["companies"]
        ),
        kinds=tuple(kind for path in sorted(MARKET.glob("kinds/*.toml")) for kind in _kinds(path)),
        sectors=_read("sectors.toml"),
        markets=_read("markets.toml"),
        texts=_read("texts.toml"),
        shapes=_read("shapes.toml"),
        waiting=_read("waiting.toml"),
    )


def _kinds(path: Path) -> list[PostingKind]:
    family = _read(str(path.relative_to(MARKET)))
    shared: TomlTable = {f"shared_{name}": tuple(lines) for name, lines in family["shared"].items()}
    return [PostingKind(**shared, **_frozen(row)) for row in family["kind"]]


def _frozen(row: TomlTable) -> TomlTable:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _read(name: str) -> TomlTable:
    return tomllib.loads((MARKET / name).read_text(encoding="utf-8"))
