"""Pay that a posting's text states: amounts with their currency, period, kind and place. No Django.

An amount counts that names a currency (or a bare one: ``amounts``), and only where the words
around it speak of pay; what a company has raised, sells, insures or reimburses is none. The words
are content: ``reading/data/pay_phrases.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from listings.pay.amounts import (
    MOST_APART,
    currency_beside,
    currency_of_bare,
    has_currency,
    has_sign,
    is_bare_pay,
    is_of_one_job,
    period_of,
)
from listings.pay.east_asian import east_asian_pay
from listings.pay.labels import (
    BULLETS,
    LONGEST_LABEL,
    label_in_front,
    named_in_front,
    place_behind,
    place_of_one_more,
)
from listings.pay.money import Pay, PayKind, Period, is_same_pay
from listings.pay.patterns import (
    ANY_SIGN,
    IN_TEN_THOUSANDS,
    IN_THOUSANDS,
    LOOSE_COMMA,
    NEXT_OF_LIST,
    ON_TOP,
    OPEN_END,
    PARTS_OF_PAY,
    RANGE,
    RANGE_OF_A_SLIP,
    SENTENCE_END,
    SHORT_COMMA,
    SLIP,
    phrases_of_pay,
)
from listings.pay.typed import TypedPay, UnreadablePayError, read_pay

MOST_CHARACTERS = 50_000  # of a text, from its start
MOST_STATEMENTS = 40
_DIGIT = re.compile("[0-9０-９]")
_RATES = (Period.HOUR, Period.DAY, Period.YEAR)  # that nothing but pay is given by
BEFORE, AFTER = 160, 90  # characters around an amount that say what it is
LONGEST_HEADING = 80
NOWHERE = (-1, 0)


@dataclass(frozen=True, slots=True)
class StatedPay:
    """Pay as a text states it.

    ``start`` and ``end`` are the amount's characters in the text, ``sentence`` the words around it,
    ``written`` the amount itself; ``label`` is what it is for where the text names a place or level
    ("Zone A"), as written.
    """

    pay: Pay
    start: int
    end: int
    sentence: str
    written: str
    label: str = ""


def stated_pay(text: str, currencies: Sequence[str] = ()) -> tuple[StatedPay, ...]:
    """Return what ``text`` states, in its order. Linear in its length.

    ``currencies`` are those of the posting's places: "$" is the first of them that it can mean.
    """
    found: list[StatedPay] = []
    before, at = "", 0
    for line in text[:MOST_CHARACTERS].split("\n"):
        stated = _stated(line, at, before, currencies) if _DIGIT.search(line) else []
        found += stated
        at += len(line) + 1
        if line.strip() and not stated:
            before = line
        if len(found) >= MOST_STATEMENTS:
            break
    return tuple(found[:MOST_STATEMENTS])


def _stated(line: str, at: int, above: str, currencies: Sequence[str]) -> list[StatedPay]:
    """Pay in a line that holds a digit."""
    found = [
        StatedPay(one.pay, at + one.start, at + one.end, line.strip(), line[one.start : one.end])
        for one in east_asian_pay(line, above, currencies)
    ]
    has_amount = ANY_SIGN.search(line) or currency_of_bare(line, above, currencies)
    if found or not has_amount:
        return found
    return _joined(_of_line(line, at, above, currencies))


def main_pay(stated: Sequence[StatedPay]) -> StatedPay | None:
    """Return what the posting pays; None where the text states several things without a choice.

    Base pay before any other kind. Two different amounts of one kind are of places or levels, and
    no range of the one job; an hour's pay beside a year's may be the same.
    """
    for kind in PayKind:
        of_kind = [one for one in stated if one.pay.kind == kind]
        if of_kind:
            first = of_kind[0]
            return first if all(is_same_pay(first.pay, one.pay) for one in of_kind) else None
    return None


def _of_line(line: str, at: int, above: str, currencies: Sequence[str]) -> Iterator[StatedPay]:
    """Pay in a line; ``above`` is the last one without any, which may be its heading."""
    heading = above if _is_heading(above) else ""
    home = currency_of_bare(line, heading, currencies)
    matches = [
        match
        for match in RANGE.finditer(line)
        if (is_bare_pay(match, below_heading=bool(heading)) if home else has_sign(match))
    ]
    is_after_pay = False
    for place, match in enumerate(matches):
        floor = matches[place - 1].end() if place else 0
        ceiling = matches[place + 1].start() if place + 1 < len(matches) else len(line)
        before = _after_sentence(line[max(floor, match.start() - BEFORE) : match.start()])
        after = SENTENCE_END.split(line[match.end() : min(ceiling, match.end() + AFTER)])[0]
        elsewhere = place_of_one_more(match, before)
        behind = place_behind(match, after)
        label = behind or elsewhere or label_in_front(before) or named_in_front(before, after)
        context = f"{heading} {before}" if label or not before.strip(BULLETS) else before
        context = PARTS_OF_PAY.sub("", context)
        is_slip = not match["last"] and RANGE_OF_A_SLIP.search(before)
        if is_slip or not ((elsewhere and is_after_pay) or _is_pay(match, context, after)):
            continue
        named = home or currency_beside(match)
        if pay := _pay(match, context, after, [named] if named else currencies):
            is_after_pay = True
            sentence = " ".join(f"{before}{match[0]}{after}".split())
            yield StatedPay(
                pay, at + match.start(), at + match.end(), sentence, match[0].strip(), label
            )


def _joined(stated: Iterator[StatedPay]) -> list[StatedPay]:
    """Make one range of "from $90,000 in our lowest market up to $120,000 in our highest"."""
    found: list[StatedPay] = []
    for one in stated:
        last = found[-1] if found else None
        if last and _are_ends(last, one):
            pay = replace(last.pay, maximum=one.pay.maximum)
            sentence = f"{last.sentence} {one.sentence}"
            found[-1] = replace(last, pay=pay, end=one.end, sentence=sentence)
        else:
            found.append(one)
    return found


def _are_ends(first: StatedPay, last: StatedPay) -> bool:
    low, high = first.pay.minimum, last.pay.maximum
    if not (low and high and low <= high) or first.pay.maximum or last.pay.minimum:
        return False
    same = replace(first.pay, minimum=high, maximum=high) == replace(last.pay, minimum=high)
    return same and last.start - first.end <= AFTER


def _is_heading(line: str) -> bool:
    """Whether a short line says that what follows is pay."""
    phrases = phrases_of_pay()
    is_short = len(line) <= LONGEST_HEADING
    return is_short and _last(phrases.pay, line) > _last(phrases.not_pay, line)


def _after_sentence(text: str) -> str:
    return SENTENCE_END.split(text)[-1]


def _is_pay(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the nearest words that speak of money speak of pay.

    Where none does, a rate by the hour, day or year is pay, and so are thirteen payments a year
    and what stands alone: a range, or an amount that can be nothing else.
    """
    phrases = phrases_of_pay()
    if phrases.not_pay_after.match(after) or phrases.not_pay_rate.search(before):
        return False
    pay, other = _last(phrases.pay, before), _last(phrases.not_pay, before)
    if other > pay:
        return False
    if pay > NOWHERE or phrases.pay_after.match(after) or phrases.times_after.match(after):
        return True
    each = match["each_last"] or match["each"] or ""
    is_rate = any(phrases.periods[one].search(each) for one in _RATES)
    is_clear = bool(match["last"]) or _is_clear(match, each, after)
    return is_rate or (is_clear and _stands_alone(before, after))


def _is_clear(match: re.Match[str], each: str, after: str) -> bool:
    """Whether one amount that stands alone is pay: "€ 3.100 a month", "AUD 140,000 + super"."""
    phrases = phrases_of_pay()
    if IN_TEN_THOUSANDS.search(match["first"]):
        return bool(ON_TOP.match(after) and phrases.on_top.match(after.strip()))
    return bool(phrases.periods[Period.MONTH].search(each) and IN_THOUSANDS.search(match["first"]))


def _stands_alone(before: str, after: str) -> bool:
    """Whether a range has no words beside it, or none but what it is for and what comes on top.

    ``Zone A: $90K - $120K``, ``Engineer II ($90K - $120K)``, ``$90K - $120K + equity``.
    """
    if before.endswith("("):
        after = NEXT_OF_LIST.sub(")", after)
    phrases = phrases_of_pay()
    for lead in (phrases.at_least, phrases.up_to, phrases.between, phrases.offers):
        before = lead.sub("", before)
    name, rest = before.strip(BULLETS), after.strip(f"{BULLETS}.,; ()")
    is_next = after.rstrip().endswith(":") and len(rest) <= LONGEST_LABEL
    if rest and not is_next and not phrases.on_top.match(rest):
        return False
    is_named = bool(label_in_front(before) or named_in_front(before, after))
    return not name.strip(" ()") or (is_named and len(name) <= LONGEST_LABEL)


def _last(pattern: re.Pattern[str], text: str) -> tuple[int, int]:
    """Where the last match ends, and how long it is: "variable pay" tells more than "pay"."""
    matches = (match.span() for match in pattern.finditer(text))
    return max(((end, end - start) for start, end in matches), default=NOWHERE)


def _pay(match: re.Match[str], before: str, after: str, currencies: Sequence[str]) -> Pay | None:
    written = " - ".join(one for one in (match["first"], match["last"]) if one)
    written = LOOSE_COMMA.sub("", SLIP.sub("", written)).replace("’", "'")
    if not has_currency(match[0]):
        written += f" {currencies[0]}"
    try:
        typed = _with_thousands(read_pay(written))
    except UnreadablePayError:
        return None
    currency = _currency(typed, f"{before} {after}", currencies)
    each = match["each_last"] or match["each"] or ""
    if not currency:
        return None
    period, payments = period_of(typed, currency, each, before, after)
    if period is None or not is_of_one_job(typed, period, currency):
        return None
    if SHORT_COMMA.search(written) and currency in phrases_of_pay().comma_is_of_thousands:
        return None
    low, high = typed.minimum, typed.maximum
    is_open = bool(OPEN_END.match(after))
    if typed.is_single and phrases_of_pay().up_to.search(before):
        low = None
    elif typed.is_single and (is_open or phrases_of_pay().at_least.search(before)):
        high = None
    kind = _kind(before, OPEN_END.sub("", after))
    return Pay(low, high, currency, period, payments_a_year=payments, kind=kind)


def _with_thousands(typed: TypedPay) -> TypedPay:
    """Mend "170-195,000", whose first amount leaves the thousands to the second."""
    low, high = typed.minimum, typed.maximum
    if low and high and low < 1_000 and low * 1_000 <= high <= low * 1_000 * MOST_APART:
        return replace(typed, minimum=low * 1_000)
    return typed


def _currency(typed: TypedPay, context: str, currencies: Sequence[str]) -> str:
    named = [code for code in typed.currencies if re.search(rf"\b{code}\b", context)]
    usual = [code for code in currencies if code in typed.currencies]
    return next(iter([*named, *usual, *typed.currencies]), "")


def _kind(before: str, after: str) -> PayKind:
    phrases = phrases_of_pay()
    behind = {
        PayKind.ON_TARGET: phrases.on_target_after,
        PayKind.TOTAL: phrases.total_after,
        PayKind.COLLECTIVE: phrases.collective_after,
    }
    for kind, pattern in behind.items():
        if pattern.match(after):
            return kind
    named = {
        PayKind.ON_TARGET: _last(phrases.on_target, before),  # "OTE salary" is no base
        PayKind.BASE: _last(phrases.base, before),
        PayKind.TOTAL: _last(phrases.total, before),
        PayKind.COLLECTIVE: _last(phrases.collective, before),
    }
    nearest = max(named, key=lambda kind: named[kind])
    return nearest if named[nearest] > NOWHERE else PayKind.BASE
