"""A picture as an answer: ``.svg``, ``.png`` or ``.csv``, with a name for whoever saves it."""

from typing import Literal

from django.conf import settings
from django.http import HttpResponse

from jobboard.site import identity
from listings.insights.pictures.files import as_csv, as_png, as_svg_file
from listings.insights.pictures.picture import Picture

type Ending = Literal["svg", "png", "csv"]

TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def picture_answer(
    picture: Picture, ending: Ending, *, name: str, page: str, note: str = ""
) -> HttpResponse:
    """Answer with a file of the picture, which says inside that it is from ``page``.

    SVG and PNG are shown by whoever embeds them, CSV is saved. ``note``: what belongs to the
    source, such as the day of the figures. The view itself says how long it may be kept.
    """
    source = " · ".join(filter(None, [identity.current().name, settings.SITE_URL + page, note]))
    response = HttpResponse(_content(picture, ending, source), content_type=TYPES[ending])
    kind = "attachment" if ending == "csv" else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(picture: Picture, ending: Ending, source: str) -> bytes | str:
    if ending == "csv":
        return as_csv(picture)
    return as_png(picture, source=source) if ending == "png" else as_svg_file(picture, source)
