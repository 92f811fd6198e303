"""Formats, in one place. No filter runs a query."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.site import dates
from jobboard.site.form_fields import what_is_taken

register = template.Library()

DAY = 86_400


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in the largest unit that says it: ``today``, ``3 days ago``."""
    if at is None:
        return ""
    days = (dates.today() - dates.day_of(at)).days
    if days < 1:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 60:
        return f"{days} days ago"
    if days < 730:
        return f"{days // 30} months ago"
    return f"{days // 365} years ago"


@register.filter
def coded(text: str) -> SafeString:
    """A sentence in which what stands in backticks is code."""
    parts = text.split("`")
    marked = (
        format_html("<code>{}</code>", one) if at % 2 else one for at, one in enumerate(parts)
    )
    return format_html_join("", "{}", ((one,) for one in marked))


@register.filter
def day(at: datetime | None) -> str:
    """A date as people read it: ``5 Mar 2026``."""
    return dates.short(at)


@register.filter
def unchanged_since(at: datetime | None) -> str:
    """What follows the date of a figure that still holds: nothing on that day."""
    return ", unchanged since" if at and dates.day_of(at) < dates.today() else ""


@register.filter
def iso(at: datetime | None) -> str:
    """A date for ``<time datetime>``."""
    return dates.day_of(at).isoformat() if at else ""


@register.filter
def number(value: int) -> str:
    """A whole number with thin groups of three: ``12,345``."""
    return f"{value:,}"


@register.filter
def field_heading(name: str) -> str:
    """A field's name as a heading: ``is demo`` is “Demo”, ``posted at`` “Posted”."""
    if name in {"at", "on"}:
        return "Date"
    if "<" in name:  # a box to tick, which is no name
        return name
    said = name.removeprefix("is ").removesuffix(" at")
    return said[:1].upper() + said[1:]


@register.filter
def focused_if_wrong(field: BoundField) -> SafeString:
    """The field's control, which has the focus where it is the first of its form to be wrong."""
    first = next(iter(field.form.errors), None)
    return field.as_widget(attrs={"autofocus": True} if field.name == first else None)


@register.filter
def filter_choice(shown: object) -> str:
    """What a filter of the admin offers: nothing, or the dash for it, is “Not stated”."""
    name = str(shown)
    return f"Not stated{name[1:]}" if name in {"", "–"} or name.startswith("– (") else name


@register.filter
def openings(value: int) -> str:
    """``1 opening``, ``84 openings``."""
    return f"{value:,} opening{'' if value == 1 else 's'}"


@register.simple_tag
def options(choices: Iterable[tuple[str, str, bool]]) -> SafeString:
    """The rows of a ``select``: value, label, and whether it is chosen.

    Some have two hundred, and a template takes ten times as long for each.
    """
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label, is_chosen in choices
        )
    )


@register.simple_tag
def picture_limits() -> str:
    """What may be uploaded as a picture."""
    return what_is_taken()


@register.simple_tag
def picture_side() -> str:
    """The longest side of a picture that is kept, in pixels."""
    return f"{settings.PICTURES.kept_side:,}"
