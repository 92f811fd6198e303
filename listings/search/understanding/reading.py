"""What a search means: a pure function of what was typed and the table of phrases."""

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from itertools import pairwise

from listings.reading.query_syntax import QUERY_CHARACTERS, QUERY_WORDS
from listings.search.understanding.beside import (
    companies_behind,
    names_without_article,
    places_behind,
    shared_words,
    skills_beside,
    terms_beside_refused,
    titles_or_roles,
    types_alone,
)
from listings.search.understanding.draft import (
    SearchDraft,
    is_either,
    is_filler,
    is_preposition,
    kind_of,
    leave_alternatives_as_words,
    mark_alternatives,
)
from listings.search.understanding.exclusion import exclude, excluded_by_sign
from listings.search.understanding.fields import is_field
from listings.search.understanding.matching import (
    GIVING_WAY,
    FoundPhrase,
    apart,
    chosen,
    phrases_in,
    runs,
)
from listings.search.understanding.numbers_behind import (
    grades_behind,
    skills_with_version,
    versions_behind,
)
from listings.search.understanding.operators import choose_by_operators, signs, signs_apart
from listings.search.understanding.parts import (
    LEFT_OUT,
    NOT,
    SAYS_NOTHING,
    Meaning,
    Part,
    Understanding,
)
from listings.search.understanding.patterns import amounts, flags, genders
from listings.search.understanding.pieces import Kind, Piece, pieces
from listings.search.understanding.rest import rest_of, words_alone
from listings.search.understanding.somewhere import (
    areas_in_titles,
    cities_abroad,
    draw_circles,
    join_places,
)
from listings.search.understanding.table import LISTED, OFFERED, PLACES, PhraseEntry, PhraseTable

FIELD_ENDS = frozenset(
    {
        *PLACES,
        *OFFERED,
        *LISTED,
        "workplace",
        "anywhere",
        "where",
        "type",
        "level",
        "years_max",
        "noun",
    }
)
"""Kinds that end the field behind a level, as a place does."""

SAYING = re.compile(r'[^\W_]|["*:-]')
"""What makes the end of a search more than a bracket or a picture."""

REMOTE = "remote"
MOST_PIECES = 2 * QUERY_WORDS
"""Words, operators and signs of a search that are read."""


def understand(q: str, table: PhraseTable, taken: Set[str] = frozenset()) -> Understanding:
    """Return what of ``q`` the table understands, and what remains to be searched for as words.

    The longest phrase goes first. Nothing is understood in quotes, in ``title:x`` and the like, nor
    of a word with ``*``; behind ``-`` places and ways to work alone. Words of kinds in ``taken``
    (parameters that are given already) stay words. ``q`` is read to 4,000 characters and 64 words;
    linear in its length.
    """
    found = [*apart(signs_apart(pieces(q[:QUERY_CHARACTERS], MOST_PIECES)), table)]
    end = found[-1].end if found else 0
    draft = _draft(q, q[:end], found, table, taken)
    choose_by_operators(draft, table)
    terms_beside_refused(draft)
    places_behind(draft)
    mark_alternatives(draft)
    companies_behind(draft)
    skills_with_version(draft)
    versions_behind(draft)
    skills_beside(draft)
    versions_behind(draft)
    grades_behind(draft, table)
    exclude(draft)
    shared_words(draft, table)
    titles_or_roles(draft)
    if names_without_article(draft):
        skills_beside(draft)  # of which an open word stood beside: "next react LA LA"
    _open_anywhere(draft)
    _give_way(draft)
    _leave_fields_as_words(draft)
    draw_circles(draft)
    cities_abroad(draft)
    types_alone(draft)
    join_places(draft)
    areas_in_titles(draft)
    leave_alternatives_as_words(draft)
    _keep_lonely_prepositions(draft)
    unread = q[end:].rstrip()
    return _understanding(draft, unread if SAYING.search(unread) else "")


def _draft(
    q: str, read: str, found: list[Piece], table: PhraseTable, taken: Set[str]
) -> SearchDraft:
    """The phrases that count by themselves, before any looks at what stands beside it."""
    fixed = [
        *signs(found),
        *amounts(read, found, table, taken),
        *genders(read, found),
        *flags(found, taken),
        *excluded_by_sign(found, table, taken),
    ]
    consumed = {at for one in fixed for at in one.span}
    candidates: list[FoundPhrase] = []
    before: dict[int, str] = {}
    room = QUERY_WORDS
    for run in runs(found, consumed):
        words = run[:room]
        room -= len(words)
        candidates += phrases_in(words, found, table)
        before |= {two.first: one.folded for one, two in pairwise(words)}
    kept, staying = chosen(candidates, taken)
    return SearchDraft(q, found, [*fixed, *kept], candidates, before, taken, staying)


def _understanding(draft: SearchDraft, unread: str) -> Understanding:
    found = draft.found
    fillers = [one for one in draft.kept if is_filler(one)]
    return Understanding(
        parts=tuple(_parts(draft)),
        rest=rest_of(draft) + unread,
        doubtful=tuple(
            _part(draft, one, meaning)
            for one, meaning in draft.doubtful()
            if draft.staying.isdisjoint(one.span)
        ),
        dropped=tuple((found[one.first].start, found[one.last].end) for one in fillers),
        left_out=tuple(
            (draft.typed(one.first, one.last), one.meaning.label)
            for one in fillers
            if one.meaning and one.meaning.kind == LEFT_OUT
        ),
        alone=() if unread else tuple(words_alone(draft)),
    )


def _parts(draft: SearchDraft) -> Iterator[Part]:
    before: FoundPhrase | None = None
    for one in draft.in_order():
        if one.meaning:
            part = _part(draft, one, _plain(one.meaning))
            yield replace(part, is_or=before is not None and is_either(draft, before, one))
            before = one


def _open_anywhere(draft: SearchDraft) -> None:
    """What "anywhere" asks for: openings for people anywhere; beside a place, remote ones there."""
    has_place = "where" in draft.taken or any(
        kind_of(one) in (*PLACES, "where") for one in draft.kept
    )
    for at, one in enumerate(draft.kept):
        if one.meaning and kind_of(one) == "anywhere":
            meaning = Meaning("where", one.meaning.value, "people anywhere")
            if has_place:
                kind = "noun" if "workplace" in draft.taken else "workplace"
                meaning = Meaning(kind, REMOTE, one.meaning.label)
            draft.kept[at] = one._replace(entry=PhraseEntry(meaning))


def _give_way(draft: SearchDraft) -> None:
    """Words for what a parameter says in another way ask for nothing."""
    for at, one in enumerate(draft.kept):
        if kind_of(one) in GIVING_WAY & draft.taken:
            draft.kept[at] = one._replace(entry=PhraseEntry(SAYS_NOTHING))


def _leave_fields_as_words(draft: SearchDraft) -> None:
    """Behind "head of" stands a field, which titles name: "head of machine learning"."""
    field: set[int] = set()
    for level in [one for one in draft.kept if kind_of(one) == "level_of"]:
        at = level.last + 1
        while at < len(draft.found) and draft.found[at].kind is Kind.WORD:
            kind = kind_of(draft.at(at)).removeprefix(NOT)
            if (
                kind in FIELD_ENDS
                or kind in ("level_of", "salary_min")
                or _is_way_to_place(draft, at)
            ):
                break
            if kind != "preposition" and not _is_field(draft, at):
                field.add(at)
            at += 1
    draft.field = frozenset(field)
    draft.kept = [one for one in draft.kept if field.isdisjoint(one.span)]


def _is_field(draft: SearchDraft, at: int) -> bool:
    one = draft.at(at)
    return one is not None and is_field(one.meaning)


def _is_way_to_place(draft: SearchDraft, at: int) -> bool:
    """Whether a preposition is followed by what ends the field."""
    return is_preposition(draft.at(at)) and kind_of(draft.at(at + 1)) in FIELD_ENDS


def _keep_lonely_prepositions(draft: SearchDraft) -> None:
    """Prepositions go only where something else is left or understood; "DE" alone is a role."""
    others = [
        at
        for at, piece in enumerate(draft.found)
        if piece.kind in (Kind.WORD, Kind.OPAQUE) and not is_preposition(draft.at(at))
    ]
    if not others:
        draft.kept = [
            one._replace(entry=PhraseEntry(meaning))
            for one in draft.kept
            for meaning in one.entry.offers
            if len(draft.found) == 1 and meaning.kind == "role"
        ]


def _plain(meaning: Meaning) -> Meaning:
    return meaning._replace(kind="level") if meaning.kind == "level_of" else meaning


def _part(draft: SearchDraft, one: FoundPhrase, meaning: Meaning) -> Part:
    start, end = draft.found[one.first].start, draft.found[one.last].end
    return Part(meaning, start, end, draft.q[start:end])
