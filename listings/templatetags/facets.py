"""Rows of facets. A page has a hundred of them, and a template takes ten times as long for each."""

from collections.abc import Hashable, Iterable
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jobboard.http.parts import KeptParts
from listings.search.form_fields import NOT_STATED
from listings.search.location import RADII
from listings.search.sidebar import Option, SidebarFacet
from listings.search.understanding.parts import NOT

register = template.Library()

ROW = (
    '<li class="choice"{key}><label class="option{kind}"><input type="checkbox"{form} name="{name}"'
    ' value="{value}"{checked}><span class="option__label">{label}</span>{number}</label>{out}</li>'
)
LEAVE_OUT = (
    '<button class="option__not" form="search" name="exclude" value="{name}={value}">not'
    '<span class="unseen"> {label}</span></button>'
)
NUMBER = (
    '<span class="option__number">{number:,}<span class="unseen"> opening{plural}</span></span>'
)
UNKNOWN = '<span class="option__number">not known, ignored</span>'


@register.simple_tag
def facet_box(facet: SidebarFacet, years_max: str) -> SafeString:
    """A facet beside the list; ``years_max``: what was typed into that of years.

    Drawn once for all searches that give the same.
    """
    typed = years_max if facet.name == "years" else ""
    return _kept.get((facet.key, typed), lambda: _box(facet, typed))


_kept: KeptParts[Hashable, SafeString] = KeptParts(2_000)


def _box(facet: SidebarFacet, years_max: str) -> SafeString:
    return render_to_string("jobs/_facet.html", {"facet": facet, "years_max": years_max})


@register.simple_tag
@cache
def radius_choice(chosen: str) -> SafeString:
    """How far around a place, of a few: drawn once for each."""
    return render_to_string("jobs/_radius.html", {"radii": RADII, "chosen": chosen})


@register.simple_tag
def choices(facet: SidebarFacet) -> SafeString:
    """The values of a facet beside the list, and those that are left out."""
    rows = [_row(facet.name, option) for option in facet.shown]
    rows += [
        _row(NOT + facet.name, option._replace(label=f"not {option.label}"))
        for option in facet.excluded
    ]
    return SafeString("".join(rows))


@register.simple_tag
def found_choices(name: str, options: Iterable[Option]) -> SafeString:
    """Values that were looked for: what is ticked there, the script ticks in the form."""
    return SafeString("".join(_row(name, option, is_of_form=False) for option in options))


def _row(name: str, option: Option, *, is_of_form: bool = True) -> str:
    name, value, label = escape(name), escape(option.value), escape(option.label)
    return ROW.format(
        key=f' id="choice-{name}-{value}"' if is_of_form else "",
        kind=_kind(option),
        form=' form="search"' if is_of_form else "",
        name=name,
        value=value,
        checked=" checked" if option.is_chosen else "",
        label=label,
        number=UNKNOWN if option.is_unknown else _number(option.number),
        out="" if option.is_chosen else LEAVE_OUT.format(name=name, value=value, label=label),
    )


def _kind(option: Option) -> str:
    if option.is_unknown:
        return " option--unknown"
    return " option--silent" if option.value == NOT_STATED else ""


def _number(number: int | None) -> str:
    if number is None:
        return ""
    return NUMBER.format(number=number, plural="" if number == 1 else "s")
