"""An employer's Markdown as safe HTML: plain CommonMark, and none of the editors' own figures."""

from functools import cache
from typing import Any

from markdown_it import MarkdownIt

from jobboard.markup import MarkupError
from jobboard.markup.limits import check_blocks, check_inline, check_size
from listings.reading.descriptions import safe_html

__all__ = ["MarkupError", "to_html"]


def to_html(text: str) -> str:
    """Return the text as ``safe_html`` leaves it; raises ``MarkupError`` beyond the limits."""
    check_size(text)
    markdown = _markdown()
    blocks: list[Any] = []
    markdown.block.parse(text, markdown, {}, blocks)
    check_blocks(blocks)  # before the inline parser sees it
    tokens = markdown.parse(text)
    for token in tokens:
        check_inline(token.children or [], 1)
    return safe_html(str(markdown.renderer.render(tokens, markdown.options, {})))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
