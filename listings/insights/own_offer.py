"""Somebody's own offer beside what is posted: how many midpoints it is above. Kept nowhere."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from listings.insights.pay_cells import MIN_FOR_INTERVAL
from listings.pay.money import full_amount
from listings.search.form_fields import Rejected, plain

LEAST, MOST = Decimal(100), Decimal(10) ** 10
WRONG = "is no amount of a year, such as 95000"
# digits, alone or in threes, then cents or not, then a K or not
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,'’\s]\d{3})+|\d+)([.,]\d{1,2})?\s?([kK])?")


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """``typed`` is what the field shows; ``amount`` is None where that is no amount."""

    typed: str = ""
    amount: Decimal | None = None
    rejected: tuple[Rejected, ...] = ()


def offer_in(query: QueryDict) -> OwnOffer:
    """Read ``offer``; of several the first counts and the others are named."""
    typed = [text for text in map(plain, query.getlist("offer")) if text]
    if not typed:
        return OwnOffer()
    first, *others = typed
    amount = _amount(first)
    rejected = [Rejected("offer", text, "is one too many: only one at a time") for text in others]
    if amount is None:
        rejected.insert(0, Rejected("offer", first, WRONG))
    return OwnOffer(first[:40], amount, tuple(rejected))


def _amount(text: str) -> Decimal | None:
    found = _AMOUNT.fullmatch(text) if text.isascii() or "’" in text else None
    if found is None:
        return None
    whole = re.sub(r"\D", "", found[1])
    cents = (found[2] or "").replace(",", ".")
    amount = Decimal(whole + cents) * (1_000 if found[3] else 1)
    return amount if LEAST <= amount <= MOST else None


def placed(amount: Decimal, midpoints: Sequence[Decimal], currency: str) -> str:
    """Say above how many of ascending ``midpoints`` an amount is, if there are enough."""
    offer, n = f"{currency} {full_amount(amount)}", len(midpoints)
    if n < MIN_FOR_INTERVAL:
        return (
            f"{offer} is drawn as a line. Above how many postings it is, is said from "
            f"{MIN_FOR_INTERVAL} midpoints on: of {n}, one more or less would change too much."
        )
    above, upto = bisect_left(midpoints, amount), bisect_right(midpoints, amount)
    same = f" and the same as {upto - above:,}" if upto > above else ""
    return f"{offer} is above {above:,} of {n:,} midpoints{same}."
