"""What seekers of work type: grades, abbreviations, permits, places near them, other scripts."""

import pytest

from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board
from tests.listings.search.understanding.test_as_people_type import DATA, REMOTE, parts, rest

DEVELOPER = ("title", "developer")


@pytest.mark.parametrize(("grade", "level"), [("IC4", "mid"), ("IC5", "senior"), ("IC6", "lead")])
def test_a_grade_of_people_who_lead_nobody_is_a_level(grade: str, level: str) -> None:
    assert parts(f"{grade} data engineer") == [("level", level), DATA]


@pytest.mark.parametrize("q", ["pm/po", "PO / PM", "product owner"])
def test_two_names_of_one_role_by_a_slash_are_that_role(q: str) -> None:
    assert parts(q) == [("role", "product-manager")]


def test_the_first_word_of_a_role_may_be_shortened() -> None:
    assert parts("prod mgr") == [("role", "product-manager")]
    assert parts("fs dev") == [("role", "full-stack-engineer")]
    assert parts("mech eng") == [("title", "mechanical engineer")]


@pytest.mark.parametrize(
    "q", ["개발자", "开发", "programátor", "vývojář", "yazılımcı", "מפתח", "مبرمج", "डेवलपर"]
)
def test_developers_are_found_by_what_they_are_called_in_more_languages(q: str) -> None:
    assert parts(q) == [DEVELOPER]


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("FP&A", "fp a"),
        ("financial planning & analysis", "fp a"),
        ("M&A", "m&a"),
        ("L&D", "l&d"),
        ("GRC", "grc"),
    ],
)
def test_fields_by_their_letters_are_found_by_their_full_names(q: str, title: str) -> None:
    (part,) = understand(q, board()).parts
    assert (part.kind, part.value) == ("title", title)


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("edtech", "edtech"),
        ("nonprofit", "non profit"),
        ("NGO", "non profit"),
        ("climate tech", "climate"),
        ("gov jobs", "government"),
    ],
)
def test_an_industry_is_looked_for_by_the_words_of_postings(q: str, says: str) -> None:
    (part,) = understand(q, board()).parts
    assert (part.kind, part.value, part.meaning.heading) == ("title", says, "Says")


@pytest.mark.parametrize("near", ["near me", "nearby", "in my area", "in meiner Nähe"])
def test_near_me_chooses_nothing_and_the_page_says_so(near: str) -> None:
    found = understand(f"data engineer {near}", board())
    assert parts(f"data engineer {near}") == [DATA]
    assert [typed for typed, _ in found.left_out] == [near]


@pytest.mark.parametrize("permit", ["CPT", "STEM OPT", "F1 visa"])
def test_permits_of_students_choose_nothing(permit: str) -> None:
    found = understand(f"internship {permit}", board())
    assert parts(f"internship {permit}") == [("type", "internship")]
    assert [typed for typed, _ in found.left_out] == [permit]


def test_a_mini_job_may_be_two_words() -> None:
    assert parts("mini job") == parts("minijob") == [("type", "part-time")]


@pytest.mark.parametrize("q", ["which companies sponsor visas", "companies sponsor visas"])
def test_a_question_for_a_visa_is_its_filter(q: str) -> None:
    assert (parts(q), rest(q)) == ([("visa", "yes")], "")


def test_and_changes_nothing_beside_what_is_understood() -> None:
    assert parts("data engineer AND remote") == [DATA, REMOTE]
    assert rest("data engineer AND remote") == ""
    assert rest("zebra AND remote") == "zebra"
    assert rest("zebra AND giraffe") == "zebra AND giraffe"


def test_a_flag_alone_is_its_country() -> None:
    assert parts("🇩🇪") == [("country", "DE")]
