from dataclasses import replace

import pytest

from jobboard.demo.catalogue import Catalogue, catalogue


@pytest.fixture(scope="session")
def content() -> Catalogue:
    """All content with few postings a day: the same market, quicker to write."""
    full = catalogue()
    arrivals = {"a_week": [3, 3, 3, 3, 3, 1, 1], "history_share": 0.3}
    return replace(full, shapes={**full.shapes, "arrivals": arrivals})
