"""An employer's text made safe and plain, once, before it is kept.

Descriptions are hostile input. What leaves ``clean_html`` holds a fixed set of tags without
attributes (links keep a checked address), so that pages may show it as it is.
"""

import html
import re
from hashlib import sha256

import nh3

from listings.reading.words import folded_line

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

# Elements that begin a line, as a div does: terms and their values would run together.
_OTHER_BLOCKS = re.compile(
    r"<(/?)(?:article|section|header|footer|main|aside|nav|dl|dt|dd|details|summary|figure"
    r"|figcaption|address|fieldset|legend|caption|center|form|hgroup|menu|dir|DL|DT|DD)(?=[\s/>])"
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
# by entity a character that no text has (Unicode keeps it free), and what it stands for; an "&"
# that begins an entity is read as such
_STAND_INS = {
    "&nbsp;": ("\ufdd0", re.compile("\xa0")),
    "&amp;": ("\ufdd1", re.compile(r"&(?![#\w])")),
}
_OTHER_SPACES = "\t\r\f\v\xa0"


def clean_html(text: str) -> str:
    """Return what was given (HTML, escaped HTML or plain text) as ``safe_html``."""
    return _cut(as_html(text[: LONGEST * 2]))


def safe_html(text: str) -> str:
    """Return HTML with nothing but harmless tags, and with headings from h3 on."""
    return _cut(without_controls(text[: LONGEST * 2]))


def _cut(text: str) -> str:
    cleaned = _tidied(_cleaned(_not_too_deep(text[:LONGEST])))
    return cleaned + CUT_NOTE if len(text) > LONGEST else cleaned


def _cleaned(text: str) -> str:
    """Clean with others in place of what nh3 writes as entities: of many it takes the square."""
    text = _OTHER_BLOCKS.sub(r"<\1div", text)
    for stand_in, _ in _STAND_INS.values():
        text = text.replace(stand_in, "")
    for stand_in, found in _STAND_INS.values():
        text = found.sub(stand_in, text)
    cleaned: str = _cleaner.clean(text)
    for entity, (stand_in, _) in _STAND_INS.items():
        cleaned = cleaned.replace(stand_in, entity)
    return cleaned


def plain_text(cleaned: str) -> str:
    """Return the words of ``clean_html``'s result, a line for each paragraph or item."""
    text = _seen(html.unescape(_TAG.sub("", _BREAKS.sub("\n", cleaned))))
    for space in _OTHER_SPACES:
        text = text.replace(space, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    lines = [line.strip(" ") for line in text.split("\n")]
    return "\n".join(filter(None, lines)).strip()


def _seen(text: str) -> str:
    """Without what has no width; joiners of letters and emoji stay."""
    for sign in _UNSEEN:
        text = text.replace(sign, "")
    return text


def text_hash(text: str) -> str:
    """SHA-256 of a plain text's words, however they are written and laid out."""
    words = " ".join(map(folded_line, text.split("\n"))).split()
    return sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()


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
        before, text = text, _EMPTY_BLOCK.sub("", _EMPTY_INLINE.sub(r"\2", text))
        if text == before:
            break
    return text.strip()


def _headings_from_h3(text: str) -> str:
    """Close the gaps between the levels used and start at h3, below the page's own headings."""
    used = sorted({found[2] for found in _HEADING.finditer(text)})
    level = {old: min(6, 3 + at) for at, old in enumerate(used)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{level[found[2]]}>", text)


def without_heading_gaps(cleaned: str) -> str:
    """Return ``clean_html``'s result below a heading h2, each heading one level deeper at most.

    A text may begin with a heading smaller than its others.
    """
    last = 2

    def fitting(found: re.Match[str]) -> str:
        nonlocal last
        if not found[1]:
            last = min(int(found[2]), last + 1)
        return f"<{found[1]}h{last}>"

    return _HEADING.sub(fitting, cleaned)


_ELEMENTS = """
    a abbr address article aside b base big blockquote body br button caption center cite
    code col colgroup dd del details dfn dir div dl dt em fieldset figcaption figure font
    footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img
    input ins kbd label legend li link main mark math menu meta nav nobr noscript object ol
    optgroup option output p param picture pre q s samp script section select small source
    span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr tt u ul var video wbr
"""
_NAMES = "|".join(sorted(_ELEMENTS.split(), key=len, reverse=True))
_ENDS = r"(?=[\s/>])"
_ANY_NAME = re.compile(rf"<(?:/?([A-Za-z][A-Za-z0-9]*+){_ENDS}|[!?])")
_KNOWN = frozenset({*_ELEMENTS.split(), ""})

CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def without_controls(text: str) -> str:
    """Return ``text`` without control characters; those that lay it out stay."""
    is_clear = text.replace("\n", "").replace("\t", "").isprintable()
    return text if is_clear else CONTROLS.sub("", text)


_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_CDATA = re.compile(r"(?:<|&lt;)!\[CDATA\[|\]\](?:>|&gt;)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AGAIN = re.compile(
    r"&(?:amp;)+(?=(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
)

# Signs of HTML: an element that is closed, or one that is mostly left open.
_IS_HTML = re.compile(
    rf"</(?:{_NAMES})\s*>|<(?:p|br|hr|img|li|tr|td|dt|dd){_ENDS}[^<>]*+>|<!--", re.IGNORECASE
)
_NO_TAG = re.compile(rf"<(?!/?(?:{_NAMES}){_ENDS}|!|\?)", re.IGNORECASE)
_CLOSED_NAME = re.compile(r"</([A-Za-z][\w:.-]*+)\s*>")
_OPENED_NAME = re.compile(r"<([A-Za-z][\w:.-]*+)")
_BLOCK = re.compile(
    rf"</?(?:p|div|br|hr|ul|ol|li|h[1-6]|table|pre|blockquote|section){_ENDS}", re.IGNORECASE
)
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*+\n\s*+")

_LESS = r"&(?:lt|#0{0,5}60|#[xX]0{0,4}3[cC]);"
_GREATER = r"(?:>|&(?:gt|#0{0,5}62|#[xX]0{0,4}3[eE]);)"
_ESCAPED_TAG = re.compile(
    rf"{_LESS}(/?(?:{_NAMES})(?:\s(?:(?!{_LESS}|{_GREATER})[^<>])*+|/?)){_GREATER}", re.IGNORECASE
)
_ESCAPED_END = re.compile(rf"{_LESS}/(?:{_NAMES})\s*{_GREATER}", re.IGNORECASE)
_ESCAPED_BREAK = re.compile(rf"{_LESS}(?:br|hr)\s*/?\s*{_GREATER}", re.IGNORECASE)
_ESCAPED_OPEN_BLOCK = re.compile(rf"{_LESS}(?:p|li){_GREATER}", re.IGNORECASE)
_WORD_BREAKING = re.compile(r"</?(?:p|div|br|hr|ul|ol|li|h[1-6]|tr|td)\b[^<>]*+>", re.IGNORECASE)
_ANY_TAG = re.compile(rf"</?(?:{_NAMES}){_ENDS}[^<>]*+>|<!--[^<>]*+-->", re.IGNORECASE)


def as_html(text: str) -> str:
    """Return what was given as HTML, not yet safe: plain text as paragraphs, tags unescaped."""
    text = _with_tags(_bare(text))
    if not _IS_HTML.search(text):
        return html_of_text(unescaped(text))
    text = _with_signs_that_are_no_tags(text)
    return text if _BLOCK.search(text) else _paragraphs(text.strip())


def one_line(text: str) -> str:
    """Return what was given as a title or a name: plain text in one line; its words stay."""
    if text.isascii() and text.isprintable() and not ("&" in text or "<" in text):
        return " ".join(text.split())
    text = unescaped(_with_tags(_bare(_seen(text))))
    if _IS_HTML.search(text):
        text = _ANY_TAG.sub("", _WORD_BREAKING.sub(" ", text))
    return " ".join(without_controls(_seen(text)).split())


def html_of_text(text: str) -> str:
    """Return plain text as paragraphs of HTML."""
    return _paragraphs(html.escape(text.strip()))


def unescaped(text: str) -> str:
    """Return ``text`` with its entities as the signs that they mean, escaped twice or once.

    Only what ends in a semicolon is an entity: ``AT&T`` and ``?a=1&copy=2`` stay.
    """
    if "&" not in text:
        return text
    decoded = _ENTITY.sub(lambda found: html.unescape(found[0]), _ESCAPED_AGAIN.sub("&", text))
    return without_controls(decoded)


def _bare(text: str) -> str:
    """Without controls and the wrapping of XML, and with each entity escaped once."""
    text = without_controls(text)
    if "&amp;" in text:
        text = _ESCAPED_AGAIN.sub("&", text)
    return _CDATA.sub("", text) if "CDATA[" in text else text


def _with_tags(text: str) -> str:
    """Open escaped tags where they are the text's structure, not what it speaks of.

    "Write &lt;p&gt; and &lt;br&gt;" between real tags speaks of them.
    """
    if "&" not in text or not _is_escaped(text):
        return text
    text = _ESCAPED_TAG.sub(lambda found: f"<{html.unescape(found[1])}>", text)
    return without_controls(text)


def _is_escaped(text: str) -> bool:
    if _ESCAPED_END.search(text):
        return True
    breaks = [found.start() for found in _ESCAPED_BREAK.finditer(text)]
    if not _IS_HTML.search(text):
        return bool(breaks) or _ESCAPED_OPEN_BLOCK.search(text) is not None
    return len(breaks) > 1 or any(not text[at - 1].isspace() for at in breaks if at)


def _with_signs_that_are_no_tags(text: str) -> str:
    """Escape each ``<`` that begins no tag of HTML, nor of an element that is closed further on."""
    known = _ANY_NAME.findall(text)
    has_others = len(known) < text.count("<") or not _KNOWN.issuperset(map(str.lower, set(known)))
    if not has_others or not _NO_TAG.search(text):
        return text
    closed = {found[1].lower() for found in _CLOSED_NAME.finditer(text)}

    def escape(found: re.Match[str]) -> str:
        name = _OPENED_NAME.match(text, found.start()) or _CLOSED_NAME.match(text, found.start())
        return "<" if name and name[1].lower() in closed else "&lt;"

    return _NO_TAG.sub(escape, text)


def _paragraphs(text: str) -> str:
    parts = (part.strip() for part in _PARAGRAPH_END.split(text))
    return "".join(f"<p>{part.replace('\n', '<br>')}</p>" for part in parts if part)
