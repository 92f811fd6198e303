"""Where figures stand: each is put in place, or its ``else``, or its sentence is cut."""

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from jobboard.markup.inline_text import text_and_starts, text_of, text_token, without_sentences
from jobboard.markup.parser import Document, MarkupProblem


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
