"""Reading a form of the admin as a browser would, and searching as a visitor would."""

from typing import Any

from django.db.models import QuerySet
from django.test import Client

from listings.models import Listing
from listings.reading.query import Tier
from listings.search.understood import in_words, words_of


def as_typed(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """The values of the page's forms and inlines as they stand, with ``changes``."""
    response = client.get(url)
    assert response.status_code == 200, url
    return {**values_in(response.context), **changes}


def values_in(context: Any) -> dict[str, Any]:
    """What a browser holds of a page whose context this is."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            values.update(_posted(bound))
    return values


def _posted(bound: Any) -> dict[str, Any]:
    value = bound.value()
    if hasattr(bound.field.widget, "widgets"):
        parts = bound.field.widget.decompress(value)
        return {
            f"{bound.html_name}_{number}": "" if part is None else str(part)
            for number, part in enumerate(parts)
        }
    if isinstance(value, list | tuple):
        return {bound.html_name: [getattr(one, "pk", one) for one in value]}
    if value is None or value is False:
        return {}
    return {bound.html_name: "on" if value is True else value}


def errors(response: Any) -> str:
    """What a form that was not saved says is wrong."""
    assert response.status_code == 200
    return str(response.context["errors"])


def found(vector: str, words: str) -> QuerySet[Listing]:
    """Postings whose ``heading`` or ``text`` holds what a visitor types."""
    return Listing.objects.filter(
        in_words(vector, words_of(words).tsquery(Tier(in_text=vector == "text")))
    )
