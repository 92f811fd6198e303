"""Numbers behind a job or a skill: grades ("SDE II", "engineer 3") and versions ("Angular 17")."""

import re
from collections.abc import Iterator, Mapping

from listings.search.understanding.draft import SearchDraft, kind_of, put
from listings.search.understanding.levels import other_grade
from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import LEFT_OUT, Meaning
from listings.search.understanding.phrases import folded
from listings.search.understanding.pieces import Kind
from listings.search.understanding.table import PhraseEntry, PhraseTable

JOBS = ("role", "title")

_VERSION = re.compile(r"v?[0-9]{1,2}(?:\.[0-9x]{1,2}){0,2}\+?")
VERSION = Meaning(LEFT_OUT, "", "is a version: openings are not chosen by it")
OF_ANY = ("engineer", "level")
"""Of these the board's words say what a number means; of other jobs it means the same."""

SHORTEST_NAME = 4
"""Letters of a doubtful skill that a version makes sure, where it has no point."""


def grades_behind(draft: SearchDraft, table: PhraseTable) -> None:
    """Read a grade as the level that it is; titles that have it come first."""
    if "level" in draft.taken or any(kind_of(one) == "level" for one in draft.kept):
        return  # "senior engineer 2"
    for job in [one for one in draft.kept if kind_of(one) in JOBS]:
        grade = _free_word(draft, job.last + 1)
        typed = folded(draft.typed(job.first, job.last))
        level = _level(table.grades, typed, grade) if grade in other_grade() else ""
        if level and job.meaning:
            first = (*job.meaning.first, *_titles(job.meaning, typed, grade))
            put(draft, job._replace(entry=PhraseEntry(job.meaning._replace(first=first))))
            at = job.last + 1
            put(draft, FoundPhrase.of(Meaning("level", level, draft.typed(at, at)), at, at))
    _grades_of_words(draft, table)


def _grades_of_words(draft: SearchDraft, table: PhraseTable) -> None:
    """A grade behind a word that is no job by itself: "engineer 3", "analyst II"."""
    for at in range(len(draft.found) - 1):
        word, grade = _free_word(draft, at, may_begin=True), _free_word(draft, at + 1)
        if word and grade in other_grade():
            forms = (f"{word} {grade}", f"{word} {other_grade()[grade]}")
            level = next((table.grades[one] for one in forms if one in table.grades), "")
            if level:
                meaning = Meaning("level", level, draft.typed(at + 1, at + 1))
                put(draft, FoundPhrase.of(meaning, at + 1, at + 1))


def _level(grades: Mapping[str, str], typed: str, grade: str) -> str:
    """The level of a grade by the board's words: of the job's last word, or of any job."""
    names = (typed.rpartition(" ")[2], *OF_ANY)
    phrases = [f"{name} {form}" for name in names for form in (grade, other_grade()[grade])]
    return next(
        (grades[one] for one in (*phrases, other_grade()[grade], grade) if one in grades), ""
    )


def _titles(meaning: Meaning, typed: str, grade: str) -> Iterator[str]:
    for name in dict.fromkeys((folded(meaning.label), typed)):
        yield from (f"{name} {form}" for form in (grade, other_grade()[grade]))


def skills_with_version(draft: SearchDraft) -> None:
    """Doubtful names of skills before a version are skills: "react 18", but no "go 2 market"."""
    for one, meaning in draft.doubtful():
        version = _free_word(draft, one.last + 1)
        is_sure = "." in version or len(draft.typed(one.first, one.last)) >= SHORTEST_NAME
        if meaning.kind == "skill" and is_sure and _VERSION.fullmatch(version):
            put(draft, one._replace(entry=PhraseEntry(meaning)))


def versions_behind(draft: SearchDraft) -> None:
    """Leave out the version of a skill, and say so: "Angular 17", "vue3"."""
    for skill in [one for one in draft.kept if kind_of(one) == "skill"]:
        at = skill.last + 1
        if _VERSION.fullmatch(_free_word(draft, at)):
            put(draft, FoundPhrase.of(VERSION, at, at))


def _free_word(draft: SearchDraft, at: int, *, may_begin: bool = False) -> str:
    """The word at a piece, folded, of which nothing is understood and that nothing parts; or "".

    ``may_begin``: something may part it from the piece before.
    """
    if not 0 <= at < len(draft.found) or draft.at(at) or at in draft.staying:
        return ""
    piece = draft.found[at]
    is_parted = piece.is_new_run or piece.is_apart or piece.is_slashed or piece.is_bracketed
    is_beside = piece.kind is Kind.WORD and (may_begin or not is_parted)
    return piece.text.lower() if is_beside else ""
