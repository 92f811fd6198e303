"""Tokens to HTML, cleaned by an allow-list of exactly what is made here; and JSON-LD.

A picture that stands alone becomes a figure with its caption. Its size is read once from the header
of its file, which never changes under its name: a page that knows it does not jump while pictures
load.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from PIL import Image, UnidentifiedImageError

from jobboard.markup import parser
from jobboard.markup.figure_kinds import RenderedFigure
from jobboard.markup.inline_text import text_of
from jobboard.markup.parser import OPTIONS, without_unseen

_ALIGNED = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "div", "figure", "figcaption"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"a", "strong", "em", "s", "code", "br", "img", "span", "small"}

_cleaner = nh3.Cleaner(
    tags=_HEADINGS | _BLOCKS | _TABLE | _INLINE,
    clean_content_tags={"script", "style"},
    attributes={
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "div": {"aria-label"},
        **{heading: {"id"} for heading in _HEADINGS},
    },
    tag_attribute_values={
        "a": {"rel": {"noopener"}},
        "img": {"loading": {"lazy"}},
        "th": {"scope": {"col"}},
        "div": {"role": {"group"}, "tabindex": {"0"}},
    },
    allowed_classes={
        "a": {"term"},
        "span": {"figure"},
        "div": {"wide"},
        "figure": {"picture"},
        "th": set(_ALIGNED.values()),
        "td": set(_ALIGNED.values()),
    },
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",
)


def to_html(tokens: Sequence[Token]) -> SafeString:
    """Return safe HTML; raise ``MarkupError`` where it grows out of proportion."""
    html = _renderer.render(list(with_figures(tokens)), OPTIONS, {})
    parser.check_output(html)
    return mark_safe(_cleaner.clean(without_unseen(html)))  # noqa: S308 (cleaned)


class _Renderer(RendererHTML):
    """The library's renderer without languages of code, titles and inline styles."""

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<pre><code>{escape(tokens[idx].content)}</code></pre>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return image_html(tokens[idx])

    def picture(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return figure_html(tokens[idx].meta["image"])

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a table in a box that scrolls, takes the keyboard's focus and has a name."""
        end = next(at for at in range(idx, len(tokens)) if tokens[at].type == "thead_close")
        heads = [text_of(token.children) for token in tokens[idx:end] if token.type == "inline"]
        label = escape("Table: " + ", ".join(head for head in heads if head))
        return f'<div class="wide" role="group" aria-label="{label}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Open a column's heading; an empty corner cell is a ``td``, since it labels no column."""
        if text_of(tokens[idx + 1].children):
            return f'<th scope="col"{_alignment(tokens[idx])}>'
        tokens[idx + 2].tag = "td"
        return self.td_open(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def figure_shown(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        figure: RenderedFigure = tokens[idx].meta["shown"]
        against = f" against {_figure_html(figure.against)}" if figure.against else ""
        return _figure_html(figure) + against


def _figure_html(figure: RenderedFigure) -> str:
    note = _linked(figure.note, figure.details)
    aside = f" <small>({note})</small>" if note else ""
    return f'<span class="figure">{_linked(figure.text, figure.href)}{aside}</span>'


def _linked(text: str, href: str) -> str:
    """Return text that links to a path of this site; any other address is left out."""
    is_ours = text and href.startswith("/") and not href.startswith("//")
    return f'<a href="{escape(href)}">{escape(text)}</a>' if is_ours else escape(text)


def _alignment(cell: Token) -> str:
    side = _ALIGNED.get(str(cell.attrs.get("style", "")))
    return f' class="{side}"' if side else ""


_renderer = _Renderer()


WIDEST = 1_200  # pixels on the page; the column may be narrower
HIGHEST = 800
MOST_REMEMBERED = 5_000

_FILE = re.compile(r"/media/([0-9a-f]{32}\.(?:png|webp))")


def with_figures(tokens: Sequence[Token]) -> Iterator[Token]:
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
    """Return a picture's size; a missing file is not cached, since a backup may bring it."""
    try:
        return _size_of(path)
    except (OSError, UnidentifiedImageError):
        return None


@lru_cache(MOST_REMEMBERED)
def _size_of(path: str) -> tuple[int, int]:
    with Image.open(path, formats=("PNG", "WEBP")) as image:
        return image.size


# What could end a script element or a JavaScript string is written as an escape.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return ``data`` as JSON that is safe inside a script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 (every sign that HTML reads is escaped)


def breadcrumbs(way: Sequence[tuple[str, str]]) -> SafeString:
    """Return a BreadcrumbList from pairs of name and path."""
    items = [
        {"@type": "ListItem", "position": i, "name": name, "item": settings.SITE_URL + path}
        for i, (name, path) in enumerate(way, 1)
    ]
    return json_ld({"@type": "BreadcrumbList", "itemListElement": items})
