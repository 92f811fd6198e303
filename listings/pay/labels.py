"""What an amount in a text is for, by the words in front of it: a place, a level. No Django.

The words are content: ``reading/data/pay_phrases.toml``.
"""

import re

from listings.pay.patterns import IN_TEN_THOUSANDS, phrases_of_pay

BULLETS = " -–—•*:·💰💵"
LONGEST_LABEL = 60


def named_in_front(before: str, after: str) -> str:
    """What stands before an amount in brackets: ``Engineer II ($90K - $120K)``."""
    name = before.rstrip("( ").strip(BULLETS)
    is_bracketed = before.endswith("(") and after.startswith(")")
    return name if is_bracketed and len(name) <= LONGEST_LABEL else ""


def place_of_one_more(match: re.Match[str], before: str) -> str:
    """The place of a range behind another: "For Texas it is $90,000 – $110,000"."""
    phrases = phrases_of_pay()
    if not (match["last"] and IN_TEN_THOUSANDS.search(match[0])) or phrases.not_pay.search(before):
        return ""
    named = phrases.of_a_place.match(before) or phrases.place_behind.match(before)
    return named["name"].strip(" ,") if named else ""


def place_behind(match: re.Match[str], after: str) -> str:
    """The place that a range says behind itself: "$90,000 to $110,000 in Texas and …"."""
    named = phrases_of_pay().place_behind.match(after) if match["last"] else None
    return named["name"].strip(" ,") if named else ""


def label_in_front(before: str) -> str:
    """What stands before a colon, where it is more than "Salary range"."""
    head, colon, _ = before.strip(" -–•*").partition(":")
    if not colon or len(head) > LONGEST_LABEL:
        return ""
    if phrases_of_pay().pay.search(head) or head.endswith((" is", " are", " of")):
        named = phrases_of_pay().place_of_pay.search(head)
        return named["name"].strip() if named else ""
    return head.strip()
