"""``/media/<hash>.<ext>``: pictures, and nothing else that may lie in the folder."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from jobboard.site.media import path_of

CONTENT_TYPES = {"webp": "image/webp", "png": "image/png"}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def show(request: HttpRequest, content_hash: str, extension: str) -> HttpResponse:
    """The picture; the route lets nothing but a hash and a known extension through."""
    path = path_of(f"{content_hash}.{extension}")
    if not path.is_file():
        raise Http404("There is no such picture.")
    etag = quote_etag(content_hash)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[extension])
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    # the picture is compressed: gzip would only cost time
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response
