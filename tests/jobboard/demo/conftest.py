from dataclasses import replace
from pathlib import Path

import pytest

import jobboard.demo
from jobboard.content.load import load_pack
from jobboard.demo.catalogue import Catalogue, catalogue

PACK = Path(jobboard.demo.__file__).parent / "pack"


def load_demo_pack() -> None:
    load_pack(PACK, is_demo=True)


def with_arrivals(*a_week: int) -> Catalogue:
    full = catalogue()
    arrivals = {"a_week": list(a_week), "history_share": 0.3}
    return replace(full, shapes={**full.shapes, "arrivals": arrivals})


def few_a_day() -> Catalogue:
    """All content with few postings a day: the same market, quicker to write."""
    return with_arrivals(3, 3, 3, 3, 3, 1, 1)


@pytest.fixture(scope="session")
def content() -> Catalogue:
    return few_a_day()


@pytest.fixture(scope="session")
def sparse() -> Catalogue:
    """One posting a day, for what is loaded several times or only has to be there."""
    return with_arrivals(1, 1, 1, 1, 1, 1, 1)
