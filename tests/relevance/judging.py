"""Whether what a search shows is what was asked for."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from jobboard.site import dates
from listings.models.pay import latest_rates
from listings.reading.words import tokens
from tests.relevance.facts import Facts
from tests.relevance.queries import Query

FIRST = 10
SOFT = ("level", "pay")


@dataclass(frozen=True)
class Score:
    """How many of the first results are right, of how many there should be."""

    right: int
    of: int

    @property
    def precision(self) -> float:
        return self.right / self.of if self.of else 0.0


def verdicts(query: Query, postings: Iterable[Facts]) -> list[str]:
    """Say of each "stated", "unstated" or "fine" where it is second best, "" where it is wrong."""
    return [*map(_judge(query), postings)]


def score(query: Query, found: Sequence[str], suggested: Sequence[str], stated: int) -> Score:
    """Precision at ten: a list that is shorter than it could be counts as wrong for the rest.

    ``found``: verdicts of the first ten; ``stated``: how many right openings the board has.
    """
    if query.suggests:
        pattern = phrase(query.suggests)
        return Score(int(any(pattern.search(_padded(one)) for one in suggested)), 1)
    if query.is_empty:
        return Score(int(not found), 1)
    due = min(FIRST, stated)
    unstated = min(found.count("unstated"), FIRST - due)
    right = found.count("stated") + found.count("fine") + unstated
    return Score(right, max(len(found), due))


def _judge(query: Query) -> Callable[[Facts], str]:
    strict = {key: v for key, v in query.conditions.items() if key not in (*SOFT, "fine")}
    fine = query.conditions.get("fine")
    soft = {key: value for key, value in query.conditions.items() if key in SOFT}

    def judge(one: Facts) -> str:
        stated = [(key, value) for key, value in soft.items() if _states(key, one)]
        if not meets(strict, one) or not all(_holds(key, value, one) for key, value in stated):
            return "fine" if fine and meets(fine, one) else ""
        return "stated" if len(stated) == len(soft) else "unstated"

    return judge


def _states(key: str, one: Facts) -> bool:
    return bool(one.level) if key == "level" else one.pay is not None


def meets(conditions: dict[str, Any], one: Facts) -> bool:
    """Whether a posting meets them all; role and title, and city and region, are alternatives."""
    for keys in (("role", "title"), ("city", "region")):
        asked = [key for key in keys if key in conditions]
        if asked and not any(_holds(key, conditions[key], one) for key in asked):
            return False
    alternatives = {"role", "title", "city", "region"}
    return all(_holds(k, v, one) for k, v in conditions.items() if k not in alternatives)


def _holds(key: str, value: Any, one: Facts) -> bool:
    return bool(CONDITIONS[key](value, one))


def _any_in(texts: Iterable[str], within: str) -> bool:
    return any(phrase(text).search(_padded(within)) for text in texts)


def _all_in(texts: Iterable[str], within: str) -> bool:
    return all(phrase(text).search(_padded(within)) for text in texts)


def _has_skill(slug: str, one: Facts) -> bool:
    return slug in one.skills or _any_in([slug.replace("-", " ")], one.title)


def _pay_reaches(amounts: dict[str, int], one: Facts) -> bool:
    rates = latest_of_today()
    return one.pay is not None and all(
        one.pay >= Decimal(least) / rates[currency] for currency, least in amounts.items()
    )


CONDITIONS: dict[str, Callable[[Any, Facts], object]] = {
    "role": lambda value, one: one.roles & set(value),
    "title": lambda value, one: _any_in(value, one.title),
    "not_title": lambda value, one: not _any_in(value, one.title),
    "skill": lambda value, one: all(_has_skill(slug, one) for slug in value),
    "company": lambda value, one: one.company in value,
    "city": lambda value, one: one.cities & set(value),
    "region": lambda value, one: one.regions & set(value),
    "country": lambda value, one: one.is_open_anywhere or one.countries & set(value),
    "workplace": lambda value, one: one.workplaces & set(value),
    "type": lambda value, one: one.types & set(value),
    "level": lambda value, one: one.level in value,
    "pay": _pay_reaches,
    "years": lambda value, one: one.years is not None and value[0] <= one.years <= value[1],
    "not_country": lambda value, one: not one.countries & set(value),
    "not_workplace": lambda value, one: not one.workplaces & set(value),
    "anywhere": lambda value, one: one.is_open_anywhere == value,
    "words": lambda value, one: _all_in(value, one.words),
    "words_any": lambda value, one: _any_in(value, one.words),
    "mentions": lambda value, one: _all_in(value, one.text),
    "any_of": lambda value, one: any(meets(conditions, one) for conditions in value),
}


@cache
def latest_of_today() -> dict[str, Decimal]:
    """Units of each currency for a euro."""
    return {code: rate.per_euro for code, rate in latest_rates(dates.today()).items()}


@cache
def phrase(written: str) -> re.Pattern[str]:
    """A pattern for words one after the other, in a text with a space before and after each."""
    return re.compile(f" {' '.join(map(_pattern, written.split()))} ")


def _pattern(word: str) -> str:
    before = r"\S*" if word.startswith("*") else ""
    after = r"\S*" if word.endswith("*") else ""
    return before + re.escape(" ".join(tokens(word))) + after


def _padded(text: str) -> str:
    return f" {text} "
