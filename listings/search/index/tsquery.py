"""Reads the literal of a ``tsquery``, as ``reading.query`` writes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'(?::[A-D*]+)?|<->|[&|!()])")


@dataclass(frozen=True)
class Lexeme:
    """A word; ``weights`` are the letters of the fields in which it counts (all: "")."""

    text: str
    weights: str = ""
    is_prefix: bool = False


@dataclass(frozen=True)
class And:
    """Every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One of the parts holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Phrase:
    """Each part is one of several words, and they follow one another."""

    parts: tuple["Node", ...]


type Node = Lexeme | And | Or | Not | Phrase


@lru_cache(maxsize=512)
def read(literal: str) -> Node:
    """Return the tree; binds as PostgreSQL does: ``!``, ``<->``, ``&``, ``|``."""
    return _Parser(_TOKEN.findall(literal)).either()


class _Parser:
    def __init__(self, signs: list[str]) -> None:
        self.signs, self.at = signs, 0

    def either(self) -> Node:
        parts = self._joined("|", self.every)
        return parts[0] if len(parts) == 1 else Or(parts)

    def every(self) -> Node:
        parts = self._joined("&", self.phrase)
        return parts[0] if len(parts) == 1 else And(parts)

    def phrase(self) -> Node:
        parts = self._joined("<->", self.single)
        return parts[0] if len(parts) == 1 else Phrase(parts)

    def single(self) -> Node:
        sign = self._next()
        if sign == "!":
            return Not(self.single())
        if sign == "(":
            inside = self.either()
            self._next()
            return inside
        text, _, suffix = sign[1:].rpartition("'")
        suffix = suffix.lstrip(":")
        plain = text.replace("''", "'").replace("\\\\", "\\")
        return Lexeme(plain, suffix.replace("*", ""), "*" in suffix)

    def _joined(self, between: str, part: Callable[[], Node]) -> tuple[Node, ...]:
        parts = [part()]
        while self.at < len(self.signs) and self.signs[self.at] == between:
            self.at += 1
            parts.append(part())
        return tuple(parts)

    def _next(self) -> str:
        self.at += 1
        return self.signs[self.at - 1]
