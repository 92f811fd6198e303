"""Words that may be skills which nobody has added yet."""

from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.unknown_words import UnknownWords

READER = SkillReader([SkillPhrases("python", "Python")])


def found(*postings: tuple[str, str], known: tuple[str, ...] = ()) -> list[tuple[str, int, int]]:
    words = UnknownWords(READER, known)
    for employer, text in postings:
        words.add(employer, text)
    return [(one.word, one.postings, len(one.employers)) for one in words.most(1, 1)]


def test_a_capitalised_word_inside_a_sentence_is_counted_once_a_posting() -> None:
    tides = ("Tides", "You know Quaybase well, and Quaybase again.")
    assert found(tides, tides, ("Harbour", "We use Quaybase")) == [("Quaybase", 3, 2)]


def test_words_side_by_side_are_one_name() -> None:
    assert found(("Tides", "You know Quay Tag Manager, Lockdb.")) == [
        ("Lockdb", 1, 1),
        ("Quay Tag Manager", 1, 1),
    ]


def test_what_is_known_is_left_out() -> None:
    text = "You know Python, live in Oslo and like Tides."
    assert found(("Tides", text), known=("Oslo",)) == []


def test_a_words_first_in_a_sentence_and_ordinary_words_are_left_out() -> None:
    assert found(("Tides", "Quaybase is used")) == []
    assert found(("Tides", "You lead the Team"), ("Harbour", "A team like yours")) == []


def test_what_asks_for_nothing_is_not_looked_at() -> None:
    assert found(("Tides", "Benefits\nYou get Quaybase for free")) == []


def test_rare_words_are_left_out_and_a_sentence_is_shown() -> None:
    words = UnknownWords(READER)
    words.add("Tides", "You know Quaybase")
    assert words.most(2, 1) == []
    assert [one.example for one in words.most(1, 1)] == ["You know Quaybase"]
