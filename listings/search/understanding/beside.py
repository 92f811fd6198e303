"""Doubtful words whose meaning is decided by what stands beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from listings.search.understanding.draft import SearchDraft
from listings.search.understanding.matching import FoundPhrase, Kind, offered
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import folded, words_of
from listings.search.understanding.table import PLACES, PhraseEntry


def places_behind(
    draft: SearchDraft,
    candidates: Sequence[FoundPhrase],
    before: Mapping[int, str],
    taken: Set[str],
) -> list[FoundPhrase]:
    """Doubtful names that stand behind "in" and the like are places: "engineer in Nice".

    ``before`` is the word before each piece.
    """
    return [
        _as(one, meaning)
        for one, meaning in _doubtful(draft, candidates, taken)
        if _is_the_place(one, meaning)
        and before.get(one.first) in words_of("fillers", "before_places")
        and not _may_be_article(draft, one)
    ]


def names_without_article(
    draft: SearchDraft, candidates: Sequence[FoundPhrase], taken: Set[str]
) -> list[FoundPhrase]:
    """Names that are no article where no word follows: "marketing la", but not "la fourche"."""
    return _meant(draft, candidates, taken, _is_no_article)


def types_alone(
    draft: SearchDraft, candidates: Sequence[FoundPhrase], taken: Set[str]
) -> list[FoundPhrase]:
    """Types where no word stands beside: "stage paris", but not "early stage"."""
    return _meant(draft, candidates, taken, _is_type_alone)


def _meant(
    draft: SearchDraft,
    candidates: Sequence[FoundPhrase],
    taken: Set[str],
    is_meant: Callable[[SearchDraft, FoundPhrase, Meaning], bool],
) -> list[FoundPhrase]:
    return [
        _as(one, meaning)
        for one, meaning in _doubtful(draft, candidates, taken)
        if is_meant(draft, one, meaning)
    ]


def _doubtful(
    draft: SearchDraft, candidates: Sequence[FoundPhrase], taken: Set[str]
) -> Iterator[tuple[FoundPhrase, Meaning]]:
    for one, meaning in offered(candidates, draft.claimed):
        if meaning.kind not in taken and draft.at(one.first) is None:
            yield one, meaning


def _as(one: FoundPhrase, meaning: Meaning) -> FoundPhrase:
    return one._replace(entry=PhraseEntry(meaning))


def _is_the_place(one: FoundPhrase, meaning: Meaning) -> bool:
    """Whether it is the one place that a phrase may mean."""
    return [offer for offer in one.entry.offers if offer.kind in PLACES] == [meaning]


def _is_no_article(draft: SearchDraft, one: FoundPhrase, meaning: Meaning) -> bool:
    is_name = _phrase(draft, one) in words_of("places", "unless_followed")
    is_place = is_name and not _is_said_again(draft, one) and _is_the_place(one, meaning)
    return is_place and not _may_be_article(draft, one)


def _is_said_again(draft: SearchDraft, one: FoundPhrase) -> bool:
    """Whether the word before is the same and stays a word: "la la"."""
    before = one.first - 1
    if not _is_open_word(draft, before) or _is_told(draft, before):
        return False
    return folded(draft.found[before].text) == _phrase(draft, one)


def _may_be_article(draft: SearchDraft, one: FoundPhrase) -> bool:
    """Whether a word follows, and no capitals tell the name: "la fourche", but "LA designer"."""
    is_name = _phrase(draft, one) in words_of("places", "unless_followed")
    return is_name and not _is_told(draft, one.first) and _is_open_word(draft, one.last + 1)


def _is_told(draft: SearchDraft, at: int) -> bool:
    return draft.found[at].text.isupper() and not draft.q.isupper()


def _is_type_alone(draft: SearchDraft, one: FoundPhrase, meaning: Meaning) -> bool:
    beside = (one.first - 1, one.last + 1)
    return meaning.kind == "type" and not any(_is_open_word(draft, at) for at in beside)


def _phrase(draft: SearchDraft, one: FoundPhrase) -> str:
    return folded(" ".join(piece.text for piece in draft.found[one.first : one.last + 1]))


def _is_open_word(draft: SearchDraft, at: int) -> bool:
    """Whether a word stands there of which nothing is understood; none that is excluded."""
    if not draft.has_word(at) or at in draft.excluded or draft.at(at):
        return False
    piece = draft.found[at]
    return piece.kind is Kind.WORD or not piece.text.startswith("-")
