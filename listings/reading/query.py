"""What was typed, as a structure that SQL and an index in memory evaluate alike.

The tokens are those of ``document_words``. As sets of postings, with the fields of a search given:

- a ``QueryWord`` is met exactly by the postings of ``exact`` and of ``plurals``, and at all by
  those of ``stems`` too, unless ``is_verbatim``; of a prefix by those of every word that begins
  with it;
- a ``QueryTerm`` of one word is that set; of several the postings in which they follow each other
  at neighbouring places; a negative one is all the others;
- a group is the union of its terms, an alternative the intersection of its groups, a ``Query`` the
  union of its alternatives.

Where texts are searched, a word is met by any of its tokens: they hold one for each word.
``Tier`` divides what is found into disjoint sets: each holds what it meets and none before it did.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from listings.reading.document_words import TITLE

ANYWHERE = ""
"""In place of weights: any field."""


@dataclass(frozen=True, slots=True)
class Tier:
    """How well, and where: all wanted words in ``fields`` (weights), in their exact form or not.

    ``is_phrase``: next to one another, in the order in which they were typed. ``in_text``: of the
    documents' ``text``, else of their ``heading``.
    """

    fields: str = ANYWHERE
    is_exact: bool = False
    is_phrase: bool = False
    in_text: bool = False


IN_HEADING, IN_TEXT = Tier(), Tier(in_text=True)

HEADING_TIERS = (
    Tier(TITLE, is_exact=True, is_phrase=True),
    *(Tier(fields, is_exact) for fields in (TITLE, ANYWHERE) for is_exact in (True, False)),
)
"""Asked of the heading, best first. What only the text meets comes after them."""

MOST_LEFT_OUT = 8
MOST_LEFT_OUT_BY_TWO = 6
"""Words of a search of which each is left out in turn, or every two."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word with its other forms: ``engineers``, ``EN:engin``."""

    exact: str
    plurals: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    is_prefix: bool = False
    is_verbatim: bool = False

    def tsquery(self, tier: Tier, fields: str) -> str:
        has_stems = tier.in_text or not (tier.is_exact or self.is_verbatim)
        tokens = (self.exact, *self.plurals, *(self.stems if has_stems else ()))
        suffix = fields + ("*" if self.is_prefix else "")
        return _either([f"'{token}'{':' + suffix if suffix else ''}" for token in tokens])


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """Neighbouring words; ``fields`` are weights that it names itself (``title:``), else ""."""

    words: tuple[QueryWord, ...]
    is_negative: bool = False
    fields: str = ""

    def tsquery(self, tier: Tier) -> str:
        """Fields of its own hold in any tier; what is unwanted is unwanted in all of them."""
        fields = self.fields or (ANYWHERE if self.is_negative else tier.fields)
        phrase = " <-> ".join(word.tsquery(tier, fields) for word in self.words)
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
class IgnoredOperator:
    """A sign that means nothing where it stands; it was left out, and the page says so."""

    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class Query:
    """One alternative must hold: all of its groups, and of each group one term."""

    alternatives: tuple[tuple[Group, ...], ...] = ()
    forgiven: tuple[IgnoredOperator, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was typed is a word."""
        return not self.alternatives

    def tsquery(self, tier: Tier = IN_HEADING) -> str:
        """Literal for ``::tsquery``, of how well the wanted words must be met; "" where empty.

        Of a query that only excludes, no part can be restricted.
        """
        made = [" & ".join(_conjunction(groups, tier)) for groups in self.alternatives]
        return _either(made) if made else ""

    @property
    def heading_tiers(self) -> tuple[str, ...]:
        """Literals of ``HEADING_TIERS`` that differ, best first; the last is the whole query.

        Before them titles that meet what every comma divides: "Product Manager, Growth".
        """
        literals = [*self._all_alternatives(), *(self.tsquery(tier) for tier in HEADING_TIERS)]
        return (*dict.fromkeys(one for one in literals if one != literals[-1]), literals[-1])

    @property
    def text_tiers(self) -> tuple[str, ...]:
        """The same where texts count: then titles with all words but one, but two, with any of
        them, and headings.

        Each holds what those before it hold, but for the fields.
        """
        return tuple(dict.fromkeys((*self.heading_tiers, *self._parts())))

    def _parts(self) -> Iterator[str]:
        groups = self.alternatives[0] if len(self.alternatives) == 1 else ()
        wanted = [group for group in groups if not any(term.is_negative for term in group)]
        words = [*_conjunction(wanted, Tier(TITLE))]
        for left_out, most in ((1, MOST_LEFT_OUT), (2, MOST_LEFT_OUT_BY_TWO)):
            if left_out + 1 < len(words) <= most:
                yield _either([*map(_all, combinations(words, len(words) - left_out))])
        if len(words) > 1:
            yield _either(words)
            yield _either([*_conjunction(wanted, IN_HEADING)])

    def _all_alternatives(self) -> Iterator[str]:
        if len(self.alternatives) > 1:
            made = (" & ".join(_conjunction(one, HEADING_TIERS[0])) for one in self.alternatives)
            yield _all([f"({one})" for one in made])

    @property
    def only_excludes(self) -> bool:
        """Whether a text of no words at all would meet it: ``-senior``, ``analyst OR -senior``."""
        return any(
            all(any(term.is_negative for term in group) for group in groups)
            for groups in self.alternatives
        )

    def opposite(self, tier: Tier = IN_HEADING) -> str:
        """Literal for ``::tsquery`` that exactly the other texts meet."""
        return " & ".join(_either(_opposites(groups, tier)) for groups in self.alternatives)

    @property
    def words(self) -> tuple[QueryWord, ...]:
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
            yield QueryTerm(words).tsquery(tier)
        else:
            yield from (_either([term.tsquery(tier) for term in group]) for group in some)


def _is_plain(group: Group) -> bool:
    """Whether it is one wanted term without a field of its own."""
    return len(group) == 1 and not group[0].is_negative and not group[0].fields


def _opposites(groups: Iterable[Group], tier: Tier) -> list[str]:
    return [_all([term.opposite().tsquery(tier) for term in group]) for group in groups]
