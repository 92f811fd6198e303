"""Whether a name that a skill has too is somebody's here, a place's or a plain word. No Django."""

from listings.reading.skill_phrases import words
from listings.reading.skills import SkillMention, SkillReader, folded
from listings.reading.words import fold


def is_person(mention: SkillMention, reader: SkillReader) -> bool:
    """Whether a skill that is a first name too is one here.

    "Julia Example:", "meet Ray", "report to Julia", "Ruby, our CTO", "Ray and Clay from our team".
    """
    if mention.end - mention.start > 1 or not _is_given_name(mention.surfaces[mention.start]):
        return False
    return _is_introduced(mention) or _is_told_of(mention, reader)


def _is_introduced(mention: SkillMention) -> bool:
    """Whether the words before it speak of a person."""
    before = [one.lower() for one in mention.surfaces[max(0, mention.start - 2) : mention.start]]
    is_named = bool(before) and before[-1] in words("introductions")
    return is_named or " ".join(before) in words("introductions_in_two")


def _is_told_of(mention: SkillMention, reader: SkillReader) -> bool:
    """Whether the words behind it, or behind a pair of names, speak of a person."""
    after, then, last = (*mention.surfaces[mention.end : mention.end + 3], "", "", "")[:3]
    if after.lower() in words("joins_people") and _is_given_name(then):
        return last.lower() in words("after_people")
    if _follows_a_name(mention) and after.lower() in words("after_people"):
        return True
    if after == ",":
        is_of_ours = then.lower() in words("owners") and last[:1].isupper()
        return is_of_ours or then.lower() in words("after_a_persons_comma")
    return after.lower() in words("after_a_person") or _is_surname(after, reader)


def _follows_a_name(mention: SkillMention) -> bool:
    name, join = ("", "", *mention.surfaces[max(0, mention.start - 2) : mention.start])[-2:]
    return join.lower() in words("joins_people") and _is_given_name(name)


def _is_given_name(word: str) -> bool:
    return fold(word) in words("given_names")


def _is_surname(word: str, reader: SkillReader) -> bool:
    is_name = word[:1].isupper() and not word.isupper() and fold(word) not in words("trades")
    return is_name and not reader.begins_a_skill(word)


def is_plain_word(mention: SkillMention, *, is_alone: bool) -> bool:
    """Whether a name that is a word of the line's own language is one: "technischer Zustand".

    No name has marks on its letters: "Informática" is the subject.
    """
    surface = mention.surfaces[mention.start]
    if folded(surface) not in words("plain_words"):
        return False
    if not surface.isascii():
        return True
    return is_alone and any(folded(one) in words("other_languages") for one in mention.surfaces)


def is_place(mention: SkillMention) -> bool:
    """Whether a building or street is called by the name: "Salesforce Tower"."""
    after = mention.surfaces[mention.end] if mention.end < len(mention.surfaces) else ""
    return after in words("places_named")
