"""Pay as people paste it: ``£450``, ``65.000 €``, ``55–65k``, ``₹6L``, ``1'200.-``. No Django.

Two readings of one text are told apart by one rule: a dot, comma or apostrophe before exactly
three digits parts thousands (``1.234`` and ``4,000`` are above a thousand), before one or two
digits it begins the cents (``45,50``). Of two different signs the last begins the cents.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from listings.pay.money import CURRENCIES, Period
from listings.reading.data import content
from listings.reading.words import fold

LONGEST = 120  # characters that are read of what was typed
LARGEST = Decimal(10) ** 9
LEAST_WITHOUT_SIZE = 1_000  # an end of a range below that shares the other end's "k"

_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,'])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,]([0-9]{1,2}))?\Z")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.([0-9]{1,2}))?\Z")
_PLAIN = re.compile(r"[0-9]+(?:[.,]([0-9]{1,2}))?\Z")
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:[.,'][0-9]+)*)"
    r"|(?P<dash>[-–—~…]+|\.\.+)"
    r"|(?P<plus>\+)"
    r"|(?P<word>(?![kK]\$)[^\W\d_]+\$|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s])"
)
# "1 200" and "12 00 000": spaces inside a number, where three digits follow at its end.
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9])|[0-9]{2} [0-9]{3}(?![0-9]))")
# "65 TEUR", "60k€": a size that stands against its currency.
_SIZE_OF_SIGN = re.compile(r"(?<=[0-9 ])([kKT])(?=(?:EUR|CHF|USD|GBP|SEK|PLN)(?![^\W\d_]))")
_NO_CENTS = re.compile(r"(?<=[0-9])[.,](?:[-–—]{1,2}|00[-–—])(?! ?[^\W\d_]{0,3}[$€£]? ?[0-9])")


class UnreadablePayError(ValueError):
    """The text is no pay; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class TypedPay:
    """What a text says. ``currencies`` are those that it can mean, the likeliest first."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currencies: tuple[str, ...] = ()
    period: Period | None = None

    @property
    def is_single(self) -> bool:
        """Whether it is one amount, without "from" or "up to"."""
        return self.minimum is not None and self.minimum == self.maximum


@dataclass(slots=True)
class _Found:
    numbers: list[tuple[Decimal, int]] = field(default_factory=list)  # amount, size
    currencies: list[tuple[str, ...]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    is_from: bool = False
    is_up_to: bool = False
    has_dash: bool = False


def read_pay(text: str) -> TypedPay:
    """Return what a text says of pay. Raises ``UnreadablePayError``; linear in its length."""
    if len(text) > LONGEST:
        raise UnreadablePayError(f"“{text[:40]}…” is too long for an amount.")
    found = _Found()
    for kind, piece in _pieces(_plain(text)):
        _take(found, kind, piece, text)
    return _result(found, text)


def named_currencies(text: str) -> tuple[str, ...]:
    """Return what a sign, word or code for a currency can mean; () where it is none."""
    return _currencies(text.strip().strip(".").casefold())


def _plain(text: str) -> str:
    """One line in its usual signs: no-break and thin spaces, typographic apostrophes, ``.-``."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'")
    text = _NO_CENTS.sub("", _SPACED.sub("", " ".join(text.split())))
    text = _SIZE_OF_SIGN.sub(r"\1 ", text)
    for written, meant in _words()["abbreviations"].items():
        text = re.sub(rf"(?<!\w){re.escape(written)}", meant, text, flags=re.IGNORECASE)
    return text


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "", match[0]


def _take(found: _Found, kind: str, piece: str, text: str) -> None:
    if kind == "number":
        found.numbers.append((_number(piece, text), 1))
    elif kind == "dash" and found.numbers:
        found.has_dash = True
    elif kind == "plus":
        found.is_from = True
    elif not _take_word(found, piece.casefold(), piece):
        raise UnreadablePayError(f"“{text[:40]}” is no amount; write it as 60,000 or 45.50.")


def _take_word(found: _Found, word: str, written: str) -> bool:
    words = _words()
    size = words["sizes"].get(word)
    if size and found.numbers and found.numbers[-1][1] == 1:
        found.numbers[-1] = (found.numbers[-1][0], size)
        if word == "l":
            found.currencies.append(("INR",))
    elif currencies := _currencies(word):
        found.currencies.append(currencies)
    elif word in words["period_of"]:
        found.periods.append(words["period_of"][word])
    elif word in words["between"] and found.numbers:
        found.has_dash = True
    elif word in words["from"]:
        found.is_from = True
    elif word in words["up_to"]:
        found.is_up_to = True
    return bool(size or currencies or word in words["known"] or written in "/.,()≈~:*")


def _currencies(word: str) -> tuple[str, ...]:
    code = word.upper()
    return (code,) if code in CURRENCIES else tuple(_words()["currencies"].get(word, ()))


def _number(piece: str, text: str) -> Decimal:
    for pattern, cents in ((_GROUPED, 2), (_INDIAN, 1), (_PLAIN, 1)):
        if match := pattern.match(piece):
            part = match[cents]
            whole = piece[: -len(part) - 1] if part else piece
            if pattern is not _PLAIN and whole.startswith("0"):
                continue
            return Decimal(re.sub(r"[.,']", "", whole) + (f".{part}" if part else ""))
    raise UnreadablePayError(f"“{text[:40]}” is no amount; write it as 60,000 or 45.50.")


def _result(found: _Found, text: str) -> TypedPay:
    amounts = _amounts(found.numbers)
    if not amounts:
        raise UnreadablePayError(f"“{text[:40]}” is no amount; write it as 60,000 or 45.50.")
    if len(amounts) > 2 or (len(amounts) == 2 and not (found.has_dash or found.is_from)):
        raise UnreadablePayError(f"“{text[:40]}” holds several amounts; one or a range is right.")
    if any(amount <= 0 for amount in amounts):
        raise UnreadablePayError("An amount is above 0; leave the field empty if there is none.")
    if any(amount >= LARGEST for amount in amounts):
        raise UnreadablePayError(f"“{text[:40]}” is more than a posting can hold.")
    low: Decimal | None = amounts[0].quantize(Decimal("0.01"))
    high: Decimal | None = amounts[-1].quantize(Decimal("0.01"))
    if len(amounts) == 1:
        low, high = (None if found.is_up_to else low), (None if found.is_from else high)
    return TypedPay(low, high, _common(found.currencies, text), _period(found.periods, text))


def _amounts(numbers: list[tuple[Decimal, int]]) -> list[Decimal]:
    """In ``55–65k`` and ``55k–65`` the size stands for both ends."""
    sizes = [size for _, size in numbers]
    if len(numbers) == 2 and 1 in sizes:
        size = max(sizes)
        other = numbers[sizes.index(1)][0]
        if other < LEAST_WITHOUT_SIZE:
            sizes = [size, size]
    return [amount * size for (amount, _), size in zip(numbers, sizes, strict=True)]


def _common(currencies: list[tuple[str, ...]], text: str) -> tuple[str, ...]:
    """What all signs of the text agree on: ``$`` and ``CAD`` are CAD."""
    if not currencies:
        return ()
    common = tuple(c for c in currencies[0] if all(c in other for other in currencies[1:]))
    if not common:
        raise UnreadablePayError(f"“{text[:40]}” names two currencies; which one is it?")
    return common


def _period(periods: list[Period], text: str) -> Period | None:
    if len(set(periods)) > 1:
        raise UnreadablePayError(f"“{text[:40]}” names two periods; which one is it?")
    return periods[0] if periods else None


@cache
def _words() -> dict[str, Any]:
    raw = content("pay_words.toml")
    period_of = {
        spelling: Period(name)
        for name, words in raw["periods"].items()
        for word in words
        for spelling in (word, fold(word))  # searches are read without marks
    }
    bounds = {
        name: {phrase.split()[0] for phrase in words} for name, words in raw["bounds"].items()
    }
    rest = {word for words in raw["bounds"].values() for phrase in words for word in phrase.split()}
    return {
        "abbreviations": raw["abbreviations"],
        "sizes": raw["sizes"],
        "currencies": raw["currencies"],
        "period_of": period_of,
        "from": bounds["from"],
        "up_to": bounds["up_to"],
        "between": bounds["between"],
        "known": {*rest, *period_of, *raw["currencies"]},
    }
