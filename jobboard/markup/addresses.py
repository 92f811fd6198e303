"""Where links and pictures may lead: the web, a mailbox, this site; pictures only to its media."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it.token import Token

from jobboard.markup.headings import own_fragment
from jobboard.markup.inline_text import flow, text_of, text_token, with_lines
from jobboard.markup.limits import MarkupProblem
from jobboard.markup.parser import Document

SCHEMES = {"http", "https", "mailto"}
_MEDIA = re.compile(r"/media/(?:[\w-]+/)*[\w-][\w.-]*", re.ASCII)


def check_addresses(document: Document) -> None:
    """Replace links and pictures that are not allowed by their text, and note why."""
    for token in document.tokens:
        if token.type == "inline" and token.children:
            _check_images(token, document.problems)
            _check_links(token, document.problems)


def _check_images(inline: Token, problems: list[MarkupProblem]) -> None:
    children = []
    for line, child in with_lines(inline):
        why = _fault_of_image(child) if child.type == "image" else ""
        if why:
            problems.append(MarkupProblem(line, why))
        children.append(text_token(_alt(child)) if why else child)
    inline.children = children


def _fault_of_image(image: Token) -> str:
    if any(child.type == "figure" for child in image.children or ()):
        return "A figure cannot stand in a picture's description."
    if not _alt(image):
        return "This picture has no description: write it between ![ and ]."
    if not _MEDIA.fullmatch(str(image.attrs["src"])):
        return "A picture must be one that was uploaded here: its address begins with /media/."
    return ""


def _alt(image: Token) -> str:
    return text_of(image.children)


def _check_links(inline: Token, problems: list[MarkupProblem]) -> None:
    """Keep links that are allowed; links hold no links, so one is open at a time."""
    kept: list[Token] = []
    opened = -1  # where in ``kept`` the open link stands; -1: none, or one taken away
    for line, child in with_lines(inline):
        why = ""
        if child.type == "link_open":
            why = _fault_of_link(str(child.attrs["href"]))
            opened = -1 if why else len(kept)
            child.attrs = _attributes(str(child.attrs["href"]))
        elif child.type == "link_close" and opened >= 0 and not _has_text(kept[opened:]):
            why = "This link has no text."
            del kept[opened:]
            opened = -1
        if why:
            problems.append(MarkupProblem(line, why))
        if opened >= 0 or not child.type.startswith("link_"):
            kept.append(child)
    inline.children = kept


def _has_text(children: Sequence[Token]) -> bool:
    """Tell whether there is something to read, or a picture whose description is read out."""
    return bool(flow(children)[0].strip())


def _fault_of_link(href: str) -> str:
    try:
        address = urlsplit(href)
    except ValueError:
        return "This link's address is not valid."
    if address.scheme and address.scheme not in SCHEMES:
        return f"A link may not begin with “{address.scheme}:”."
    if address.scheme in {"http", "https"} and not address.hostname:
        return "This link's address has no host name."
    if not address.scheme and (address.netloc or href.startswith("//")):
        return "This link begins with //: write https:// in front of the host name."
    return "" if href else "This link has no address."


def _attributes(href: str) -> dict[str, str | int | float]:
    if href.startswith("#"):
        return {"href": own_fragment(href)}
    if href.startswith(("http:", "https:")):
        return {"href": href, "rel": "noopener"}
    return {"href": href}
