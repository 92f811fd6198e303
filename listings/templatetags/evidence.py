"""``{% load evidence %}``: what postings say of the roles of a page, beside its texts."""

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from jobboard.http.changes import MARKET, Kind
from jobboard.http.parts import KeptParts

register = template.Library()

READ = ("sides", "pictures", "country")
"""What the templates of ``guides/evidence/`` read of a page."""

type Key = tuple[str, tuple[int, ...], str]

_kept: KeptParts[Key, SafeString] = KeptParts(500)


@register.simple_tag(takes_context=True)
def evidence(context: Context, name: str) -> SafeString:
    """One block of a page's evidence: the same on every page of these roles and this country."""
    roles = tuple(side.role.pk for side in context["sides"])
    key = name, roles, context["country"].code
    return _kept.get(key, lambda: _drawn(context, name), *MARKET, Kind.FIGURES)


def _drawn(context: Context, name: str) -> SafeString:
    found = get_template(f"guides/evidence/{name}.html")
    return SafeString(found.render({read: context[read] for read in READ if read in context}))
