"""The running text of a block: what a reader sees of its inline tokens, with positions."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

OBJECT = "\ufffc"  # Unicode's stand-in for what is not text: a picture, a figure not yet known
_TEXTS = {"text", "code_inline"}


def visible(token: Token) -> str:
    """Return what stands on the page for one inline token; a picture is one character."""
    if token.type in _TEXTS:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type in {"image", "figure"}:
        return OBJECT
    return f"{token.meta['shown']}" if token.type == "figure_shown" else ""


def flow(children: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the visible text, and where in it each child begins (and, last, its length)."""
    parts = [visible(child) for child in children]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return "".join(parts), starts


def text_of(children: Sequence[Token] | None) -> str:
    """The visible text on one line, without pictures."""
    return " ".join(flow(children or ())[0].replace(OBJECT, " ").split())


def with_lines(token: Token) -> Iterator[tuple[int, Token]]:
    """The children of an inline token, each with its line in the text."""
    line: int = token.meta["line"]
    for child in token.children or ():
        yield line, child
        line += child.type in {"softbreak", "hardbreak"}


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)
