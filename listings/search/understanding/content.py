"""The content files of words that searches are read by, loaded once."""

import tomllib
from functools import cache
from typing import Any

from listings.reading.countries import DATA
from listings.reading.phrases import content as data_file


def content() -> dict[str, Any]:
    """Words of workplace, level, type, pay and fillers: see the file."""
    return data_file("query_words.toml")


def occupations() -> list[dict[str, Any]]:
    """Names of occupations in several languages: ``name``, ``means``, ``also``, ``typed``."""
    found: list[dict[str, Any]] = data_file("occupations.toml")["occupation"]
    return found


@cache
def common_words() -> frozenset[str]:
    """Words that postings write in small letters: a name that is one of them may mean the word."""
    lines = (DATA / "common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def words_of(table: str, name: str) -> frozenset[str]:
    """A list of the words file as a set."""
    return frozenset(content()[table][name])


def areas() -> dict[str, str]:
    """Names of areas → the region (ISO 3166-2) or country that holds them."""
    file = DATA / "place_names.toml"
    found: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["areas"]
    return found


def regions() -> dict[str, dict[str, Any]]:
    """Regions by their code (ISO 3166-2): ``name``, ``also``, ``abbreviation``."""
    return data_file("regions.toml")
