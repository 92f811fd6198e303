"""What people say in whole words: that pay is stated, years, when work begins, questions."""

import pytest

from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board
from tests.listings.search.understanding.test_as_people_type import DATA, REMOTE, parts, rest


@pytest.mark.parametrize(
    "said", ["with salary", "salary listed", "transparent pay", "mit Gehaltsangabe", "avec salaire"]
)
def test_pay_that_must_be_stated_is_a_filter(said: str) -> None:
    assert parts(f"data engineer {said}") == [DATA, ("has_salary", "true")]
    assert rest(f"data engineer {said}") == ""


def test_where_the_filter_is_given_its_words_ask_for_nothing() -> None:
    assert parts("data engineer with salary", "has_salary") == [DATA]
    assert rest("data engineer with salary", "has_salary") == ""


@pytest.mark.parametrize(
    ("q", "years"),
    [
        ("two years experience", "2"),
        ("zwei Jahre Erfahrung", "2"),
        ("less than three years", "3"),
        ("no more than 3 years", "3"),
        ("not more than five years experience", "5"),
    ],
)
def test_years_may_be_told_in_words(q: str, years: str) -> None:
    assert parts(f"data engineer {q}") == [DATA, ("years_max", years)]


@pytest.mark.parametrize("q", ["one", "the ten", "one data", "five guys zebra"])
def test_other_numbers_in_words_stay_words(q: str) -> None:
    assert parts(q) == []


@pytest.mark.parametrize(
    ("q", "pay"),
    [("£500pd", "130000"), ("£500 p.d.", "130000"), ("£20 ph", "41600"), ("£60k pa", "60000")],
)
def test_periods_of_pay_have_short_forms(q: str, pay: str) -> None:
    assert parts(f"data engineer {q}") == [DATA, ("salary_min", pay)]


@pytest.mark.parametrize(
    ("q", "part"),
    [
        ("data engineer yesterday", ("posted", "1")),
        ("director level data engineer", ("level", "executive")),
        ("data engineer tier 2 visa", ("visa", "yes")),
        ("data engineer side job", ("type", "part-time")),
        ("data engineer job share", ("type", "part-time")),
        ("data engineer interns", ("type", "internship")),
    ],
)
def test_other_words_for_what_filters_ask(q: str, part: tuple[str, str]) -> None:
    assert sorted(parts(q)) == sorted([DATA, part])
    assert rest(q) == ""


@pytest.mark.parametrize(
    "said",
    [
        "without visa sponsorship", "no visa required", "starting in january", "competitive salary",
    ],
)  # fmt: skip
def test_what_would_choose_nothing_goes_and_is_told(said: str) -> None:
    found = understand(f"data engineer {said}", board())
    assert [part.kind for part in found.parts] == ["role"]
    assert ([one for one, _ in found.left_out], found.rest) == ([said], "")


@pytest.mark.parametrize(
    "q",
    [
        "what is the best paying remote job", "I live in Berlin and want a remote job",
        "what jobs are there?", "either remote or Berlin",
    ],
)  # fmt: skip
def test_of_a_question_the_words_around_it_go(q: str) -> None:
    assert rest(q) == ""


def test_people_in_a_sentence_are_nobody() -> None:
    found = parts("remote jobs for people with no experience")
    assert found == [REMOTE, ("level", "entry")]
    assert rest("people zebra") == "people zebra"


def test_how_much_of_the_work_is_done_where_chooses_nothing() -> None:
    found = understand("data engineer 80% remote", board())
    assert [part.kind for part in found.parts] == ["role", "workplace"]
    assert ([one for one, _ in found.left_out], found.rest.strip()) == (["80%"], "")
    assert understand("100% remote", board()).left_out == ()


@pytest.mark.parametrize("q", ["20 Stunden pro Woche zébra", "Teilzeit zébra 20 STUNDEN"])
def test_capitals_beside_an_accent_are_read_as_small_letters(q: str) -> None:
    assert ("type", "part-time") in parts(q)
    assert rest(q) == "zébra"


@pytest.mark.parametrize(
    ("q", "countries"),
    [
        ("🇩🇪 data engineer", [("country", "DE")]),
        ("data engineer 🇩🇪 or 🇺🇸", [("country", "DE"), ("country", "US")]),
        ("data engineer not 🇺🇸", [("not-country", "US")]),
        ("data engineer 🚀", []),
    ],
)
def test_a_flag_is_its_country(q: str, countries: list[tuple[str, str]]) -> None:
    assert [part for part in parts(q) if part != DATA] == countries
    assert rest(q) == ""


@pytest.mark.parametrize("q", ["Koch(in) zébra", "cook(e) zébra", "Softwareentwickler(in) zébra"])
def test_an_ending_in_brackets_is_no_word(q: str) -> None:
    assert rest(q) == "zébra"
    assert len(parts(q)) == 1


def test_of_a_word_that_stays_the_ending_goes() -> None:
    assert rest("Zebreur(euse) data engineer") == "Zebreur"
    assert rest("zebra(node)") == "zebra node"


@pytest.mark.parametrize("q", ["Koch/in zébra", "Softwareentwickler/in zébra", "cook/a zébra"])
def test_an_ending_behind_a_slash_is_no_word(q: str) -> None:
    assert rest(q) == "zébra"


@pytest.mark.parametrize(
    ("q", "left"),
    [
        ("zebra, not keeper", "zebra -keeper"),
        ("zebra, keeper, not cook zebra", "zebra, keeper, not cook zebra"),
    ],
)
def test_a_comma_before_what_is_not_wanted_makes_no_choice_of_it(q: str, left: str) -> None:
    assert rest(q) == left


def test_skills_in_brackets_stand_beside_each_other_and_not_beside_the_word_before() -> None:
    assert parts("zebra (go/python)") == [("skill", "go"), ("skill", "python")]
    assert rest("zebra (go/python)") == "zebra"


def test_a_level_and_those_above() -> None:
    (part,) = understand("senior or above", board()).parts
    assert (part.value, part.meaning.also) == ("senior", (("level", "lead"),))
