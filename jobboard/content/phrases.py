"""The phrases of a pack: each can find something, or is complained of with its place."""

from collections.abc import Callable, Iterator
from functools import partial

from jobboard.content.folder import Folder
from jobboard.content.shapes import Pack, PackSkill, file_of
from listings.reading.alternatives import PhraseError
from listings.reading.phrase_checks import check_skill_phrase, check_title_phrase

type Check = Callable[[str], None]

check_level = partial(check_title_phrase, is_level=True)
check_exact = partial(check_skill_phrase, is_exact=True)


def check_phrases(folder: Folder, pack: Pack) -> None:
    """Complain of every phrase that cannot be read, or that nothing can ever hold."""
    for name, check, phrase in _phrases(pack):
        try:
            check(phrase)
        except PhraseError as fault:
            where = f"column {fault.column}: {fault.what}"
            folder.complain_of(name, phrase, f"“{phrase}”, {where}")


def _phrases(pack: Pack) -> Iterator[tuple[str, Check, str]]:
    for role in pack.roles:
        named = (role.name,) if role.name else ()  # else it is complained of where it is read
        for phrase in (*named, *role.aliases, *role.excludes):
            yield file_of(role), check_title_phrase, phrase
    yield from (("levels.toml", check_level, phrase) for phrase in pack.levels)
    yield from (("occupations.toml", check_title_phrase, phrase) for phrase in pack.occupations)
    for skill in pack.skills:
        yield from ((skill.file, *one) for one in _of_skill(skill))


def _of_skill(skill: PackSkill) -> Iterator[tuple[Check, str]]:
    for phrase in dict.fromkeys((skill.name, *skill.aliases, *skill.excludes)):
        if phrase and phrase not in skill.case_sensitive:
            yield check_skill_phrase, phrase
    yield from ((check_exact, phrase) for phrase in skill.case_sensitive)
