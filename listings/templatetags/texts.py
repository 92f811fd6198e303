"""``lang`` and ``dir`` of employers' texts, where they are not in the page's own language."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from listings.models import Listing
from listings.reading.descriptions import without_heading_gaps
from listings.reading.language import detect_language, direction, is_written_in

register = template.Library()

MOST_REMEMBERED = 2_000  # texts whose language was detected while a page was made


def page_language() -> str:
    return settings.LANGUAGE_CODE.partition("-")[0]


@register.filter
def titled(listing: Listing) -> SafeString:
    """The title, in a span of its own language where that is not the page's.

    A job title is often English in a posting of another language: where the title is not written
    in the script of the posting's language, only its direction is left to the browser.
    """
    return in_own_language(listing, SafeString(escape(listing.title)))


def in_own_language(listing: Listing, title: SafeString) -> SafeString:
    """The same for a title that is HTML already: with marks."""
    language = listing.language or page_language()
    attributes = _attributes(language if is_written_in(listing.title, language) else "")
    return format_html("<span{}>{}</span>", attributes, title) if attributes else title


@register.filter
def spoken(listing: Listing) -> SafeString:
    """Attributes of an element that holds the employer's text: `` lang="ar" dir="rtl"``."""
    return _attributes(listing.language)


@register.filter
def fitted(description: str) -> SafeString:
    """An employer's clean HTML as part of a page.

    Tables can be scrolled by the keyboard where they are wide; no heading skips a level.
    """
    description = without_heading_gaps(description)
    return mark_safe(description.replace("<table", '<table tabindex="0"'))  # noqa: S308 (cleaned)


@register.filter
def language_of(text: str) -> SafeString:
    """The same for a text whose language nobody has noted: a company's description."""
    return _attributes(_detected(text)) if text else SafeString("")


_detected = lru_cache(MOST_REMEMBERED)(detect_language)


def _attributes(language: str) -> SafeString:
    if language == page_language():
        return SafeString("")
    if not language:
        return SafeString(' dir="auto"')
    return format_html(' lang="{}" dir="{}"', language, direction(language))
