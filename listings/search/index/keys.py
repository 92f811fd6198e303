"""How values are called in the index: whole numbers."""

NONE = 0
"""The key of documents that state nothing."""


def letters(code: str) -> int:
    """Return a word of a few ASCII letters as a number: ``DE``, ``EUR``."""
    return int.from_bytes(code.encode(), "big")


def word(key: int) -> str:
    """Return the word that ``letters`` made a number of."""
    return key.to_bytes((key.bit_length() + 7) // 8, "big").decode()
