"""What a kind colleague would say of a draft. Nothing here refuses it: rules do that elsewhere."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import strip_tags

from listings.employers.findings import Finding, Level
from listings.employers.reading import Reading, read_posting
from listings.models import Listing
from listings.reading.countries import label, named_with_regions
from listings.reading.title_parts import title_words
from listings.reading.titles import normalize_title
from listings.reading.words import fold, tokens

type Data = Mapping[str, Any]

SHORT_TEXT = 400  # characters; below that a reader learns little
FEW_LETTERS = 8
MOST_CAPITALS = 0.6  # of all letters
PICTURES = frozenset({"So", "Sk", "Cs", "Co"})
KEPT_SIGNS = frozenset("^`´¨¯¸")
PAY_IN_TITLE = re.compile(r"[$€£¥₹]\s?\d|(?<![\d,.])\d[\d,.]*+\s?(?:[kK]\b|[$€£¥₹])")


def check(data: Data) -> Iterator[Finding]:
    """Return hints on title and text; one query where the form has read them already."""
    title = data.get("title") or ""
    if title:
        yield from (_hint("title", text) for text in of_title(title, data))
        yield from same_opening(data)
    description = strip_tags(data.get("description") or "")
    if description:
        yield from (_hint("description", text) for text in of_text(description))


def of_title(title: str, data: Data) -> Iterator[str]:
    """Say what stands in a title that has a field of its own."""
    reading: Reading = data.get("reading") or read_posting(data)
    if is_shouted(title):
        yield "Capitals are hard to read; write the title as you would in a sentence."
    if any(is_picture(letter) for letter in title):
        yield "Pictures are left out in feeds and mails; words say it better."
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


def of_text(text: str) -> Iterator[str]:
    """Say what makes a description hard to use."""
    if len(text) < SHORT_TEXT:
        yield (
            f"{len(text)} characters. A day’s work, the team and what you ask for make people"
            f" apply; {SHORT_TEXT} are a start."
        )
    if is_shouted(text):
        yield "Mostly capitals: readers skip what looks like shouting."


def same_opening(data: Data) -> Iterator[Finding]:
    """Point to an open posting of the same company that looks the same; one query."""
    company = fold(data.get("company_name") or "")
    live = Listing.objects.live().filter(
        company__sort_name=company, normalized_title=normalize_title(data["title"])
    )
    if company and (one := live.order_by("-posted_at", "-pk").first()):
        text = f"“{one.title}” of {one.company} is open here already. Edit that one?"
        yield Finding("title", Level.HINT, text, url=one.get_absolute_url())


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
    return Finding(field, Level.HINT, text)
