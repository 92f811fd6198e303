"""What was typed, as a structure that SQL and an index in memory evaluate alike.

The tokens are those of ``document_words``. As sets of postings, with the fields of a search given:

- a ``Word`` is met exactly by the postings of ``exact`` and of ``plurals``, and at all by those of
  ``stems`` too; of a prefix by those of every word that begins with it (a stem is no word);
- a ``QueryTerm`` of one word is that set; of several the postings in which they follow each other
  at neighbouring places; a negative one is all the others;
- a group is the union of its terms, an alternative the intersection of its groups, a ``Query`` the
  union of its alternatives.

``Tier`` divides what is found into disjoint sets: each holds what it meets and none before it did.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from listings.reading.document_words import TITLE

ANYWHERE = ""
"""In place of weights: any field."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its other forms: ``engineers``, ``EN:engin``."""

    exact: str
    plurals: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    is_prefix: bool = False

    def tsquery(self, fields: str, *, is_exact: bool) -> str:
        tokens = (self.exact, *self.plurals, *(() if is_exact else self.stems))
        suffix = fields + ("*" if self.is_prefix else "")
        return _either([f"'{token}'{':' + suffix if suffix else ''}" for token in tokens])


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """Neighbouring words; ``fields`` are weights that it names itself (``title:``), else ""."""

    words: tuple[Word, ...]
    is_negative: bool = False
    fields: str = ""

    def tsquery(self, fields: str, *, is_exact: bool) -> str:
        """Fields of its own hold in any tier; what is unwanted is unwanted in all of them."""
        where = self.fields or ("" if self.is_negative else fields)
        phrase = " <-> ".join(word.tsquery(where, is_exact=is_exact) for word in self.words)
        if self.is_negative:
            return f"!({phrase})"
        return f"({phrase})" if len(self.words) > 1 else phrase

    def opposite(self) -> "QueryTerm":
        return replace(self, is_negative=not self.is_negative)


type Group = tuple[QueryTerm, ...]


def _either(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


def _all(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' & '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A sign that means nothing where it stands; it was left out, and the page says so."""

    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tier:
    """How well: all wanted words in ``fields`` (weights; "" is all), in their exact form or not.

    ``is_phrase``: next to one another, in the order in which they were typed.
    """

    fields: str
    is_exact: bool
    is_phrase: bool = False


HEADING_TIERS = (
    Tier(TITLE, is_exact=True, is_phrase=True),
    *(Tier(fields, is_exact) for fields in (TITLE, ANYWHERE) for is_exact in (True, False)),
)
"""Asked of the heading, best first. What only the text meets comes after them, exactly or not."""

EXACT = Tier(ANYWHERE, is_exact=True)


@dataclass(frozen=True, slots=True)
class Query:
    """One alternative must hold: all of its groups, and of each group one term."""

    alternatives: tuple[tuple[Group, ...], ...] = ()
    forgiven: tuple[Forgiven, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was typed is a word."""
        return not self.alternatives

    def tsquery(self, tier: Tier = Tier(ANYWHERE, is_exact=False)) -> str:
        """Literal for ``::tsquery``, of how well the wanted words must be met; "" where empty.

        Of a query that only excludes, no part can be restricted.
        """
        made = [" & ".join(_conjunction(groups, tier)) for groups in self.alternatives]
        return _either(made) if made else ""

    @property
    def heading_tiers(self) -> tuple[str, ...]:
        """Literals of ``HEADING_TIERS`` that differ, best first; the last is the whole query."""
        literals = [self.tsquery(tier) for tier in HEADING_TIERS]
        return (*dict.fromkeys(one for one in literals if one != literals[-1]), literals[-1])

    @property
    def only_excludes(self) -> bool:
        """Whether a text of no words at all would meet it: ``-senior``, ``analyst OR -senior``."""
        return any(
            all(any(term.is_negative for term in group) for group in groups)
            for groups in self.alternatives
        )

    def opposite(self) -> str:
        """Literal for ``::tsquery`` that exactly the other texts meet."""
        return " & ".join(_either(_opposites(groups)) for groups in self.alternatives)

    @property
    def words(self) -> tuple[Word, ...]:
        """The wanted words, each once, in the order in which they were typed."""
        wanted = (
            word
            for groups in self.alternatives
            for group in groups
            for term in group
            if not term.is_negative
            for word in term.words
        )
        return tuple(dict.fromkeys(wanted))


def _conjunction(groups: Iterable[Group], tier: Tier) -> Iterator[str]:
    """What must hold together; of a phrase, single words that stand side by side as one term."""
    for is_joined, some in groupby(groups, key=lambda group: tier.is_phrase and _is_plain(group)):
        if is_joined:
            words = tuple(word for group in some for word in group[0].words)
            yield QueryTerm(words).tsquery(tier.fields, is_exact=tier.is_exact)
            continue
        for group in some:
            yield _either([term.tsquery(tier.fields, is_exact=tier.is_exact) for term in group])


def _is_plain(group: Group) -> bool:
    """Whether it is one wanted term without a field of its own."""
    return len(group) == 1 and not group[0].is_negative and not group[0].fields


def _opposites(groups: Iterable[Group]) -> list[str]:
    return [
        _all([term.opposite().tsquery("", is_exact=False) for term in group]) for group in groups
    ]
