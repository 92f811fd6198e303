"""Addresses of the past: an old slug leads to where its page is now, in one step and for ever."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from roles.models import Guide, OldSlug

type View = Callable[..., HttpResponse]


def follows_old_slugs(kind: str) -> Callable[[View], View]:
    """Decorate a view of one role, guide, term or author.

    Where no page has the ``slug``, the one that had it is looked up: one query, and only then.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug=slug)
            except Http404:
                address = address_now(request, kind, slug)
                if address is None:
                    raise
                return HttpResponsePermanentRedirect(address)

        return wrapped

    return decorate


def address_now(request: HttpRequest, kind: str, slug: str) -> str | None:
    """Return where an old slug leads, with the query as it was asked; None for no such page."""
    owner = owners(kind, [slug]).get(slug)
    if owner is None or not request.resolver_match or _is_hidden(owner):
        return None
    path = reverse(request.resolver_match.view_name, args=[owner.slug])
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def owners(kind: str, slugs: Collection[str]) -> dict[str, Any]:
    """Return the rows that had these slugs, by the old slug. One query, none for no slug."""
    if not slugs:
        return {}
    rows = OldSlug.objects.filter(slug__in=slugs, **{f"{kind}__isnull": False})
    return {row.slug: getattr(row, kind) for row in rows.select_related(kind)}


def _is_hidden(owner: Model) -> bool:
    return isinstance(owner, Guide) and not owner.is_live
