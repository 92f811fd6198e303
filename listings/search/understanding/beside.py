"""Doubtful words whose meaning is decided by what stands beside them."""

from collections.abc import Mapping, Sequence, Set

from listings.search.understanding.draft import (
    AND,
    SearchDraft,
    is_filler,
    is_joined,
    kind_of,
    put,
)
from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import folded, words_of
from listings.search.understanding.pieces import Kind
from listings.search.understanding.table import FILLERS, PLACES, STAYS, PhraseEntry, PhraseTable

JOBS = ("role", "title")


def places_behind(draft: SearchDraft) -> None:
    """Doubtful names that stand behind "in" and the like are places: "engineer in Nice"."""
    draft.kept += [
        _as(one, meaning)
        for one, meaning in draft.doubtful()
        if _is_the_place(one, meaning)
        and draft.before.get(one.first) in words_of("fillers", "before_places")
        and not _may_be_article(draft, one)
    ]


def companies_behind(draft: SearchDraft) -> None:
    """Doubtful names behind "at" and the like are companies: "jobs at Notion or Figma".

    Not where it is a word that stands behind "at" by itself: "machine learning at scale".
    """
    for one, meaning in draft.doubtful():
        if meaning.kind == "company" and _is_employer(draft, one):
            put(draft, _as(one, meaning))


def _is_employer(draft: SearchDraft, one: FoundPhrase) -> bool:
    """Whether "at" or "working for" stands before a name, or a company that "or" joins to it."""
    if _phrase(draft, one) in words_of("companies", "not_behind"):
        return False
    filler = draft.at(one.first - 1)
    said = {draft.before.get(one.first)}
    if filler and is_filler(filler):
        said.add(_phrase(draft, filler))
    return not said.isdisjoint(words_of("fillers", "before_names")) or any(
        kind_of(other) == "company" and other.last < one.first and is_joined(draft, other, one)
        for other in draft.kept
    )


def terms_beside_refused(draft: SearchDraft) -> None:
    """Terms beside a word that is no skill there say what they always do: "spring internship"."""
    for refused in draft.candidates:
        if refused.meaning == STAYS.meaning and draft.staying.issuperset(refused.span):
            for one in draft.candidates:
                is_inside = refused.first <= one.first <= one.last <= refused.last
                if is_inside and kind_of(one) in {"type", "level"} - draft.taken:
                    put(draft, one)
                    draft.staying -= {*one.span}


def skills_beside(draft: SearchDraft) -> None:
    """Doubtful names of skills beside another skill: "react/next", "node with express".

    Beside a word that is not understood they stay words, which find the skill too, but where "or"
    joins them: "python access control". So do names that are fields of work as well.
    """
    doubtful = {
        one.first: _as(one, meaning)
        for one, meaning in draft.doubtful()
        if meaning.kind == "skill" and _phrase(draft, one) not in words_of("skills", "fields")
    }
    inside = {at for one in doubtful.values() for at in one.span}
    found, run = [], list[FoundPhrase]()
    for at in range(len(draft.found) + 1):
        if at < len(draft.found) and draft.found[at].is_new_run:
            found += _meant_together(draft, run, doubtful)
            run = []
        one = draft.at(at) or doubtful.get(at)
        if one and kind_of(one) == "skill":
            if one not in run and not _is_within_words(draft, one, inside):
                run.append(one)
        elif at not in inside and not _is_joint(draft, at):
            found += _meant_together(draft, run, doubtful)
            run = []
    draft.kept += found


def _meant_together(
    draft: SearchDraft, run: Sequence[FoundPhrase], doubtful: Mapping[int, FoundPhrase]
) -> list[FoundPhrase]:
    """Doubtful ones of a run of skills, where one is sure or a second one is no mere letter."""
    unsure = [one for one in run if doubtful.get(one.first) is one]
    names = {_phrase(draft, one) for one in unsure}
    is_list = len(names) > 1 and any(len(name) > 1 for name in names)
    return unsure if is_list or len(unsure) < len(run) else []


def _is_within_words(draft: SearchDraft, one: FoundPhrase, doubtful: Set[int]) -> bool:
    if draft.at(one.first) is one or _is_joined_by_or(draft, one):
        return False
    sides = ((one.first - 1, one.first), (one.last + 1, one.last + 1))
    return any(
        at not in doubtful
        and not _is_joint(draft, at)
        and _is_open_word(draft, at)
        and not draft.found[sign].is_bracketed
        for at, sign in sides
    )


def _is_joined_by_or(draft: SearchDraft, one: FoundPhrase) -> bool:
    """Whether "or" stands right beside it: "designer notion or figma"."""
    sides = (one.first - 1, one.last + 1)
    return any(0 <= at < len(draft.found) and draft.found[at].kind is Kind.OR for at in sides)


def _is_joint(draft: SearchDraft, at: int) -> bool:
    """Whether a piece joins two others: a comma, "or", "and", or a word that says nothing."""
    if at >= len(draft.found):
        return False
    piece = draft.found[at]
    if piece.kind in (Kind.COMMA, Kind.OR) or is_filler(draft.at(at)):
        return True
    return folded(piece.text) in words_of("fillers", "or") | words_of("fillers", "and")


def shared_words(draft: SearchDraft, table: PhraseTable) -> None:
    """Occupations that share a word: "frontend or backend engineer", "product manager or owner"."""
    for job in [one for one in draft.kept if kind_of(one) in JOBS and one.last > one.first]:
        first, last = folded(draft.found[job.first].text), folded(draft.found[job.last].text)
        for at, form in (
            (_other(draft, job, -1), "{} " + last),
            (_other(draft, job, 1), first + " {}"),
        ):
            if not draft.has_word(at) or kind_of(draft.at(at)) in (*JOBS, *FILLERS):
                continue
            phrase = form.format(folded(draft.found[at].text))
            entry = table.entry_of(phrase)
            if entry and entry.meaning and entry.meaning.kind in JOBS:
                titles = dict.fromkeys((phrase, folded(entry.meaning.label), *entry.meaning.titles))
                meaning = entry.meaning._replace(kind="title", titles=tuple(titles))
                put(draft, FoundPhrase.of(meaning, at, at))


def _other(draft: SearchDraft, job: FoundPhrase, step: int) -> int:
    """The piece that "or" or a slash parts from a job, before (-1) or behind (1) it; else -1."""
    at = job.first - 1 if step < 0 else job.last + 1
    if not 0 <= at < len(draft.found):
        return -1
    if draft.found[at].kind is Kind.OR:
        return at + step
    return at if draft.found[job.first if step < 0 else at].is_slashed else -1


def titles_or_roles(draft: SearchDraft) -> None:
    """A role beside an occupation that is none is met by titles too: "product or project manager".

    So is each that "or" or a comma joins to these.
    """
    chain: list[FoundPhrase] = []
    for one in [*draft.in_order(), None]:
        if one and chain and kind_of(one) in JOBS and is_joined(draft, chain[-1], one):
            chain.append(one)
            continue
        if len({kind_of(job) for job in chain}) > 1:
            for job in chain:
                put(draft, job._replace(entry=PhraseEntry(_by_title(draft, job))))
        chain = [one] if one and kind_of(one) in JOBS else []


def _by_title(draft: SearchDraft, job: FoundPhrase) -> Meaning | None:
    meaning = job.meaning
    if meaning is None or meaning.kind == "title":
        return meaning
    titles = dict.fromkeys((folded(meaning.label), _phrase(draft, job)))
    return Meaning("title", meaning.value, meaning.label, titles=tuple(titles))


def names_without_article(draft: SearchDraft) -> bool:
    """Names that are no article where no word follows: "marketing la", but not "la fourche".

    Whether there is any.
    """
    names = [
        _as(one, meaning)
        for one, meaning in draft.doubtful()
        if _is_no_article(draft, one, meaning)
    ]
    draft.kept += names
    return bool(names)


def types_alone(draft: SearchDraft) -> None:
    """Types where no word stands beside: "stage paris", but not "early stage"."""
    draft.kept += [
        _as(one, meaning)
        for one, meaning in draft.doubtful()
        if _is_type_alone(draft, one, meaning)
    ]


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
    beside = (_behind_and(draft, one.first - 1, -1), _behind_and(draft, one.last + 1, 1))
    return meaning.kind == "type" and not any(_is_open_word(draft, at) for at in beside)


def _behind_and(draft: SearchDraft, at: int, step: int) -> int:
    """The piece at a place, or the next one where "AND" stands there."""
    while 0 <= at < len(draft.found) and draft.found[at].text == AND:
        at += step
    return at


def _phrase(draft: SearchDraft, one: FoundPhrase) -> str:
    return folded(" ".join(piece.text for piece in draft.found[one.first : one.last + 1]))


def _is_open_word(draft: SearchDraft, at: int) -> bool:
    """Whether a word stands there of which nothing is understood; none that is excluded."""
    if not draft.has_word(at) or at in draft.excluded or draft.at(at):
        return False
    piece = draft.found[at]
    return piece.kind is Kind.WORD or not piece.is_excluded
