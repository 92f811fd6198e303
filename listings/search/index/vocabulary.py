"""Values and words as whole numbers: codes of a few letters, and the different words of a part."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

NONE = 0
"""The key of documents that state nothing."""


def letters(code: str) -> int:
    """Return a word of a few ASCII letters as a number: ``DE``, ``EUR``."""
    return int.from_bytes(code.encode(), "big")


def word(key: int) -> str:
    """Return the word that ``letters`` made a number of."""
    return key.to_bytes((key.bit_length() + 7) // 8, "big").decode()


AFTER_ALL = b"\xff"


class GrowingVocabulary:
    """Words that are numbered as they come; one is shared by all small parts of a process."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.codes)

    def add(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def code(self, word: str) -> int | None:
        return self.codes.get(word)

    def starting_with(self, prefix: str) -> Iterable[int]:
        """Return the numbers of all words that begin so; O(words)."""
        return [code for word, code in list(self.codes.items()) if word.startswith(prefix)]

    def words(self) -> list[str]:
        """Return all of them by their numbers."""
        return list(self.codes)


class SortedVocabulary:
    """Words in the order of their bytes, as a file has them.

    ``starts`` (V + 1,) int64 says where each begins in ``content`` (uint8, UTF-8).
    """

    def __init__(self, starts: np.ndarray, content: np.ndarray) -> None:
        self.starts, self.content = starts, content

    @classmethod
    def of_words(cls, words: list[bytes]) -> "SortedVocabulary":
        encoded = sorted(words)
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(encoded), np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, code: int) -> bytes:
        return self.content[self.starts[code] : self.starts[code + 1]].tobytes()

    def code(self, word: str) -> int | None:
        """Return the number of a word, O(log words)."""
        wanted = word.encode()
        at = bisect_left(self, wanted)
        return at if at < len(self) and self[at] == wanted else None

    def starting_with(self, prefix: str) -> Iterable[int]:
        wanted = prefix.encode()
        return range(bisect_left(self, wanted), bisect_left(self, wanted + AFTER_ALL))

    def words(self) -> list[str]:
        return [self[code].decode() for code in range(len(self))]


@dataclass(frozen=True)
class TextTokens:
    """Words of ``n`` postings, texts and all: each of them once.

    ``ids``      (n,) int64: the postings
    ``lengths``  (n,) int64: how many different words each has
    ``codes``    (e,) int32: these, posting by posting, as numbers of the ``vocabulary``
    """

    ids: np.ndarray
    lengths: np.ndarray
    codes: np.ndarray
    vocabulary: GrowingVocabulary


type Vocabulary = GrowingVocabulary | SortedVocabulary
