"""Error pages that know the site, where the request can still be answered with one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that could not be read."""
    return render(request, "400.html", {"robots": "noindex"}, status=400)
