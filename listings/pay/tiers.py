"""Pay that a source states apart for several levels or places, and which of it a posting pays."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from listings.pay.money import Pay, PayKind, Period

# "Level 3" and "L5" are an employer's own steps, which say nothing outside of it.
_OWN_STEP = re.compile(r"\b(?:level|grade|band|tier|step|l|p|ic|e) ?[0-9]{1,2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PayTier:
    """One of several amounts: ``label`` and ``text`` as the source writes them.

    ``pay`` is None where the source gives words alone. ``countries`` (ISO 3166-1) and ``level`` are
    empty where the label names none.
    """

    label: str
    text: str
    pay: Pay | None = None
    countries: tuple[str, ...] = ()
    level: str = ""

    def as_json(self) -> dict[str, Any]:
        """The tier as a posting's column keeps it; what is empty is left out."""
        amounts = asdict(self.pay) if self.pay else {}
        for end in ("minimum", "maximum"):
            amounts[end] = str(amounts[end]) if amounts.get(end) is not None else None
        values = asdict(replace(self, pay=None)) | amounts
        kept = {name: value for name, value in values.items() if value}
        return {"label": self.label, "text": self.text} | kept

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "PayTier":
        """The tier that ``as_json`` kept."""
        low, high = (kept.get(end) and Decimal(kept[end]) for end in ("minimum", "maximum"))
        pay = None
        if low or high:
            kind = PayKind(kept.get("kind", PayKind.BASE))
            pay = Pay(low, high, kept["currency"], Period(kept["period"]), kind=kind)
        names = ("label", "text", "level")
        words = {name: kept.get(name, "") for name in names}
        return cls(**words, pay=pay, countries=tuple(kept.get("countries", ())))


def label_of_level(label: str) -> str:
    """The label without an employer's own steps, for the reader of levels."""
    return _OWN_STEP.sub(" ", label)


def of_posting(
    tiers: Sequence[PayTier], title: str, level: str, normalize: Callable[[str], str]
) -> tuple[PayTier, ...]:
    """The tiers of the posting's own title or level; all of them where none names it.

    ``normalize`` makes titles comparable. A posting "Senior Engineer" with tiers "Engineer I",
    "Engineer II" and "Senior Engineer" pays the last.
    """
    own_title = normalize(title)
    same_title = tuple(tier for tier in tiers if normalize(tier.label) == own_title)
    same_level = tuple(tier for tier in tiers if tier.level == level)
    return same_title or same_level or tuple(tiers)


def in_country(tiers: Sequence[PayTier], country: str) -> tuple[PayTier, ...]:
    """The tiers of a country: those that name it; of several without a country, all."""
    named = tuple(tier for tier in tiers if country in tier.countries)
    is_placed = any(tier.countries for tier in tiers)
    return named or (() if is_placed else tuple(tiers))


def shown_tier(tiers: Sequence[PayTier], countries: Collection[str] = ()) -> PayTier | None:
    """The tier whose place is shown of several that differ by place; None without any pay.

    It is the first that names a country of the posting's, else the first.
    """
    priced = [tier for tier in tiers if tier.pay]
    home = next((tier for tier in priced if set(tier.countries) & set(countries)), None)
    return home or next(iter(priced), None)


def pay_of(tiers: Sequence[PayTier], countries: Collection[str] = ()) -> Pay | None:
    """The pay shown of tiers that differ by place: from the lowest to the highest of one country.

    The country is that of ``shown_tier``; of several currencies, the first one's. Each tier is
    shown beside it.
    """
    first = shown_tier(tiers, countries)
    if first is None or first.pay is None:
        return None
    pays = [tier.pay for tier in tiers if tier.pay and tier.countries == first.countries]
    return _span([pay for pay in pays if _unit(pay) == _unit(first.pay)])


def middle(tiers: Sequence[PayTier]) -> Pay | None:
    """The pay that counts for tiers of one level and country: the middle one by its midpoint.

    Of an even number it is the lower of the two in the middle. Zones of one country are one job,
    whose widest range nobody is paid.
    """
    pays = sorted((tier.pay for tier in tiers if tier.pay), key=lambda pay: pay.low + pay.high)
    return pays[(len(pays) - 1) // 2] if pays else None


def _unit(pay: Pay) -> tuple[str, str, str]:
    return pay.currency, pay.period, pay.kind


def _span(pays: Sequence[Pay]) -> Pay:
    minimums = [pay.minimum for pay in pays if pay.minimum is not None]
    maximums = [pay.maximum for pay in pays if pay.maximum is not None]
    return replace(
        pays[0],
        minimum=min(minimums) if len(minimums) == len(pays) else None,
        maximum=max(maximums) if len(maximums) == len(pays) else pays[0].maximum,
    )
