"""Shares of samples, with the interval that chance allows for."""

import pytest

from listings.models.snapshot import Share


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (0, 20, 0.0, 0.1611),
        (10, 20, 0.2993, 0.7007),
        (20, 20, 0.8389, 1.0),
        (5, 50, 0.0435, 0.2136),
    ],
)
def test_a_share_has_wilsons_interval(count: int, n: int, low: float, high: float) -> None:
    interval = Share(count=count, n=n, employers=5).interval
    assert interval == pytest.approx((low, high), abs=0.0001)
