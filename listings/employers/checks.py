"""What checks find in a draft: hints on title and text, and what laws want said of pay.

A finding stands beside its field in the form and in the editors' review; none refuses a posting.
A law's rule applies where the draft names a place, or a country that it may be worked from, within
its reach. No legal advice.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.migrations import Migration
from django.utils.html import strip_tags

from jobboard.site import dates
from listings.employers.drafts import DraftReading, read_posting
from listings.models import Listing, PayTransparencyRule, Place, RemoteScope
from listings.models.pay import Disclosure, Moment
from listings.reading.countries import label, named_with_regions
from listings.reading.title_parts import normalize_title, title_words
from listings.reading.words import fold, tokens

FILE = Path(__file__).with_name("pay_transparency.toml")
FIRST_WITH_RULES = ("listings", "0023_four_pay_transparency_rules")


def add_first_rules(
    plan: Iterable[tuple[Migration, bool]] = (),
    using: str = "default",
    apps: Apps = current_apps,
    **_: object,
) -> None:
    """Add the file's rules to a database that has just got their table: a receiver of post_migrate.

    Later on nothing is added, so that a rule that editors deleted stays away.
    """
    made = {(one.app_label, one.name) for one, is_backwards in plan if not is_backwards}
    if FIRST_WITH_RULES not in made:
        return
    model = apps.get_model("listings", "PayTransparencyRule")  # as the last migration left it
    model._default_manager.using(using).bulk_create(model(**rule) for rule in rules_of(FILE))


def rules_of(path: Path) -> list[dict[str, Any]]:
    """The fields of each rule in a file, switched on and with the day of their check."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    given = {"checked_on": content["checked_on"], "is_on": True}
    return [given | rule for rule in content["rule"]]


SHORT_TEXT = 400  # characters
FEW_LETTERS = 8
MOST_CAPITALS = 0.6  # of all letters
PICTURES = frozenset({"So", "Sk", "Cs", "Co"})
KEPT_SIGNS = frozenset("^`´¨¯¸")
# of HTML, as it comes with a text that was copied out of a page or a mail
TAG = re.compile(
    r"</?(?:p|div|span|br|ul|ol|li|b|i|strong|em|h[1-6]|font|table|td|tr)\b[^<>]{0,80}>"
)
PAY_IN_TITLE = re.compile(r"[$€£¥₹]\s?\d|(?<![\d,.])\d[\d,.]*+\s?(?:[kK]\b|[$€£¥₹])")
ONGOING = re.compile(
    r"\b(?:ongoing|rolling) basis\b|\bno (?:fixed )?deadline\b|\buntil filled\b", re.IGNORECASE
)

type Data = Mapping[str, Any]


class FindingLevel(StrEnum):
    HINT = "hint"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """``field`` is a name of the form; ``rule`` is the source as shown, or empty.

    ``url`` leads to what the text speaks of.
    """

    field: str
    level: FindingLevel
    text: str
    rule: str = ""
    url: str = ""


def findings(data: Data) -> list[Finding]:
    """Return what all checks find in the form's clean data, which may lack any field."""
    return [*hints(data), *transparency(data)]


def hints(data: Data) -> Iterator[Finding]:
    """Return hints on title and text; one query where ``data`` holds the reading."""
    title = data.get("title") or ""
    if title:
        yield from (_hint("title", text) for text in title_hints(title, data))
        yield from same_opening(data)
    typed = data.get("description") or ""
    if tag := TAG.search(typed):
        yield _hint("description", f"Readers see “{tag[0]}” as it stands: take tags out.")
    description = strip_tags(typed)
    if description:
        yield from (_hint("description", text) for text in text_hints(description))


def title_hints(title: str, data: Data) -> Iterator[str]:
    """Yield a text for each thing in a title that has a field of its own."""
    reading: DraftReading = data.get("reading") or read_posting(data)
    if is_shouted(title):
        yield "Capitals are hard to read; write the title as you would in a sentence."
    if any(is_picture(letter) for letter in title):
        yield "Search engines may leave pictures out; words say it better."
    if PAY_IN_TITLE.search(title):
        yield "Pay has its own field and stands right under the title."
    if place := place_in(title, data):
        yield f"“{place}” is shown beside the title anyway, from the fields of place and workplace."
    if reading.level:
        yield "The level has its own field; readers filter by it, so the title can do without."
    if len(reading.title_roles) > 1:
        names = dict(reading.roles)
        roles = " and ".join(names[slug] for slug in reading.title_roles[:2])
        yield f"{roles} in one posting: two postings find more of the right people."


def text_hints(text: str) -> Iterator[str]:
    """Yield a text for each thing that makes a description hard to use."""
    if len(text) < SHORT_TEXT:
        yield (
            f"{len(text)} characters. A day’s work, the team and what you ask for make people"
            f" apply; {SHORT_TEXT} are a start."
        )
    if is_shouted(text):
        yield "Mostly capitals: readers skip what looks like shouting."


def same_opening(data: Data) -> Iterator[Finding]:
    """Yield a hint at a live posting of the same company and title; one query."""
    company = fold(data.get("company_name") or "")
    live = Listing.objects.live().filter(
        company__sort_name=company, normalized_title=normalize_title(data["title"])
    )
    if company and (one := live.order_by("-posted_at", "-pk").first()):
        text = f"“{one.title}” of {one.company} is open here already. Edit that one?"
        yield Finding("title", FindingLevel.HINT, text, url=one.get_absolute_url())


def place_in(title: str, data: Data) -> str:
    """Return the place or workplace that a title names, as people write it."""
    words = tokens(title)
    for workplace in title_words()["workplace"]:
        if workplace in words:
            return workplace
    folded = f" {' '.join(words)} "
    for place in data.get("places") or ():
        if place.city and f" {' '.join(tokens(place.city))} " in folded:
            return place.city
    return next((label(code) for code in named_with_regions(title)), "")


def is_shouted(text: str) -> bool:
    """Tell whether most letters are capitals; short texts ("SRE", "HR") do not count."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) > FEW_LETTERS and capitals > MOST_CAPITALS * len(letters)


def is_picture(letter: str) -> bool:
    return unicodedata.category(letter) in PICTURES and letter not in KEPT_SIGNS


def _hint(field: str, text: str) -> Finding:
    return Finding(field, FindingLevel.HINT, text)


def transparency(data: Data) -> Iterator[Finding]:
    """Yield what is missing under the rules in force; at most one query."""
    if not data.get("places") and not data.get("remote_scope"):
        return
    for rule in PayTransparencyRule.objects.in_force():
        yield from rule_findings(rule, data)


def rule_findings(rule: PayTransparencyRule, data: Data) -> Iterator[Finding]:
    """Yield what ``data`` lacks under one rule; nothing where the rule does not apply."""
    reason = reach(rule, data)
    if not reason or rule.spares(data.get("company_size", "")):
        return
    level = FindingLevel.WARNING if rule.moment == Moment.ADVERTISEMENT else FindingLevel.HINT
    for demand in rule.demands:
        field, missing = MISSING[Disclosure(demand)](data)
        if field:
            yield Finding(field, level, f"{missing} {rule_in_words(rule, reason)}", rule=str(rule))


def rule_in_words(rule: PayTransparencyRule, reason: str) -> str:
    """Return why the rule is named, in a sentence or two."""
    when = f"since {dates.long(rule.since_on)}"
    size = f", for employers of {rule.employees_from:,} or more" if rule.employees_from > 1 else ""
    wants = "wants it in the advertisement"
    if rule.moment == Moment.INTERVIEW:
        wants = "wants it told before the interview; here is the simplest place"
    return f"{rule.jurisdiction} ({rule.law}, {when}{size}) {wants}: {reason}."


def reach(rule: PayTransparencyRule, data: Data) -> str:
    """Return why a rule may apply to a draft, or an empty text."""
    for place in data.get("places") or ():
        if lies_in(place, rule):
            return f"the posting names {place.label}"
    scope = data.get("remote_scope") or ""
    countries = set(data.get("remote_countries") or ())
    if scope == RemoteScope.ANYWHERE or countries & rule.countries:
        return "remote work is open to people there"
    return ""


def lies_in(place: Place, rule: PayTransparencyRule) -> bool:
    """Tell whether a place lies where a rule holds; a country is not taken for its region."""
    if rule.region_code:
        return place.region_code == rule.region_code
    return place.country in rule.countries


def _missing_pay(data: Data) -> tuple[str, str]:
    pay = data.get("pay")
    if pay is None:
        return ("", "") if data.get("is_pay_typed") else ("pay_minimum", "Pay is missing.")
    if pay.minimum is None or pay.maximum is None:
        field = "pay_maximum" if pay.maximum is None else "pay_minimum"
        return field, "The range is open; give both ends, or one fixed amount."
    return "", ""


def _missing_other_pay(data: Data) -> tuple[str, str]:
    if data.get("pay_bonus") or data.get("pay_equity") or data.get("pay_note"):
        return "", ""
    return "pay_bonus", "If there is a bonus, a commission or equity, describe it."


def _missing_benefits(data: Data) -> tuple[str, str]:
    return ("", "") if data.get("benefits") else ("benefits", "Benefits are not described.")


def _missing_last_day(data: Data) -> tuple[str, str]:
    if data.get("apply_by_on") or ONGOING.search(data.get("description") or ""):
        return "", ""
    return "apply_by_on", (
        "The last day to apply is missing; without one, write that you take applications on an "
        "ongoing basis."
    )


MISSING: Mapping[Disclosure, Callable[[Data], tuple[str, str]]] = {
    Disclosure.PAY: _missing_pay,
    Disclosure.OTHER_PAY: _missing_other_pay,
    Disclosure.BENEFITS: _missing_benefits,
    Disclosure.LAST_DAY: _missing_last_day,
}
