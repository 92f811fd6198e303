"""``{% load guides %}``: blocks of guides and profiles that are the same on many pages.

Each is drawn once for all that says the same: its template reads nothing but what it is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jobboard.site import dates
from listings.insights.evidence import CountryChoice
from listings.search.form_fields import Rejected
from roles.glance import Glance, GlanceRow
from roles.models import Guide, RoleSection

register = template.Library()

SOURCE = ("url", "title", "figure_year", "accessed_on")


@register.simple_tag
def sources(section: RoleSection | None) -> SafeString:
    """What stands behind a section of a profile, if anything is noted."""
    rows: Iterable[Mapping[str, Any]] = getattr(section, "source_rows", ())
    return _sources(tuple(tuple(row[name] for name in SOURCE) for row in rows))


@lru_cache(2_000)
def _sources(rows: tuple[tuple[Any, ...], ...]) -> SafeString:
    noted = [dict(zip(SOURCE, row, strict=True)) for row in rows]
    for one in noted:
        one["accessed_on"] = date.fromisoformat(one["accessed_on"])
    return render_to_string("guides/_sources.html", {"noted": noted})


@register.simple_tag
def country_choice(country: CountryChoice) -> SafeString:
    """The countries to choose from, and what was asked for and is none."""
    return _countries(tuple(country.options), tuple(country.rejected))


@lru_cache(500)
def _countries(
    options: tuple[tuple[str, str, bool], ...], rejected: tuple[Rejected, ...]
) -> SafeString:
    return render_to_string("guides/_country.html", {"options": options, "rejected": rejected})


@register.simple_tag
def glance_rows(glance: Glance, rows: Sequence[GlanceRow], caption: str) -> SafeString:
    """A table of first answers, one column for each role."""
    heads = tuple((side.letter, side.role.name) for side in glance.sides)
    return _rows(heads, tuple(rows), caption)


@lru_cache(500)
def _rows(
    heads: tuple[tuple[str, str], ...], rows: tuple[GlanceRow, ...], caption: str
) -> SafeString:
    return render_to_string(
        "guides/_glance_rows.html", {"heads": heads, "rows": rows, "caption": caption}
    )


@register.simple_tag
def guide_item(guide: Guide) -> SafeString:
    """A guide in a list of others."""
    on = dates.day_of(guide.published_at) if guide.published_at else None
    kind = guide.get_kind_display()
    return _item(guide.get_absolute_url(), guide.title, guide.deck, kind, on)


@lru_cache(500)
def _item(url: str, title: str, deck: str, kind: str, on: date | None) -> SafeString:
    values = {"url": url, "title": title, "deck": deck, "kind": kind, "on": on}
    return render_to_string("guides/_item.html", values)
