"""Tokens out as HTML, and the last gate: an allow-list of exactly what is made here."""

from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from jobboard.markup import limits
from jobboard.markup.flow import text_of
from jobboard.markup.kinds import Figure
from jobboard.markup.parser import OPTIONS, without_unseen
from jobboard.markup.pictures import alone, figure_html, image_html

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
    html = _renderer.render(list(alone(tokens)), OPTIONS, {})
    limits.check_output(html)
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
        """A wide table scrolls in a box that the keyboard reaches and that has a name."""
        end = next(at for at in range(idx, len(tokens)) if tokens[at].type == "thead_close")
        heads = [text_of(token.children) for token in tokens[idx:end] if token.type == "inline"]
        label = escape("Table: " + ", ".join(head for head in heads if head))
        return f'<div class="wide" role="group" aria-label="{label}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A column's heading; an empty corner heads nothing and is an ordinary cell."""
        if text_of(tokens[idx + 1].children):
            return f'<th scope="col"{_alignment(tokens[idx])}>'
        tokens[idx + 2].tag = "td"
        return self.td_open(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def figure_shown(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        figure: Figure = tokens[idx].meta["shown"]
        note = _linked(figure.note, figure.details)
        aside = f" <small>({note})</small>" if note else ""
        return f'<span class="figure">{_linked(figure.text, figure.href)}{aside}</span>'


def _linked(text: str, href: str) -> str:
    """Text that leads to a path of this site, and to nowhere else."""
    is_ours = text and href.startswith("/") and not href.startswith("//")
    return f'<a href="{escape(href)}">{escape(text)}</a>' if is_ours else escape(text)


def _alignment(cell: Token) -> str:
    side = _ALIGNED.get(str(cell.attrs.get("style", "")))
    return f' class="{side}"' if side else ""


_renderer = _Renderer()
