"""What a posting says of visas, relocation, clearance, equity, newcomers and languages. No Django.

The words are content (``data/condition_phrases.toml``), in English, German, French, Spanish and
Dutch. A posting that is silent on a matter gives an empty value for it, never a "no".
"""

import re
from dataclasses import dataclass, field
from functools import cache, partial

from listings.reading import phrases
from listings.reading.data import content
from listings.reading.sections import Evidence, Section, Sentence, Sentences
from listings.reading.words import remembered

FILE = "condition_phrases.toml"
_pattern = partial(phrases.pattern, FILE)
_content = partial(content, FILE)

NO_REQUIREMENTS = frozenset({Section.OFFER, Section.EMPLOYER, Section.PROCESS})
# There it may be somebody else's visa, relocation or stock plan.
OF_THE_WORK = frozenset({Section.TASKS, Section.REQUIRED})
_WORD = re.compile(r"\w+")
VALUES = {
    "visa": ("no", "yes"),
    "relocation": ("no", "yes"),
    "clearance": ("clearance", "citizenship"),
    "equity": ("yes",),
    "newcomers": ("welcome", "trained"),
}
LEAST_PRACTISED = 2
"""Years of experience from which on who applies is no newcomer, whatever training there is."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is stated; the rest is empty.

    ``visa`` and ``relocation`` are "yes" or "no", ``equity`` is "yes", ``clearance`` is "clearance"
    or "citizenship", ``newcomers`` is "welcome" (career changers are) or "trained" (on the job);
    ``languages`` are ISO 639-1 codes in the order of their first mention.
    ``evidence`` has the sentence behind each, by the column of a posting.
    """

    visa: str = ""
    relocation: str = ""
    clearance: str = ""
    equity: str = ""
    newcomers: str = ""
    languages: tuple[str, ...] = ()
    evidence: dict[str, Evidence] = field(default_factory=dict)


def read_conditions(title: str, sentences: Sentences, years: int | None = None) -> Conditions:
    """Read the sentences of a posting, which asks for so many ``years``; its title too may ask for
    a language.
    """
    found = {name: _stated(name, sentences) for name in VALUES}
    if found["newcomers"][0] == "trained" and _asks_for_practice(sentences, years):
        found["newcomers"] = "", None
    languages = _languages(title, sentences)
    evidence = {name: sentence.evidence for name, (_, sentence) in found.items() if sentence}
    if languages:
        evidence["languages_asked"] = next(iter(languages.values())).evidence
    return Conditions(
        visa=found["visa"][0],
        relocation=found["relocation"][0],
        clearance=found["clearance"][0],
        equity=found["equity"][0],
        newcomers=found["newcomers"][0],
        languages=tuple(languages),
        evidence=evidence,
    )


def _stated(name: str, sentences: Sentences) -> tuple[str, Sentence | None]:
    """The first of the values that a sentence states, in the order of ``VALUES``."""
    found: dict[str, Sentence] = {}
    for sentence in sentences.about((FILE, name)):
        found.setdefault(_value(sentence.lowered, sentence.section, name), sentence)
    return next(((value, found[value]) for value in VALUES[name] if value in found), ("", None))


@remembered
def _value(lowered: str, section: Section, name: str) -> str:
    said = _said(lowered, section, name)
    if not said or _pattern(name, "silent").search(lowered):
        return ""
    return "" if _is_passed_over(lowered, section, name) else said


def _said(lowered: str, section: Section, name: str) -> str:
    is_in_offer = name == "equity" and section is Section.OFFER
    if is_in_offer and _pattern("equity", "in_offer").search(lowered):
        return "yes"
    matching = (value for value in VALUES[name] if _pattern(name, value).search(lowered))
    return next(matching, "")


def _is_passed_over(lowered: str, section: Section, name: str) -> bool:
    if name == "newcomers":
        return False
    if name == "clearance":
        return section is Section.WISHED
    if name == "equity" and _pattern("equity", "of_pay").search(lowered):
        return False
    said_to_applicants = re.search(_content()["to_applicants"], lowered)
    return section in OF_THE_WORK and not said_to_applicants


def _asks_for_practice(sentences: Sentences, years: int | None) -> bool:
    practised = _pattern("practised", "years")
    return (years or 0) >= LEAST_PRACTISED or any(
        practised.search(one.lowered) for one in sentences.about((FILE, "practised"))
    )


def languages_by_name() -> list[tuple[str, str]]:
    """The languages that a posting may ask for, as (code, English name), by name."""
    names = _content()["languages"]["names"]
    return sorted(((code, words[0].title()) for code, words in names.items()), key=lambda x: x[1])


def language_words() -> frozenset[str]:
    """The names of languages that a text may ask for, in small letters, in several languages."""
    return frozenset(_codes())


@cache
def _codes() -> dict[str, str]:
    names = _content()["languages"]["names"]
    return {name: code for code, words in names.items() for name in words}


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_codes(), key=len, reverse=True))})\b")


def _languages(title: str, sentences: Sentences) -> dict[str, Sentence]:
    """The languages asked for, each with the sentence that asks for it first."""
    anywhere = _pattern("languages", "anywhere")
    found: dict[str, Sentence] = {}
    for sentence in sentences.about((FILE, "languages")):
        if sentence.section not in NO_REQUIREMENTS or anywhere.search(sentence.lowered):
            for code in _asked_in(sentence.lowered, sentence.text):
                found.setdefault(code, sentence)
    heading = Sentence(title, title.lower(), 0, Section.OTHER)
    for code in _asked_in(heading.lowered, title):
        found.setdefault(code, heading)
    return found


@remembered
def _asked_in(lowered: str, written: str) -> tuple[str, ...]:
    """The languages that a sentence asks for."""
    if _codes().keys().isdisjoint(_WORD.findall(lowered)):
        return ()
    if not _pattern("languages", "asked").search(lowered):
        return ()
    if _pattern("languages", "silent").search(lowered):
        return ()
    small = _content()["languages"]["capital"]
    return tuple(
        _codes()[name[0]]
        for name in _any_name().finditer(lowered)
        if not (name[0] in small and name[0] in written) and _is_asked(lowered, name)
    )


def _is_asked(sentence: str, name: re.Match[str]) -> bool:
    """Whether a name is the language's own, and not one that nobody needs."""
    is_other = _pattern("languages", "other").search(sentence[name.end() :])
    return not is_other and not _pattern("languages", "not_before").search(
        sentence[max(0, name.start() - 40) : name.start()]
    )
