"""The running text of a block: what a reader sees of its inline tokens, with positions.

Also where its sentences begin and end, how one is taken out of it, and where figures stand in it:
each is put in place, or its ``else``, or its sentence is cut.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from jobboard.markup.parser import Document, MarkupProblem

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


def text_and_starts(children: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the visible text, and where in it each child begins (and, last, its length)."""
    parts = [visible(child) for child in children]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return "".join(parts), starts


def text_of(children: Sequence[Token] | None) -> str:
    """The visible text on one line, without pictures."""
    return " ".join(text_and_starts(children or ())[0].replace(OBJECT, " ").split())


def with_lines(token: Token) -> Iterator[tuple[int, Token]]:
    """The children of an inline token, each with its line in the text."""
    line: int = token.meta["line"]
    for child in token.children or ():
        yield line, child
        line += child.type in {"softbreak", "hardbreak"}


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]*]*+\s+")
# English writing, not content: a full stop after one of these ends no sentence.
_ABBREVIATIONS = {
    "approx", "art", "ca", "cf", "ch", "dept", "dr", "e.g", "eg", "eq", "esp", "est", "etc",
    "fig", "i.e", "ie", "inc", "incl", "jr", "ltd", "max", "min", "mr", "mrs", "ms", "no",
    "nos", "p", "pp", "prof", "sec", "sr", "st", "vol", "vs",
}  # fmt: skip
_LONGEST_WORD = 20
_WHOLE = {"code_inline", "image", "figure", "figure_shown", "softbreak", "hardbreak"}


def starts_of_sentences(text: str) -> list[int]:
    """Positions where sentences begin. In doubt it finds fewer: a cut then takes more with it."""
    starts = [0]
    for found in _END.finditer(text):
        follows = text[found.end() : found.end() + 1]
        if follows and not follows.islower() and not _is_abbreviation(text, found):
            starts.append(found.end())
    return starts


def first_sentence(text: str) -> str:
    """Return the first sentence of a text without markup; empty for none."""
    words = " ".join(text.split())
    return words[: [*starts_of_sentences(words), len(words)][1]].strip() if words else ""


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    if not found[0].startswith(".") or found[0].startswith(".."):
        return False
    before = text[max(0, found.start() - _LONGEST_WORD) : found.start()].split()
    word = before[-1].lstrip("([\"'“‘").lower() if before else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or "." in word


def without_sentences(
    children: Sequence[Token], positions: Sequence[int], standing: Sequence[int] = ()
) -> list[Token]:
    """Return the tokens without the sentences that stand at these places of the visible text.

    Emphasis and links that reach into a neighbouring sentence keep what is theirs there. The
    first that is ``standing`` in a sentence is what is left of it, with the space that follows.
    """
    text, starts = text_and_starts(children)
    begins = [*starts_of_sentences(text), len(text)]
    cuts = sorted({bisect_right(begins[:-1], position) - 1 for position in positions})
    is_kept = bytearray(b"\x01") * len(text)
    for cut in cuts:
        begin, end = begins[cut], begins[cut + 1]
        is_kept[begin:end] = bytes(end - begin)
        for position in [one for one in standing if begin <= one < end][:1]:
            is_kept[position] = 1
            written = len(text[begin:end].rstrip())
            is_kept[begin + written : end] = b"\x01" * (end - begin - written)
    for position in range(is_kept.rfind(1), -1, -1):  # no space is left at the end
        if is_kept[position] and not text[position].isspace():
            break
        is_kept[position] = 0
    return _without_empty_pairs(_left(children, starts, is_kept))


def _left(children: Sequence[Token], starts: list[int], is_kept: bytearray) -> list[Token]:
    left: list[Token] = []
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        if child.type == "text":
            content = "".join(
                letter
                for letter, stays in zip(child.content, is_kept[start:end], strict=True)
                if stays
            )
            if content:
                left.append(child.copy(content=content))
        elif child.type not in _WHOLE or start == end or is_kept[start]:
            left.append(child)
    return left


def _without_empty_pairs(children: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for child in children:
        if child.nesting < 0 and kept and kept[-1].nesting > 0:
            kept.pop()
        else:
            kept.append(child)
    return kept


def figure_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "figure":
                yield child


_NO_FIGURE = "–"
_GO_WHEN_EMPTY = {
    "paragraph_close", "list_item_close", "bullet_list_close", "ordered_list_close",
    "blockquote_close",
}  # fmt: skip
_LISTS = {"bullet_list_close", "ordered_list_close"}
_IN_HEADING = "A figure cannot stand in a heading: its address would change with the figure."


def place_figures(document: Document) -> tuple[int, int]:
    """Put figures, their ``else`` or nothing in place; return how many are live and absent."""
    live = absent = 0
    has_cuts = False
    block = ""
    for token in document.tokens:
        figures = [child for child in token.children or () if child.type == "figure"]
        if figures and block == "heading_open":
            _forbid(token, figures, document.problems)
        elif figures:
            shown = sum(figure.meta["shown"] is not None for figure in figures)
            live, absent = live + shown, absent + len(figures) - shown
            has_cuts |= _settle_block(token, is_cell=block in {"td_open", "th_open"})
        block = token.type
    if has_cuts:
        document.tokens = _without_empty_blocks(document.tokens)
    return live, absent


def _forbid(heading: Token, figures: list[Token], problems: list[MarkupProblem]) -> None:
    heading.children = [child for child in heading.children or () if child.type != "figure"]
    problems += [MarkupProblem(figure.meta["line"], _IN_HEADING) for figure in figures]


def _settle_block(inline: Token, *, is_cell: bool) -> bool:
    """Change one block's tokens; tell whether a sentence was cut."""
    children = list(_settled(inline.children or ()))
    _, starts = text_and_starts(children)
    absent = [
        start for child, start in zip(children, starts, strict=False) if child.type == "figure"
    ]
    if absent:
        claims = [
            start for child, start in zip(children, starts, strict=False) if _has_wording(child)
        ]
        children = without_sentences(children, absent, claims)
        children = [_wording(child) if child.type == "figure" else child for child in children]
    if absent and is_cell and not children:
        children = [text_token(_NO_FIGURE)]
    inline.children = children
    return bool(absent)


def _has_wording(token: Token) -> bool:
    """Whether another sentence stands where this claim's would."""
    return token.type == "figure" and bool(token.meta["is_claim"] and token.meta["else"])


def _wording(figure: Token) -> Token:
    return text_token(figure.meta["else"])


def _settled(children: Sequence[Token]) -> Iterator[Token]:
    is_in_link = False
    for token in children:
        is_in_link = token.type == "link_open" or (is_in_link and token.type != "link_close")
        if token.type != "figure":
            yield token
        elif token.meta["shown"] is not None:
            shown = token.meta["shown"]
            plain = shown.without_links() if is_in_link else shown
            yield token.copy(type="figure_shown", meta={"shown": plain})
        else:
            is_word = token.meta["else"] and not token.meta["is_claim"]
            yield _wording(token) if is_word else token


def _without_empty_blocks(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline" and not token.children:
            continue
        if token.type in _GO_WHEN_EMPTY and kept[-1].nesting > 0:
            kept.pop()
            if token.type in _LISTS:
                _drop_introduction(kept)
            continue
        kept.append(token)
    return kept


def _drop_introduction(kept: list[Token]) -> None:
    """Cut "These figures are known:" from the paragraph before a list that is gone."""
    if len(kept) < 3 or kept[-1].type != "paragraph_close":
        return
    inline = kept[-2]
    if text_of(inline.children).endswith(":"):
        children = inline.children or []
        inline.children = without_sentences(
            children, [len(text_and_starts(children)[0].rstrip()) - 1]
        )
        if not inline.children:
            del kept[-3:]
