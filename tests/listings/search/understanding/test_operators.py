"""Signs that people bring from other sites: understood, or said not to be."""

import pytest

from listings.search.understanding.parts import as_words, without
from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board

BERLIN, MUNICH = ("city", "berlin-de"), ("city", "munich-de")
SENIOR, LEAD = ("level", "senior"), ("level", "lead")
PYTHON, SQL, CSHARP = ("skill", "python"), ("skill", "sql"), ("skill", "csharp")
DATA = ("role", "data-engineer")


def parts(q: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, board()).parts]


def rest(q: str) -> str:
    return " ".join(understand(q, board()).rest.split())


def said(q: str) -> list[str]:
    return [typed for typed, _ in understand(q, board()).left_out]


class TestBeforeAColon:
    @pytest.mark.parametrize(
        ("q", "found"),
        [
            ("level:senior", [SENIOR]),
            ("location:berlin data engineer", [BERLIN, DATA]),
            ('location:"new york"', [("city", "new-york-city-ny-us")]),
            ("location:berlin,munich", [BERLIN, MUNICH]),
            ("Location: Berlin, Type: Full-time", [BERLIN, ("type", "full-time")]),
            ("country:germany", [("country", "DE")]),
            ("location:reading", [("city", "reading-gb")]),
            ("type:contract", [("type", "contract")]),
            ('jobtype:"part time"', [("type", "part-time")]),
            ('role:"data engineer"', [DATA]),
            ("skills:python,sql", [PYTHON, SQL]),
            ("tech:go", [("skill", "go")]),
            ("employer:writer", [("company", "writer")]),
            ("language:german", [("speaks", "de")]),
            ("workplace:remote", [("workplace", "remote")]),
            ("remote:true", [("workplace", "remote")]),
            ("remote:no", [("not-workplace", "remote")]),
            ("-location:berlin", [("not-city", "berlin-de")]),
            ("experience: 5+ years", [("years", "4-6")]),
            ("(level:senior OR level:lead) AND location:berlin", [SENIOR, LEAD, BERLIN]),
        ],
    )
    def test_what_stands_behind_is_a_value_of_that_filter(
        self, q: str, found: list[tuple[str, str]]
    ) -> None:
        assert parts(q) == found
        assert said(q) == []

    @pytest.mark.parametrize(
        ("q", "sign", "words"),
        [
            ("level:ninja", "level:", "ninja"),
            ("location:atlantis", "location:", "atlantis"),
            ("industry:fintech", "industry:", "fintech"),
            ("site:example.com nurse", "site:example.com", ""),
            ("before:2024-01-01 zebra", "before:2024-01-01", "zebra"),
        ],
    )
    def test_what_is_no_value_is_said_to_be_none(self, q: str, sign: str, words: str) -> None:
        assert said(q) == [sign]
        assert rest(q) == words

    def test_an_occupation_that_is_no_role_is_looked_for_in_titles(self) -> None:
        assert rest("role:designer berlin") == "title:designer"
        assert rest('role:"zebra keeper"') == "title:zebra title:keeper"

    def test_a_company_without_openings_is_looked_for_as_one(self) -> None:
        assert (parts("employer:salesforce"), rest("employer:salesforce")) == (
            [], "company:salesforce",
        )  # fmt: skip

    @pytest.mark.parametrize("q", ["https://example.com", "10:30", "note: zebra", "a:b"])
    def test_other_colons_are_no_signs(self, q: str) -> None:
        assert (parts(q), said(q)) == ([], [])

    @pytest.mark.parametrize("q", ["nurse location:berlin", 'nurse location:"berlin"'])
    def test_the_sign_goes_with_what_it_says(self, q: str) -> None:
        found = [part for part in understand(q, board()).parts if part.kind == "city"]
        assert without(q, found) == "nurse"
        assert as_words(q, found) == 'nurse "berlin"'


class TestBrackets:
    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("title:(zebra OR lion)", "title:zebra OR title:lion"),
            ("company:(zebra lion) keeper", "company:zebra company:lion keeper"),
            ("intitle:zebra", "intitle:zebra"),
        ],
    )
    def test_a_field_stands_before_each_word_in_its_bracket(self, q: str, words: str) -> None:
        assert (parts(q), rest(q), said(q)) == ([], words, [])

    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("(python AND sql) OR (c# AND .net)", "python AND sql , c# AND .net"),
            ("(zebra keeper) OR (lion tamer)", "zebra keeper , lion tamer"),
        ],
    )
    def test_or_between_brackets_of_several_words_parts_whole_searches(
        self, q: str, words: str
    ) -> None:
        assert (parts(q), rest(q)) == ([], words)

    @pytest.mark.parametrize("q", ["(data engineer) OR (data scientist)", "(python or c#) berlin"])
    def test_or_of_values_of_one_filter_is_either(self, q: str) -> None:
        assert len(understand(q, board()).parts) > 1
        assert rest(q) == ""

    @pytest.mark.parametrize("q", ["zebra -(senior OR lead)", "zebra NOT (senior OR lead)"])
    def test_not_before_a_bracket_is_said_of_all_in_it(self, q: str) -> None:
        assert parts(q) == [("not-level", "senior"), ("not-level", "lead")]
        assert rest(q) == "zebra"


@pytest.mark.parametrize("q", ["!zebra python", "python !zebra"])
def test_an_exclamation_mark_before_a_word_is_a_minus(q: str) -> None:
    assert (parts(q), rest(q)) == ([PYTHON], "!zebra")


def test_one_behind_a_word_is_none() -> None:
    assert parts("hiring! python") == [PYTHON]
