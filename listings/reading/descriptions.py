"""An employer's text made safe and plain, once, before it is kept.

Descriptions are hostile input. What leaves ``clean_html`` holds a fixed set of tags without
attributes (links keep a checked address), so that pages may show it as it is.
"""

import html
import re

import nh3

from listings.reading.given import CONTROLS, as_html

# The longest real description seen has 23,000 characters.
LONGEST = 200_000
CUT_NOTE = "<p><em>This description was cut here: it is longer than the board shows.</em></p>"

# Time to sanitise grows with the square of the depth: 40,000 levels take 5 s, 3,000 take 0.03 s.
DEEPEST = 200
_TAGS_BEFORE_DEPTH_MATTERS = 3_000

_TEXT_TAGS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "br", "div"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE_TAGS = {"strong", "b", "em", "i", "a", "code"}
_TAGS = _TEXT_TAGS | _TABLE_TAGS | _INLINE_TAGS | {f"h{level}" for level in range(1, 7)}

_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    clean_content_tags={"script", "style", "template", "title", "svg", "math", "iframe"},
    link_rel="nofollow noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)

_ROUGH_TAG = re.compile(r"<[a-zA-Z/][^<>]*+>?")
# only for sanitised text: on a stray quote it takes the square of the length
_TAG = re.compile(r'<[a-zA-Z/][^>"]*+(?:"[^"]*+"[^>"]*+)*+>')
_OPEN_OR_CLOSE = re.compile(r"<(/?)(?!(?:p|li|br|hr|img|td|th|tr|wbr|input)\b)[a-zA-Z]")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_SPACE = r"(?:\s|&nbsp;|<br>)*+"
_EMPTY_INLINE = re.compile(rf"<(strong|em|code)>({_SPACE})</\1>")
_EMPTY_BLOCK = re.compile(rf"<(p|h[3-6]|li|ul|ol|blockquote)>{_SPACE}</\1>\n?")
_LOOSE_LINK = re.compile(r'<a rel="nofollow noopener">([^<]*+)</a>')
_INLINE_DIV = re.compile(
    r"<div>((?:[^<]|<(?!/?(?:div|p|h[1-6]|ul|ol|li|table|blockquote|pre|hr)\b))*+)</div>"
)
_BREAKS = re.compile(r"<br>|<hr>|</?(?:p|h[1-6]|ul|ol|li|table|tr|th|td|blockquote|pre|div)>")
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")


def clean_html(text: str) -> str:
    """Return what was given (HTML, escaped HTML or plain text) as ``safe_html``."""
    return _cut(as_html(text[: LONGEST * 2]))


def safe_html(text: str) -> str:
    """Return HTML with nothing but harmless tags, and with headings from h3 on."""
    return _cut(CONTROLS.sub("", text[: LONGEST * 2]))


def _cut(text: str) -> str:
    cleaned = _tidied(_cleaner.clean(_not_too_deep(text[:LONGEST])))
    return cleaned + CUT_NOTE if len(text) > LONGEST else cleaned


def plain_text(cleaned: str) -> str:
    """Return the words of ``clean_html``'s result, a line for each paragraph or item."""
    text = html.unescape(_TAG.sub("", _BREAKS.sub("\n", cleaned)))
    return _NEWLINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _not_too_deep(text: str) -> str:
    if text.count("<") < _TAGS_BEFORE_DEPTH_MATTERS:
        return text
    depth = deepest = 0
    for found in _OPEN_OR_CLOSE.finditer(text):
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return text if deepest <= DEEPEST else _ROUGH_TAG.sub(" ", text)


def _tidied(text: str) -> str:
    text = text.replace("<b>", "<strong>").replace("</b>", "</strong>")
    text = text.replace("<i>", "<em>").replace("</i>", "</em>")
    if "<div>" in text:
        text = _INLINE_DIV.sub(r"<p>\1</p>", text)
        text = text.replace("<div>", "\n").replace("</div>", "\n")
    text = _LOOSE_LINK.sub(r"\1", text)
    text = _headings_from_h3(text)
    for _ in range(3):
        text = _EMPTY_BLOCK.sub("", _EMPTY_INLINE.sub(r"\2", text))
    return text.strip()


def _headings_from_h3(text: str) -> str:
    """Close the gaps between the levels used and start at h3, below the page's own headings."""
    used = sorted({found[2] for found in _HEADING.finditer(text)})
    level = {old: min(6, 3 + at) for at, old in enumerate(used)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{level[found[2]]}>", text)
