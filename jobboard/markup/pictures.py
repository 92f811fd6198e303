"""Pictures in a text: a figure with its caption where one stands alone, and room kept for it.

A picture's size is read from its file's header: a page that knows it does not jump while its
pictures load. A file never changes under its name, so its size is read once.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from markdown_it.token import Token
from PIL import Image, UnidentifiedImageError

from jobboard.markup.flow import text_of

WIDEST = 1_200  # pixels on the page; the column may be narrower
HIGHEST = 800
MOST_REMEMBERED = 5_000

_FILE = re.compile(r"/media/([0-9a-f]{32}\.(?:png|webp))")


def alone(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give the tokens; a paragraph of pictures alone becomes a ``picture`` for each of them."""
    at = 0
    while at < len(tokens):
        pictures = _pictures_of(tokens[at : at + 3])
        if pictures:
            yield from pictures
            at += 3
        else:
            yield tokens[at]
            at += 1


def _pictures_of(tokens: Sequence[Token]) -> list[Token]:
    if len(tokens) < 3 or tokens[0].type != "paragraph_open" or tokens[1].type != "inline":
        return []
    children = [child for child in tokens[1].children or () if not _is_space(child)]
    if not all(child.type == "image" for child in children):
        return []
    return [Token("picture", "", 0, meta={"image": child}) for child in children]


def _is_space(token: Token) -> bool:
    is_break = token.type in {"softbreak", "hardbreak"}
    return is_break or (token.type == "text" and not token.content.strip())


def figure_html(image: Token) -> str:
    """A picture of its own; what stands in quotes behind its address is the caption."""
    caption = str(image.attrs.get("title") or "").strip()
    under = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="picture">{image_html(image)}{under}</figure>\n'


def image_html(image: Token) -> str:
    """The ``img`` with its size, loaded when a reader comes near it."""
    source, alt = str(image.attrs["src"]), text_of(image.children)
    size = shown_size(source)
    room = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return f'<img src="{escape(source)}" alt="{escape(alt)}"{room} loading="lazy">'


def shown_size(source: str) -> tuple[int, int] | None:
    """Width and height on the page, in pixels; None where there is no such picture."""
    found = _FILE.fullmatch(source)
    known = found and _size(str(Path(settings.VAR_DIR) / "media" / found[1]))
    if not known:
        return None
    share = min(1, WIDEST / known[0], HIGHEST / known[1])
    return max(1, round(known[0] * share)), max(1, round(known[1] * share))


def _size(path: str) -> tuple[int, int] | None:
    """A missing file is not remembered: it may be on its way from a backup."""
    try:
        return _size_of(path)
    except (OSError, UnidentifiedImageError):
        return None


@lru_cache(MOST_REMEMBERED)
def _size_of(path: str) -> tuple[int, int]:
    with Image.open(path, formats=("PNG", "WEBP")) as image:
        return image.size
