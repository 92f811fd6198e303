"""What the invented employers pay: bands from general knowledge, in the money of the place."""

from decimal import Decimal
from random import Random

from jobboard.demo.catalogue import Catalogue, Employer, PostingKind, TomlTable, country_of
from jobboard.demo.seeded_random import happens, seeded
from listings.pay.money import Pay, Period

HOURS, DAYS, MONTHS = 2080, 260, 12


def offer(
    catalogue: Catalogue,
    rng: Random,
    kind: PostingKind,
    *,
    level: str,
    type_: str,
    place: str,
    employer: Employer,
) -> Pay | None:
    """Pay as the employer states it, or None where it states none."""
    market = catalogue.markets[country_of(place)]
    if not happens(rng, market["pay"] * 100):
        return None
    habit = seeded(employer.name).uniform(0.93, 1.08)
    yearly = kind.pay * 1000 * market["factor"] * catalogue.shapes["levels"][level]["pay"] * habit
    yearly *= catalogue.markets["cities"].get(place, 1.0)
    amount, period, payments = _for_period(catalogue.shapes["pay"], market, yearly, type_)
    minimum, maximum = _range(catalogue.shapes["pay"], rng, amount)
    return Pay(minimum, maximum, market["currency"], period, payments)


def _for_period(
    shape: TomlTable, market: TomlTable, yearly: float, type_: str
) -> tuple[float, Period, int | None]:
    """Bring a yearly sum to the period in which such work is paid there."""
    by_hour = market["contract"] == "hour"
    if type_ == "internship":
        hourly = shape["intern_hour"] * market["factor"]
        # where interns are paid by the month, they get about half of an hourly intern's pay
        return (hourly, Period.HOUR, None) if by_hour else (hourly * 90, Period.MONTH, None)
    if type_ in {"contract", "freelance"}:
        rate = yearly * shape["contract_premium"]
        return (rate / HOURS, Period.HOUR, None) if by_hour else (rate / DAYS, Period.DAY, None)
    if market.get("period") == "month":
        payments = market.get("payments")
        return yearly / (payments or MONTHS), Period.MONTH, payments
    return yearly, Period.YEAR, None


def _range(shape: TomlTable, rng: Random, amount: float) -> tuple[Decimal | None, Decimal | None]:
    spread = rng.choice(shape["spread"])
    low, high = _round(amount * (1 - spread)), _round(amount * (1 + spread))
    roll = rng.random() * 100
    for name, result in (
        ("only_from", (low, None)),
        ("only_up_to", (None, high)),
        ("one_sum", (_round(amount), _round(amount))),
        ("wide", (_round(amount * 0.5), _round(amount * 1.7))),
    ):
        roll -= shape[name]
        if roll < 0:
            return result
    return low, high


def _round(amount: float) -> Decimal:
    """To half a unit of the second digit, as people do: 67,342 → 67,500; 425.3 → 425."""
    digits = len(str(int(amount)))
    step = 10 ** (digits - 2) // 2 if digits > 2 else 1
    return Decimal(round(amount / step) * step)
