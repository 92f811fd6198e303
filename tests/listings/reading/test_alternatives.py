"""Phrases that editors write: what they mean written out, and what is wrong with one."""

import pytest

from listings.reading.alternatives import MOST_VARIANTS, PhraseError, expand, variants
from listings.reading.patterns import Patterns
from listings.reading.phrase_checks import check_skill_phrase, check_title_phrase
from listings.reading.title_parts import divide


def fault_of(phrase: str, *, is_level: bool = False) -> str:
    with pytest.raises(PhraseError) as raised:
        check_title_phrase(phrase, is_level=is_level)
    return str(raised.value)


def test_alternatives_stand_in_alternatives() -> None:
    assert expand("(senior|(lead|staff)) engineer") == [
        "senior engineer",
        "lead engineer",
        "staff engineer",
    ]
    assert expand("(a (b|c)|d)") == ["a b", "a c", "d"]
    assert expand("(ml |)engineer") == ["ml engineer", "engineer"]


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("senior chef (pastry", "Column 13: this bracket is never closed."),
        ("(senior|(lead chef", "Column 9: this bracket is never closed."),
        ("pastry) chef", "Column 7: this bracket was never opened."),
        ("chef|cook", "Column 5: this bar stands outside of brackets."),
        ("chef *", "Column 6: a star needs a word of the first part on each side."),
        ("(pastry|cake) * , * chef", "Column 15: a star needs a word of the first part"),
        (", chef", "Column 1: no word stands here, before the first comma."),
        ("(chef|!!!)", "Column 7: no word stands here, before the first comma."),
        ("?= ", "Column 1: no word stands here, before the first comma."),
        ("*", "Column 1: no word stands here, before the first comma."),
        ("", "Column 1: no word stands here, before the first comma."),
        ("chef – cook", "Column 6: titles are divided at “–”, so no phrase goes across it."),
    ],
)
def test_a_phrase_that_can_find_nothing_is_refused_with_the_place_of_its_fault(
    phrase: str, said: str
) -> None:
    assert fault_of(phrase).startswith(said)


@pytest.mark.parametrize(
    "phrase",
    [
        "pastry cook",
        "pastry * cook",
        "(pastry|cake) baker",
        "cook, * pastry *",
        "* cook",
        "* pastry * cook",
        "c++ developer",
        ".net engineer",
        "r&d cook",
        "full * stack cook",
        "= pastry cook",
        "= pastry * cook",
        "? pastry cook",
        "?= pastry cook",
        "? * cook",
        "-koch",
        "(chef|-koch) patissier",
        "Chef de partie",
        "Bäcker",
    ],
)
def test_a_phrase_that_can_find_something_is_kept(phrase: str) -> None:
    check_title_phrase(phrase)


def test_a_phrase_with_an_and_finds_the_title_that_has_it() -> None:
    check_title_phrase("health and safety officer")
    found = Patterns([("health and safety officer", "it")]).all(divide("Health & Safety Officer"))
    assert [match.meaning for match in found] == ["it"]


def test_a_phrase_for_levels_goes_across_no_and() -> None:
    said = "Column 6: titles are divided at “and”, so no phrase goes across it."
    assert fault_of("head and chef", is_level=True) == said


def test_a_phrase_is_written_out_in_a_bounded_number_of_ways() -> None:
    assert len(variants("(a|b|c)" * 5)) == 243
    assert f"more than {MOST_VARIANTS} phrases" in fault_of("(a|b|c)" * 6)
    assert "never closed" in fault_of("(" * 300)
    assert f"more than {MOST_VARIANTS}" in fault_of("(a|" * 40 + "(a|b|c)" * 6 + ")" * 40)
    assert fault_of("a" * 301) == "Column 301: a phrase has 300 characters at most."


def test_a_phrase_with_a_fault_finds_nothing_and_harms_no_other() -> None:
    patterns = Patterns([("cook (pastry", "it"), ("pastry cook", "that")])
    assert [match.meaning for match in patterns.all(divide("Pastry Cook, Pastry"))] == ["that"]


@pytest.mark.parametrize("phrase", ["Go", "C++", ".NET", "Node.js", "R&D", "go to market", "Café"])
def test_a_skill_is_any_words(phrase: str) -> None:
    check_skill_phrase(phrase)
    check_skill_phrase(phrase, is_exact=True)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("go*", "Column 3: “*” means nothing in a skill; write each phrase in full."),
        ("(k8s|kubernetes)", "Column 5: “|” means nothing in a skill; write each phrase in full."),
        ("kubernetes (k8s", "Column 12: this bracket is never closed."),
        ("!?", "Column 1: no word stands here."),
        ("–", "Column 1: no word stands here."),
    ],
)
def test_a_phrase_of_a_skill_that_no_text_can_hold_is_refused(phrase: str, said: str) -> None:
    with pytest.raises(PhraseError) as raised:
        check_skill_phrase(phrase)
    assert str(raised.value) == said
