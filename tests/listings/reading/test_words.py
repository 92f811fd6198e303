"""Words: folded, kept whole where they look odd, stemmed by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.reading.stems import stems
from listings.reading.words import WORD_LIMIT, fold, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Tromsø", "tromso"),
        ("Œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("one\u200bword", "oneword"),
        ("\u202eabc\u202c", "abc"),
        ("a\x00b", "a b"),
    ],
)
def test_folding_drops_case_accents_and_what_is_invisible(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_cyrillic_letters_are_no_accents() -> None:
    assert fold("Й ё") == "й е"


@pytest.mark.parametrize("word", ["c++", "c#", "f#", ".net", "node.js", "asp.net", "r&d"])
def test_names_with_odd_letters_stay_whole(word: str) -> None:
    assert tokens(f"We like {word.upper()}, a lot.") == ["we", "like", word, "a", "lot"]


def test_slashes_and_underscores_divide() -> None:
    assert tokens("data/ml C/C++ snake_case") == ["data", "ml", "c", "c++", "snake", "case"]


@pytest.mark.parametrize("text", ["full-stack", "Full Stack", "fullstack", "FullStack"])
def test_words_that_are_written_in_several_ways_meet(text: str) -> None:
    assert tokens(text) == ["fullstack"]


def test_a_version_after_a_language_is_a_word_of_its_own() -> None:
    assert tokens("C++17, U.S. bachelor's") == ["c++", "17", "us", "bachelor"]


def test_words_of_other_scripts_stay_whole() -> None:
    assert tokens("हिन्दी भाषा") == ["हिन्दी", "भाषा"]


def test_stems_meet_where_words_differ_in_form() -> None:
    assert stems("engineers engineering") == stems("engineer engineer")


def test_stemming_follows_the_language() -> None:
    assert stems("Entwicklungen", "de") == stems("Entwicklung", "de")


@pytest.mark.parametrize("word", ["it", "us", "r", "go", "aws", "ios", "c++"])
def test_short_words_are_never_stemmed_away(word: str) -> None:
    assert stems(word) == [word]


@pytest.mark.parametrize("language", ["", "zh", "ja", "he", "xx"])
def test_latin_words_of_a_language_without_stems_are_stemmed_as_english(language: str) -> None:
    assert stems("engineers 数据 データ נתונים", language) == ["engin", "数据", "データ", "נתונים"]


def test_a_text_has_at_most_so_many_words() -> None:
    assert len(stems("word " * 50, limit=7)) == 7


@given(st.text())
def test_any_text_gives_short_words_that_fold_to_themselves(text: str) -> None:
    for word in tokens(text):
        assert 0 < len(word) <= WORD_LIMIT
        assert not any(character in word for character in "'\\\x00 ")
