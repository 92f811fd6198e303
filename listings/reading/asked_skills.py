"""Which skills a posting asks for, and how much. No Django.

A skill counts where the posting's own words ask for it or say that one works with it. What tells of
the employer, of the offer and of applying asks for nothing; neither do the employer's name, names
of people and names of jobs.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from listings.reading.demands import (
    DEMANDS,
    LONGEST_LINE,
    SENTENCE_END,
    SkillImportance,
    begins_with_stack,
    demands_of,
    names_stack,
)
from listings.reading.people import is_person, is_place, is_plain_word
from listings.reading.repeated import NOTHING_REPEATED, Repeated, paragraph_key
from listings.reading.sections import Section, TextLine
from listings.reading.skill_phrases import asks_nothing, letters, pattern, words
from listings.reading.skills import SkillMention, SkillReader, folded
from listings.reading.words import fold, raw_tokens, remembered_if_short

ASKS = frozenset({Section.OTHER, Section.TASKS, Section.REQUIRED, Section.WISHED})

ENOUGH_TITLES = {
    (Section.OTHER, True): 2,
    (Section.OTHER, False): 3,
    (Section.TASKS, True): 3,
    (Section.TASKS, False): 6,
    (Section.REQUIRED, True): 12,
    (Section.REQUIRED, False): 20,
    (Section.WISHED, True): 12,
    (Section.WISHED, False): 20,
}
"""Titles under which a line, in prose or not, is the employer's; else siblings share it."""

_STEPS = sorted({*ENOUGH_TITLES.values()})

SHORTEST_PROSE = 120
"""Characters of a paragraph that is no item of a list."""

LONG_PROSE = 200

BEGINNING = 60
"""Characters of a sentence in which its subject stands."""

_ORDER = (SkillImportance.MUST, SkillImportance.NICE, SkillImportance.NAMED)
_STACK = re.compile(r"\bstack\b|\btools\b|\btechnologies\b", re.IGNORECASE)


class EmployerName:
    """An employer's name, and the skills that it is also the name of.

    ``asked``: what a line of the employer's asks for (``_asked_of``), remembered.
    """

    def __init__(self, name: str, reader: SkillReader) -> None:
        self.asked = remembered_if_short(partial(_asked_of, reader=reader, employer=self))
        self._joined = "".join(raw_tokens(fold(name)))
        named = {one.slug for one in reader.mentions(name)} | {reader.named(self._joined)}
        self.products = named if self._joined else set[str]()

    def begins(self, sentence: str) -> bool:
        """Whether a sentence's subject is the employer: "Ansible Health is …", "At Acme, …"."""
        joined = ""
        for word in raw_tokens(fold(sentence[:BEGINNING])):
            joined = "" if not joined and word in words("before_employer") else joined + word
            if joined and joined == self._joined:
                return True
            if not self._joined.startswith(joined):
                return False
        return False

    def is_named_by(self, mention: SkillMention) -> bool:
        """Whether the skill is only the beginning of the employer's name: "Ansible Health"."""
        if not self._joined:
            return False
        before = mention.surfaces[mention.start - 1] if mention.start else ""
        if folded(before) == self._joined:
            return mention.surfaces[mention.start][:1].isupper()
        joined = ""
        for surface in mention.surfaces[mention.start : mention.end + 4]:
            joined += folded(surface)
            if joined == self._joined:
                return len(joined) > len(_written(mention))
            if not self._joined.startswith(joined):
                return False
        return False


def _written(mention: SkillMention) -> str:
    return "".join(map(folded, mention.surfaces[mention.start : mention.end]))


def asked_skills(
    reader: SkillReader,
    title: str,
    lines: Sequence[TextLine],
    company: str = "",
    repeated: Repeated = NOTHING_REPEATED,
) -> dict[str, SkillImportance]:
    """The skills of a posting in the order of their first mention, each with the most it is asked.

    ``repeated``: paragraphs of the employer's postings (``repeated_paragraphs``).
    """
    employer = _employer(company, reader)
    found: dict[str, SkillImportance] = {
        one.slug: SkillImportance.NAMED
        for one in reader.mentions(title)
        if one.slug not in employer.products
    }
    is_stack = False
    for line in lines:
        if line.is_heading:
            is_stack = bool(_STACK.search(line.text))
        asked, may_be_repeated = employer.asked(line.text, line.section, is_stack)
        if asked and not (may_be_repeated and _is_repeated(line, repeated)):
            for slug, demand in asked:
                found[slug] = min(demand, found.get(slug, demand), key=_ORDER.index)
    return found


@lru_cache(maxsize=1)  # boards are read one after another
def _employer(name: str, reader: SkillReader) -> EmployerName:
    return EmployerName(name, reader)


def _asked_of(
    text: str, section: Section, is_stack: bool, reader: SkillReader, employer: EmployerName
) -> tuple[tuple[tuple[str, SkillImportance], ...], bool]:
    """What a line asks for, and whether it asks for nothing where the employer repeats it."""
    if not reader.may_be_in(text):
        return (), False
    line = TextLine(text, 0, section)
    is_of_stack = names_stack(text)
    if section not in ASKS and not is_of_stack:
        return (), False
    is_strict = is_stack or is_of_stack or section in DEMANDS
    asks, mentions = _asked_in(reader, line, employer, is_strict=is_strict)
    if not mentions or asks_nothing(text, is_of_demands=section in DEMANDS):
        return (), False
    if section in DEMANDS and _is_of_itself(text, employer):
        return (), False
    is_required = section is Section.REQUIRED and not begins_with_stack(text)
    if is_of_stack and not (is_stack or is_required):
        parts = list(_of_stack(reader, asks, employer))
    elif is_strict:
        parts = [(asks, mentions)]
    else:
        own = asks._replace(text=_without_employer(asks, employer))
        if own.text != asks.text:
            mentions = list(_mentions(reader, own.text, employer, is_strict=False))
        parts = [(own, mentions)]
    demands = tuple(one for part, named in parts for one in demands_of(reader, part, named))
    return demands, not (is_stack or is_of_stack)


def _asked_in(
    reader: SkillReader, line: TextLine, employer: EmployerName, *, is_strict: bool
) -> tuple[TextLine, list[SkillMention]]:
    """What is left of a line without what it does not ask for, and the skills named there."""
    mentions = list(_mentions(reader, line.text, employer, is_strict=is_strict))
    if not mentions:
        return line, mentions
    asks = _without(_without(line, "degree"), "unasked")
    if asks is not line:
        mentions = list(_mentions(reader, asks.text, employer, is_strict=is_strict))
    return asks, mentions


def _of_stack(
    reader: SkillReader, line: TextLine, employer: EmployerName
) -> Iterator[tuple[TextLine, list[SkillMention]]]:
    """The sentences that tell what one works with: no requirement, wherever they stand."""
    section = Section.WISHED if line.section is Section.WISHED else Section.TASKS
    for sentence in SENTENCE_END.split(line.text):
        is_asking = line.section in DEMANDS
        if is_asking or names_stack(sentence):
            of_stack = section if names_stack(sentence) else line.section
            part = line._replace(text=sentence, section=of_stack)
            yield part, list(_mentions(reader, sentence, employer, is_strict=True))


def _mentions(
    reader: SkillReader, text: str, employer: EmployerName, *, is_strict: bool
) -> Iterator[SkillMention]:
    functions: list[tuple[int, int]] | None = None
    mentions = list(reader.mentions(text))
    for one in mentions:
        if is_plain_word(one, is_alone=len(mentions) == 1):
            continue
        if one.slug in employer.products and (not is_strict or _is_the_employer(one)):
            continue
        if employer.is_named_by(one) or is_person(one, reader) or is_place(one):
            continue
        if fold(" ".join(one.surfaces[one.start : one.end])) in words("functions"):
            functions = _colleagues(reader, text) if functions is None else functions
            if _is_in_list(one) and any(begin <= one.start < end for begin, end in functions):
                continue
        yield one


def _is_in_list(mention: SkillMention) -> bool:
    after = mention.surfaces[mention.end] if mention.end < len(mention.surfaces) else "."
    return not after[0].isalnum() or after in words("after_functions")


def _colleagues(reader: SkillReader, text: str) -> list[tuple[int, int]]:
    """Where a text lists with whom one works, in words: "partner with Product Management, UX"."""
    spans = (found.span() for found in pattern("colleagues").finditer(text[:LONGEST_LINE].lower()))
    return [
        (reader.count_words(text[:begin]), reader.count_words(text[:end])) for begin, end in spans
    ]


def _is_the_employer(mention: SkillMention) -> bool:
    """Whether the employer is meant that is named like a product: "at Docker", "Docker's values".

    It is the product where it stands among skills or behind a word that asks: "Docker and Go",
    "experience with Docker".
    """
    before = mention.surfaces[mention.start - 1] if mention.start else ","
    after = mention.surfaces[mention.end] if mention.end < len(mention.surfaces) else ""
    is_asked = not before[0].isalnum() or fold(before) in words("before_own_product")
    return not is_asked or after in words("after_employers_name")


def otherwise_repeated(one: Repeated, other: Repeated) -> set[int]:
    """The paragraphs (by key) whose lines may be the employer's in one of both alone."""
    return {
        key
        for key in one.keys() | other.keys()
        if bisect(_STEPS, one.get(key, 0)) != bisect(_STEPS, other.get(key, 0))
    }


def _is_repeated(line: TextLine, repeated: Repeated) -> bool:
    """Whether an employer says it everywhere; items of a list may be asked of siblings too."""
    is_prose = len(line.text) >= SHORTEST_PROSE
    return repeated.get(paragraph_key(line.text), 0) >= ENOUGH_TITLES[line.section, is_prose]


def _without_employer(line: TextLine, employer: EmployerName) -> str:
    """The sentences of a paragraph that do not tell what the employer is and makes.

    Prose before the first heading is the employer's; what it asks, it says to somebody.
    """
    sentences, tells = [], False
    for one in SENTENCE_END.split(line.text):
        goes_on = tells and pattern("goes_on").match(one.lower()) is not None
        tells = goes_on or _tells_of(one, employer)
        if not tells:
            sentences.append(one)
    if line.section is Section.OTHER and len(line.text) >= LONG_PROSE:
        sentences = [one for one in sentences if _asks_somebody(one.lower())]
    return " ".join(sentences)


def _without(line: TextLine, name: str) -> TextLine:
    """The line without what a pattern finds: a degree in statistics asks for no statistics."""
    lowered = line.text[:LONGEST_LINE].replace("’", "'").lower()
    if not any(one in lowered for one in letters(f"{name}_letters")):
        return line
    parts, begin = [], 0
    for found in pattern(name).finditer(lowered):
        parts.append(line.text[begin : found.start()])
        begin = found.end()
    return line._replace(text=" … ".join([*parts, line.text[begin:]])) if parts else line


def _is_of_itself(text: str, employer: EmployerName) -> bool:
    """Whether a line among demands tells what the employer is: "Acme is a platform for …"."""
    beginning = text[:BEGINNING].lower()
    return employer.begins(beginning) and pattern("of_itself").search(beginning) is not None


def _asks_somebody(lowered: str) -> bool:
    return any(pattern(name).search(lowered) for name in ("speaks_to_somebody", "must"))


def _tells_of(sentence: str, employer: EmployerName) -> bool:
    lowered = sentence.replace("’", "'").lower()
    return employer.begins(lowered) or pattern("employer").search(lowered) is not None
