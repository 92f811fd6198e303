"""Text as a source or a person gives it: HTML, HTML that was escaped, or plain. Decided here, once.

Nothing is lost: ``<3``, ``< 100k``, ``<jobs@umbra.example>`` and ``vector<int>`` are no tags. What
was escaped once too often is undone, so that nobody reads ``&amp;`` or ``<p>`` on a page.
"""

import html
import re

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

CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # no width; joiners of letters and emoji stay
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
    text = unescaped(_with_tags(_bare(_UNSEEN.sub("", text))))
    if _IS_HTML.search(text):
        text = _ANY_TAG.sub("", _WORD_BREAKING.sub(" ", text))
    return " ".join(CONTROLS.sub("", _UNSEEN.sub("", text)).split())


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
    return CONTROLS.sub("", decoded)


def _bare(text: str) -> str:
    """Without controls and the wrapping of XML, and with each entity escaped once."""
    text = CONTROLS.sub("", text)
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
    return CONTROLS.sub("", text)


def _is_escaped(text: str) -> bool:
    if _ESCAPED_END.search(text):
        return True
    breaks = [found.start() for found in _ESCAPED_BREAK.finditer(text)]
    if not _IS_HTML.search(text):
        return bool(breaks) or _ESCAPED_OPEN_BLOCK.search(text) is not None
    return len(breaks) > 1 or any(not text[at - 1].isspace() for at in breaks if at)


def _with_signs_that_are_no_tags(text: str) -> str:
    """Escape each ``<`` that begins no tag of HTML, nor of an element that is closed further on."""
    if not _NO_TAG.search(text):
        return text
    closed = {found[1].lower() for found in _CLOSED_NAME.finditer(text)}

    def escape(found: re.Match[str]) -> str:
        name = _OPENED_NAME.match(text, found.start()) or _CLOSED_NAME.match(text, found.start())
        return "<" if name and name[1].lower() in closed else "&lt;"

    return _NO_TAG.sub(escape, text)


def _paragraphs(text: str) -> str:
    parts = (part.strip() for part in _PARAGRAPH_END.split(text))
    return "".join(f"<p>{part.replace('\n', '<br>')}</p>" for part in parts if part)
