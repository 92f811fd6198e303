"""Pay reaches an amount: the same as looking at every posting."""

import numpy as np
import pytest

from listings.search.index.pay import BLOCK, PaidDocuments
from listings.search.index.vocabulary import letters

CURRENCIES = ("CHF", "EUR", "USD")
SIZE = 5 * BLOCK
PICK = np.random.default_rng(3)
CURRENCY = np.array([letters(one) for one in CURRENCIES])[PICK.choice(3, SIZE, p=[0.01, 0.2, 0.79])]
TOP = np.where(PICK.random(SIZE) < 0.9, PICK.integers(0, 100, SIZE), -1)


@pytest.fixture(scope="module")
def paid() -> PaidDocuments:
    return PaidDocuments({"currency": CURRENCY, "top": TOP})


@pytest.mark.parametrize(
    "least",
    [
        {},
        {"USD": 0},
        {"USD": 37, "EUR": 60},
        {"CHF": 50, "EUR": 99, "USD": 100},
        {"CHF": 5, "EUR": 5, "USD": 99},
        {"JPY": 1},
    ],
)
def test_what_reaches_an_amount_of_each_currency(
    paid: PaidDocuments, least: dict[str, int]
) -> None:
    found = np.zeros(SIZE, bool)
    for currency, amount in least.items():
        found |= (letters(currency) == CURRENCY) & (amount <= TOP) & (TOP >= 0)
    assert list(paid.reaching(least)) == np.flatnonzero(found).tolist()


@pytest.mark.parametrize("currencies", [(), ("USD",), ("CHF", "EUR"), CURRENCIES, ("JPY",)])
def test_what_is_paid_in_some_currencies(paid: PaidDocuments, currencies: tuple[str, ...]) -> None:
    found = np.isin(CURRENCY, [letters(one) for one in currencies]) & (TOP >= 0)
    assert list(paid.paid_in(currencies)) == np.flatnonzero(found).tolist()
