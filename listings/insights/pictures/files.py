"""Pictures as files: SVG that stands alone, PNG, and their numbers as CSV."""

import re
import subprocess
import sys
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Literal

from django.conf import settings
from django.http import HttpResponse
from django.utils.safestring import SafeString
from PIL import ImageFont

from jobboard.http.rate_limits import RETRY_SECONDS, BusyError, Turns
from jobboard.machine import write_whole
from jobboard.site import identity
from jobboard.site.csv_files import csv_lines
from listings.insights.pictures.picture import FigurePicture, for_width, joined, tag

WIDTH = 640
"""Of the drawing, in the units of its text; a PNG is larger."""

MARGIN = 24
PNG_WIDTH = 1200
MAX_PNG_WIDTH = 2400
MAX_PNG_PIXELS = 12_000_000
MAX_SVG_BYTES = 2_000_000
COLOURS = 64

TITLE_CHARS, TEXT_CHARS = 58, 92
TITLE_LINE, TEXT_LINE = 26, 17

START, END = "/* drawing */", "/* end of drawing */"
FONT = '"Helvetica Neue", Helvetica, Arial, "DejaVu Sans", Aileron, sans-serif'
SERIF = 'Georgia, "DejaVu Serif", Aileron, serif'

XML_CANNOT_HOLD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_turns = Turns(1, "Other pictures are being drawn; please try again in a few seconds.")
MOST_KEPT = 32
"""Pictures of some 90 KB that a process keeps as pixels, by whatever address one asked for them."""

PROGRAM = Path(__file__).with_name("rasterize.py")


class PictureTooLargeError(ValueError):
    """The picture would need more memory than a request may take."""


def as_svg_file(picture: FigurePicture, source: str = "") -> bytes:
    """Return a file in light colours: title, drawing, sentence, and where it is from."""
    title = wrap(picture.title, TITLE_CHARS)
    said = wrap(picture.summary, TEXT_CHARS)
    top = MARGIN + TITLE_LINE * len(title) + 4
    beneath = top + picture.height + 14
    height = beneath + TEXT_LINE * (len(said) + bool(source)) + MARGIN
    drawing = tag(
        "svg",
        for_width(picture.parts, WIDTH - 2 * MARGIN),
        x=MARGIN,
        y=top,
        width=WIDTH - 2 * MARGIN,
        height=picture.height or 1,
        overflow="visible",
    )
    svg = tag(
        "svg",
        tag("title", picture.title),
        tag("style", SafeString(_style())),
        tag("rect", class_="picture__paper", width=WIDTH, height=height),
        _lines(title, MARGIN + 14, TITLE_LINE, "picture__title"),
        drawing,
        _lines(said, beneath + 12, TEXT_LINE, "picture__said"),
        _lines([source] * bool(source), height - MARGIN + 4, TEXT_LINE, "picture__source"),
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH} {height}",
    )
    return XML_CANNOT_HOLD.sub("", svg).encode()


def as_png(picture: FigurePicture, width: int = PNG_WIDTH, source: str = "") -> bytes:
    """Return the file as pixels; raises BusyError where too many pictures are being drawn."""
    svg = as_svg_file(picture, source)
    _check_size(svg, width)
    return _rasterized(svg, width)


@lru_cache(MOST_KEPT)
def _rasterized(svg: bytes, width: int) -> bytes:
    arguments = [str(width), _own_font(), str(COLOURS)]
    with _turns.turn():
        try:
            done = subprocess.run(  # noqa: S603 (our own program, and numbers)
                [sys.executable, "-I", PROGRAM, *arguments],
                input=svg, capture_output=True, check=True, timeout=settings.PICTURE_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise BusyError("This picture took too long; please try again later.") from error
    return done.stdout


def as_csv(picture: FigurePicture) -> str:
    """Return the table of the picture."""
    return "".join(csv_lines([picture.table.columns, *picture.table.rows]))


def _check_size(svg: bytes, width: int) -> None:
    height = float(re.search(rb'viewBox="0 0 \d+ ([\d.]+)"', svg)[1])  # type: ignore[index]
    pixels = width * height * width / WIDTH
    if width > MAX_PNG_WIDTH or pixels > MAX_PNG_PIXELS or len(svg) > MAX_SVG_BYTES:
        raise PictureTooLargeError(f"{width} × {pixels / width:.0f} pixels from {len(svg):,} bytes")


def _lines(words: list[str], y: float, step: float, class_: str) -> SafeString:
    return joined(
        tag("text", line, x=MARGIN, y=y + step * i, class_=class_) for i, line in enumerate(words)
    )


@cache
def _style() -> str:
    """The rules of a page's drawings, with the light colours in the place of their names."""
    css = settings.BASE_DIR / "static" / "css"
    text = (css / "figures.css").read_text("utf-8")
    rules = text[text.index(START) + len(START) : text.index(END)]
    tokens = (css / "tokens.css").read_text("utf-8").split("@media")[0]
    colours = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", tokens))
    colours |= {"--sans": FONT, "--serif": SERIF}
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]], rules).strip()


def _own_font() -> str:
    """A font for machines that have none: the one that Pillow carries, as a file."""
    path = settings.VAR_DIR / "pictures.ttf"
    if not path.exists():
        font = ImageFont.load_default(16)
        assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 (Pillow is built with it)
        assert isinstance(font.path, BytesIO)  # noqa: S101 (told to the type checker)
        write_whole(path, font.path.getvalue())  # another process may be reading it
    return str(path)


type Ending = Literal["svg", "png", "csv"]

TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def picture_answer(
    picture: FigurePicture, ending: Ending, *, name: str, page: str, note: str = ""
) -> HttpResponse:
    """Answer with a file of the picture, which says inside that it is from ``page``.

    SVG and PNG are shown by whoever embeds them, CSV is saved. ``note``: what belongs to the
    source, such as the day of the figures. The view itself says how long it may be kept.
    """
    source = " · ".join(filter(None, [identity.current().name, settings.SITE_URL + page, note]))
    try:
        content = _content(picture, ending, source)
    except BusyError as busy:
        headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(str(busy), "text/plain", 503, headers=headers)
    response = HttpResponse(content, content_type=TYPES[ending])
    kind = "attachment" if ending == "csv" else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(picture: FigurePicture, ending: Ending, source: str) -> bytes | str:
    if ending == "csv":
        return as_csv(picture)
    return as_png(picture, source=source) if ending == "png" else as_svg_file(picture, source)
