"""What a search does not want: "not US", "except Berlin or Munich", "-remote"."""

from collections.abc import Iterator, Set

from listings.search.understanding.draft import BY_SIGN, SearchDraft, kind_of, put
from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import LEFT_OUT, NOT, SAYS_NOTHING, Meaning
from listings.search.understanding.phrases import folded, words_of
from listings.search.understanding.pieces import Kind, Piece
from listings.search.understanding.table import PLACES, PhraseEntry, PhraseTable

BY_WORD = frozenset(
    {
        *("role", "title", "skill", "company", "level", "type", "workplace", "speaks", "clearance"),
        *PLACES,
    }
)
LONGEST = 3  # words of "outside of the"
NO_ZONE = Meaning(LEFT_OUT, "", "excludes nothing: openings do not say in which time zones")
NOBODY_THERE = Meaning(LEFT_OUT, "", "excludes nothing: no opening is there")


def excluded_by_sign(
    found: list[Piece], table: PhraseTable, taken: Set[str]
) -> Iterator[FoundPhrase]:
    """Places and ways to work behind a sign: "-remote", "-us"."""
    for at, piece in enumerate(found):
        if piece.kind is Kind.OPAQUE and piece.is_excluded and piece.text[1:].isalpha():
            entry = table.get(folded(piece.text[1:]))
            if entry and _may_exclude(entry.meaning, BY_SIGN - taken):
                yield FoundPhrase(_without(entry.meaning), at, at, 1)


def exclude(draft: SearchDraft) -> None:
    """What stands behind "not" and the like is excluded, with all that "or" and "and" add to it.

    Words that say nothing else are excluded as words: "no crypto", "not sales or marketing".
    """
    at = 0
    while at < len(draft.found):
        kinds, last, behind = _negation(draft, at)
        one = draft.at(behind) if kinds else None
        if one and one.first == behind and _may_exclude(one.meaning, kinds):
            at = _exclude_all(draft, at, one)
        elif one and kind_of(one) == "where":
            is_zone = one.meaning is not None and dict(one.meaning.also).get("zone")
            put(draft, FoundPhrase.of(NO_ZONE if is_zone else NOBODY_THERE, at, one.last))
            at = one.last
        elif kinds and (words := _lone_words(draft, behind, kinds)):
            _exclude_words(draft, range(at, last + 1), words)
            at = words[-1]
            joined = draft.at(_behind_joint(draft, at + 1))
            at = _exclude_all(draft, at + 1, joined) if joined else at
        at += 1


def _lone_words(draft: SearchDraft, at: int, kinds: Set[str]) -> list[int]:
    """Pieces that are words which are not understood: the one at ``at``, and those joined to it.

    None where something is joined to them that cannot be excluded, and none behind "no" where it
    may mean "in the".
    """
    if kinds != BY_WORD and (_is_portuguese(draft) or not _is_plain_word(draft, at)):
        return []
    found: list[int] = []
    while at >= 0:
        if not _is_lone_word(draft, at):
            one = draft.at(at)
            return found if found and one and _may_exclude(one.meaning, kinds) else []
        found.append(at)
        at = _behind_joint(draft, at + 1)
    return found


def _is_lone_word(draft: SearchDraft, at: int) -> bool:
    if at >= len(draft.found) or at in draft.staying or draft.at(at):
        return False
    return draft.found[at].kind is Kind.WORD


def _is_plain_word(draft: SearchDraft, at: int) -> bool:
    """Whether letters alone stand there: "no 1" excludes nothing."""
    return at < len(draft.found) and draft.found[at].text.isalpha()


def _exclude_words(draft: SearchDraft, negation: range, words: list[int]) -> None:
    """Exclude words; what stands before and between them says nothing more."""
    draft.excluded |= {*words}
    for at in range(words[0], words[-1] + 1):
        if at not in words:
            put(draft, FoundPhrase.of(SAYS_NOTHING, at, at))
    put(draft, FoundPhrase.of(SAYS_NOTHING, negation[0], negation[-1]))


def _exclude_all(draft: SearchDraft, start: int, one: FoundPhrase) -> int:
    """Exclude a phrase, from ``start`` on, and those of its kind joined to it. The last piece."""
    kind, last = kind_of(one), one.last
    _replace(draft, one, start)
    while (other := draft.at(_behind_joint(draft, last + 1))) and kind_of(other) == kind:
        last = other.last
        _replace(draft, other, other.first)
    return last


def _replace(draft: SearchDraft, one: FoundPhrase, first: int) -> None:
    put(draft, one._replace(entry=_without(one.meaning), first=first))


def _negation(draft: SearchDraft, at: int) -> tuple[frozenset[str], int, int]:
    """The kinds that a negation at a piece may exclude, its last piece and the one behind it.

    No kinds: there is none.
    """
    for count in range(LONGEST, 0, -1):
        run = range(at, at + count)
        if not all(map(draft.has_word, run)) or not draft.is_free(run):
            continue
        phrase = " ".join(folded(draft.found[one].text) for one in run)
        behind = draft.beside(run[-1], 1)
        if any(piece.is_new_run for piece in draft.found[run[-1] + 1 : behind + 1]):
            continue  # a line break ends what it says
        if phrase in words_of("fillers", "not"):
            return BY_WORD, run[-1], behind
        if phrase in words_of("fillers", "no"):
            kinds = BY_WORD if _is_place_left_out(draft, behind) else BY_WORD.difference(PLACES)
            return kinds, run[-1], behind
    return frozenset(), at, at


def _is_place_left_out(draft: SearchDraft, at: int) -> bool:
    """Whether a place stands there that "no" excludes: "remote no US", but "vagas no Brasil".

    In Portuguese "no" is "in the": beside other words of it, before places where it is spoken,
    and before names that English does not have ("no Canadá").
    """
    one = draft.at(at)
    if one is None or one.meaning is None or kind_of(one) not in PLACES:
        return False
    name = draft.typed(one.first, one.last)
    country = one.meaning.value.rpartition("-")[2].upper()
    is_inside = country in words_of("fillers", "no_means_in")
    is_name = folded(name) in words_of("fillers", "no_means_in_before")
    return name.isascii() and not (is_inside or is_name or _is_portuguese(draft))


def _is_portuguese(draft: SearchDraft) -> bool:
    """Whether a word stands in the search beside which "no" is "in the"."""
    beside = words_of("fillers", "no_means_in_beside")
    return any(folded(piece.text) in beside for piece in draft.found)


def _behind_joint(draft: SearchDraft, at: int) -> int:
    """The piece behind "or" or "and"; −1 where neither stands at ``at``."""
    if at >= len(draft.found):
        return -1
    piece = draft.found[at]
    is_joint = piece.kind is Kind.OR or folded(piece.text) in words_of("fillers", "and")
    return draft.beside(at, 1) if is_joint else -1


def _may_exclude(meaning: Meaning | None, kinds: Set[str]) -> bool:
    return meaning is not None and meaning.kind in kinds and not meaning.also


def _without(meaning: Meaning | None) -> PhraseEntry:
    return PhraseEntry(meaning and meaning._replace(kind=f"{NOT}{meaning.kind}"))
