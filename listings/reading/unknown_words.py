"""Capitalised words of postings that no skill is called: what editors may have missed. No Django.

A product that is new stands in many postings with a capital letter inside a sentence, and hardly
ever in small letters. Linear in the length of the texts.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from listings.reading.asked_skills import ASKS
from listings.reading.sections import read_lines, read_sentences
from listings.reading.skills import SkillReader
from listings.reading.words import fold

MOST_WORDS = 3
"""Words of one name: "Quay Tag Manager"."""

MOST_IN_SMALL_LETTERS = 0.2
"""Share of all mentions beyond which a word is an ordinary one: "Team"."""

_WORD = re.compile(r"[^\W\d_][\w.+#]*[\w+#]|[^\W\d_]")
_APART = re.compile(r"[^ ]|  ")  # what ends a name where it stands between two of its words


@dataclass(slots=True)
class UnknownWord:
    """``example``: the first sentence that names it."""

    word: str
    example: str
    postings: int = 0
    employers: set[str] = field(default_factory=set)


class UnknownWords:
    """Counts, over postings that are added one by one."""

    def __init__(self, reader: SkillReader, known: Iterable[str] = ()) -> None:
        """``known``: further words that are none to look at: names of employers and places."""
        self._reader = reader
        self._known = {fold(word) for word in known}
        self._found: dict[str, UnknownWord] = {}
        self._small: Counter[str] = Counter()

    def add(self, employer: str, text: str) -> None:
        """Count each word of a posting's plain text once, where the posting may ask for it."""
        names: dict[str, str] = {}
        small: set[str] = set()
        for sentence in read_sentences(read_lines(text)):
            if sentence.section in ASKS:
                small |= set(_WORD.findall(sentence.text))
                for name in _names(sentence.text):
                    names.setdefault(name, sentence.text)
        self._small.update(word for word in small if word.islower())
        own = fold(employer)
        for name, example in names.items():
            if fold(name) not in own and not self._is_known(name):
                found = self._found.setdefault(name, UnknownWord(name, example))
                found.postings += 1
                found.employers.add(employer)

    def most(self, postings: int = 5, employers: int = 3) -> list[UnknownWord]:
        """Those in at least so many postings of so many employers, the most frequent first."""
        frequent = [
            one
            for one in self._found.values()
            if one.postings >= postings
            and len(one.employers) >= employers
            and self._small[one.word.lower()] <= MOST_IN_SMALL_LETTERS * one.postings
        ]
        return sorted(frequent, key=lambda one: (-one.postings, one.word))

    def _is_known(self, name: str) -> bool:
        return fold(name) in self._known or any(self._reader.mentions(name))


def _names(sentence: str) -> list[str]:
    """Runs of capitalised words that do not begin the sentence; a heading in capitals has none."""
    runs: list[list[str]] = []
    end = -1
    words = list(_WORD.finditer(sentence))
    if "," not in sentence and all(word[0][0].isupper() for word in words):
        return []
    for word in words[1:]:
        if not word[0][0].isupper():
            continue
        if end >= 0 and not _APART.search(sentence[end : word.start()]) and runs:
            runs[-1].append(word[0])
        else:
            runs.append([word[0]])
        end = word.end()
    return [" ".join(run[:MOST_WORDS]) for run in runs]
