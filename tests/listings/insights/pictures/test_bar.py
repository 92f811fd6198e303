"""Range bars: where things lie, and that they need no inline style."""

from decimal import Decimal

import pytest

from listings.insights.pictures import Scale, range_bar, scale_of


@pytest.mark.parametrize(
    ("amounts", "low", "high"),
    [
        ([160_000, 225_000], 160_000, 230_000),
        ([118_000, 350_000], 100_000, 350_000),
        ([89_500, 90_000], 89_500, 90_000),
        ([90_000], 80_000, 100_000),
        ([45, 47.5], 45, 47.5),
    ],
)
def test_a_scale_has_round_ends_that_hold_every_amount(
    amounts: list[float], low: float, high: float
) -> None:
    scale = scale_of(Decimal(str(amount)) for amount in amounts)
    assert scale == Scale(Decimal(str(low)), Decimal(str(high)))


def test_no_amounts_have_no_scale() -> None:
    assert scale_of([None]) is None


def test_a_bar_says_in_per_cent_where_range_and_median_lie() -> None:
    scale = Scale(Decimal(100), Decimal(200))
    bar = range_bar(scale, Decimal(110), Decimal(150), Decimal(130))
    assert 'x="10.00%"' in bar
    assert 'width="40.00%"' in bar
    assert 'x1="30.00%"' in bar
    assert "style" not in bar
    assert 'aria-hidden="true"' in bar


def test_a_median_alone_is_a_mark_without_a_range() -> None:
    bar = range_bar(Scale(Decimal(100), Decimal(200)), None, None, Decimal(130))
    assert "rect" not in bar
