"""How much a line asks for each skill it names: a must, a wish, or only a mention. No Django."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial

from listings.reading.sections import Section, TextLine
from listings.reading.skill_phrases import letters, pattern
from listings.reading.skills import SkillMention, SkillReader


class SkillImportance(StrEnum):
    """How much a skill is asked for; ``NAMED`` where the text does not say."""

    MUST = "must"
    NICE = "nice"
    NAMED = ""


def of_demand(demands: Mapping[str, SkillImportance], demand: SkillImportance) -> list[str]:
    """The slugs of the skills that are asked for so much."""
    return [slug for slug, one in demands.items() if one is demand]


DEMANDS = frozenset({Section.REQUIRED, Section.WISHED})
"""Parts that ask for what they name."""

LONGEST_LINE = 2_000
"""Characters of a line in which wishes are looked for: each is compared with the others."""

CHOICE = 100
"""Characters before a word of choice in which its bracket opens."""

# "e.g. Go" and "z. B. Go" end no sentence.
_NO_END = r"(?<!\beg\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bz\.b\.)(?<!\bz\. b\.)(?<!\bvs\.)"
SENTENCE_END = re.compile(rf"(?<=[.!?]){_NO_END}\s+", re.IGNORECASE)
# A "but" that says no more of the same begins another clause: "Go is optional, but SQL is not".
_BUT = r"(?:but|aber|mais|pero|maar)\b(?! (?:not|it|this|that|nicht|kein|pas|no|niet|geen)\b)"
CLAUSES_END = re.compile(rf"(?<=[.!?;]){_NO_END}\s+|(?<=,)\s+(?={_BUT})", re.IGNORECASE)
_BRACKET = re.compile(r"[()]")
_CLAUSE_END = re.compile(r"[.;•](?=\s|$)")


def demands_of(
    reader: SkillReader, line: TextLine, mentions: Sequence[SkillMention]
) -> Iterator[tuple[str, SkillImportance]]:
    """How much each mention of a line is asked for: by its part, and by the words around it."""
    if not mentions:
        return
    lowered = line.text[:LONGEST_LINE].replace("’", "'").lower()
    is_used = line.section in DEMANDS and _is_of_use(lowered)
    if line.section is Section.WISHED:
        demand = SkillImportance.NAMED if is_used else SkillImportance.NICE
        yield from ((one.slug, demand) for one in mentions)
        return
    names_skill = partial(_names_skill, reader, line.text)
    wishes = _in_words(reader, line.text, _wishes(lowered, names_skill))
    is_required = line.section is Section.REQUIRED and not is_used
    if is_required and not _speaks_of("unimportant", lowered):
        demands = [(0, mentions[-1].end)]
    else:
        asked = _without("outcomes", lowered) if line.section is Section.TASKS else lowered
        asking = _asking_sentences(asked, is_required=is_required)
        demands = _in_words(reader, line.text, asking)
    for one in mentions:
        if _stands_in(one, wishes):
            yield one.slug, SkillImportance.NICE
        else:
            yield (
                one.slug,
                SkillImportance.MUST if _stands_in(one, demands) else SkillImportance.NAMED,
            )


type _Spans = list[tuple[int, int]]
type _Names = Callable[[slice], bool]
"""Whether a part of a line names a skill."""


def _speaks_of(name: str, lowered: str) -> bool:
    """Whether a pattern finds something; its letters are looked for first."""
    return any(one in lowered for one in letters(f"{name}_letters")) and bool(
        pattern(name).search(lowered)
    )


def _without(name: str, lowered: str) -> str:
    """The line with marks, as many, in place of what a pattern finds."""
    if not any(one in lowered for one in letters(f"{name}_letters")):
        return lowered
    return pattern(name).sub(lambda found: "…" * len(found[0]), lowered)


def _is_of_use(lowered: str) -> bool:
    """Whether a line tells what one will work with, and not only an aside of what it asks for.

    "We use Go" does; "Git (we use GitHub)" and "Frontend experience. We use React" ask for it.
    """
    if not _speaks_of("used", lowered) or not (found := pattern("used").search(lowered)):
        return False
    before = lowered[: found.start()]
    return before.rfind("(") <= before.rfind(")") and not SENTENCE_END.search(before)


def _names_skill(reader: SkillReader, text: str, part: slice) -> bool:
    return reader.names_any(text[part])


def _in_words(reader: SkillReader, text: str, spans: _Spans) -> _Spans:
    """Spans of characters as spans of surfaces."""
    return [
        (reader.count_words(text[:begin]), reader.count_words(text[:end])) for begin, end in spans
    ]


def _stands_in(mention: SkillMention, spans: _Spans) -> bool:
    return any(begin <= mention.start < end for begin, end in spans)


def _asking_sentences(lowered: str, *, is_required: bool) -> _Spans:
    """The sentences of a line that ask for what they name: in a part of requirements all of them.

    But for those that say themselves that it does not matter.
    """
    end_of_part = CLAUSES_END if _speaks_of("unimportant", lowered) else SENTENCE_END
    begins = [0, *(one.end() for one in end_of_part.finditer(lowered))]
    spans = list(zip(begins, [*begins[1:], len(lowered)], strict=True))
    if _speaks_of("unimportant", lowered):
        spans = [span for span in spans if not pattern("unimportant").search(lowered, *span)]
    if is_required:
        return spans
    lowered = _without("no_demand", lowered)
    return [span for span in spans if pattern("must").search(lowered, *span)]


def _wishes(lowered: str, names_skill: _Names) -> _Spans:
    """Where a line wishes: from the word to the clause's end, or from its beginning to the word.

    A wish in brackets is about what stands in them. ``names_skill``: whether a part does.
    """
    if not any(letters in lowered for letters in letters("wish_letters")):
        return []
    spans = _additions(lowered)
    for one in pattern("wish_after").finditer(lowered):
        if any(begin <= one.start() < end for begin, end in spans):
            continue
        if _is_choice(lowered, one.start(), names_skill):
            continue
        if lowered.startswith((":", " :"), one.end()):  # "Mooi meegenomen: Django"
            spans.append((one.start(), _clause(lowered, one.start(), one.end())[1]))
            continue
        begin = _clause(lowered, one.start(), one.end())[0]
        begin = _own_part(lowered, slice(begin, one.start()), names_skill)
        if pattern("of_what_stands_before").search(lowered[begin : one.start()]):
            begin = _before_alone(lowered, one.start(), names_skill)
        examples = pattern("examples").match(lowered, one.end())
        spans.append((begin, examples.end() if examples else one.end()))
    for one in pattern("wish_before").finditer(lowered):
        is_choice = _is_choice(lowered, one.start(), names_skill)
        if not is_choice and not any(begin <= one.start() < end for begin, end in spans):
            spans.append((one.start(), _clause(lowered, one.start(), one.end())[1]))
    return sorted(spans)


def _additions(lowered: str) -> _Spans:
    """Where a line adds what it wishes for: "Python and, as a bonus, Go"."""
    return [
        (one.start(), _clause(lowered, one.start() + 1, one.end())[1])
        for one in pattern("adds").finditer(lowered)
    ]


def _before_alone(lowered: str, at: int, names_skill: _Names) -> int:
    """Where that begins of which a wish without a subject speaks: "Go; Rust (a plus)" wishes Rust.

    Without a bracket it is all that stands before: "Rust, Go. It's a plus."
    """
    opened = lowered.rfind("(", 0, at)
    if opened <= lowered.rfind(")", 0, at):
        return 0
    return _own_part(lowered, slice(_clause(lowered, opened, opened)[0], opened), names_skill)


def _own_part(lowered: str, clause: slice, names_skill: _Names) -> int:
    """Where in a clause the part begins that is wished for, apart from what it asks before."""
    begin, part = clause.start, lowered[clause]
    heads = [begin, *(begin + head.end() for head in pattern("clause").finditer(part))]
    if stated := pattern("stated").search(part):
        end = begin + stated.end()
        if names_skill(slice(begin, end)) and names_skill(slice(end, clause.stop)):
            heads.append(end)
    return max(heads)


def _is_choice(lowered: str, at: int, names_skill: _Names) -> bool:
    """Whether the word at a place chooses from what is asked for, and wishes for nothing more.

    "Container orchestration (EKS preferred)", "a relational database, preferably PostgreSQL"; but
    "Python, ideally Rust" wishes for Rust.
    """
    around = pattern("preferred_of").finditer(lowered, max(0, at - CHOICE), at + CHOICE)
    if any(one.start() <= at < one.end() for one in around):
        return True
    if not pattern("choice").match(lowered, at):
        return False
    begin = max(0, at - CHOICE)
    opened = lowered.rfind("(", begin, at)
    if opened > lowered.rfind(")", begin, at):
        at = opened
    elif not pattern("before_choice").search(lowered, begin, at):
        return False
    marks = ".;," if lowered[at] == "(" else ".;"
    begin = max(begin, *(lowered.rfind(f"{mark} ", begin, at) + 1 for mark in marks))
    return not names_skill(slice(begin, at))


def _clause(lowered: str, start: int, end: int) -> tuple[int, int]:
    opened, closed = lowered.rfind("(", 0, start), lowered.rfind(")", 0, start)
    close = _closing(lowered, end)
    if opened > closed and close >= 0:
        return opened, close
    before = [one.end() for one in _CLAUSE_END.finditer(lowered, 0, start)]
    after = _CLAUSE_END.search(lowered, end)
    return before[-1] if before else 0, after.start() if after else len(lowered)


def _closing(lowered: str, at: int) -> int:
    """Where the bracket ends in which a place stands, past those that open behind it; or -1."""
    depth = 0
    for bracket in _BRACKET.finditer(lowered, at):
        depth += 1 if bracket[0] == "(" else -1
        if depth < 0:
            return bracket.start()
    return -1


def names_stack(text: str) -> bool:
    """Whether a line says what one works with, in whatever part of the posting it stands."""
    lowered = text.replace("’", "'").lower()
    return "stack" in lowered and (
        begins_with_stack(text) or pattern("stack").search(lowered) is not None
    )


def begins_with_stack(text: str) -> bool:
    return pattern("stack_label").match(text.lower()) is not None
