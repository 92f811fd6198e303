"""``/guides/drafts/…``: a guide before it is out, for whoever was sent its secret link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from roles.guides import page, with_parts
from roles.models import Guide, PreviewLink


@require_safe
def show(request: HttpRequest, guide: int, token: str) -> HttpResponse:
    """The guide as readers will see it, without signing in; once it is out, its own page.

    Nothing tells a link that ended from one that never was. The answer is kept by nobody, found by
    no search engine, and no site that the guide links to learns of its address.
    """
    link = PreviewLink.objects.valid().filter(guide=guide).first()
    if link is None or not link.opens_with(token):
        response = render(request, "guides/no_preview.html", {"robots": "noindex"}, status=404)
    else:
        response = _guide(request, with_parts().get(pk=guide))
    patch_cache_control(response, private=True, no_store=True, max_age=0)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _guide(request: HttpRequest, guide: Guide) -> HttpResponse:
    return redirect(guide) if guide.is_live else page(request, guide, is_preview=True)
