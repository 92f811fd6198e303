"""What people say around an amount, an employer, a place: "minimum salary", "jobs at", "no"."""

import pytest

from listings.reading.skills import SkillPhrases
from listings.search.understanding.fields import fields
from listings.search.understanding.reading import understand
from listings.search.understanding.table import PhraseTable, TableRows
from tests.listings.search.understanding.board import board
from tests.listings.search.understanding.test_as_people_type import DATA, REMOTE, parts, rest


class TestPay:
    @pytest.mark.parametrize(
        "said",
        [
            "minimum salary 120k", "salary over 120k", "salary from 120k", "salary of 120k",
            "pay above 120k", "salary expectation: 120k", "salary range 120k - 150k",
            "make 120k", "gehalt ab 120k", "gehaltswunsch mindestens 120k", "$120k minimum",
            "120k min", "120k or more", "120k and up", "120k base or more", "120.000 oder mehr",
        ],
    )  # fmt: skip
    def test_words_before_and_behind_an_amount_are_part_of_it(self, said: str) -> None:
        assert parts(f"data engineer {said}") == [DATA, ("salary_min", "120000")]
        assert rest(f"{said} data engineer") == ""

    @pytest.mark.parametrize(
        "said", ["80k max", "max salary 80k", "salary up to 80k", "80k or less", "80k € maximal"]
    )
    def test_the_most_that_is_said_so_excludes_nothing(self, said: str) -> None:
        found = understand(f"data engineer {said}", board())
        assert [part.kind for part in found.parts] == ["role"]
        assert ([one for one, _ in found.left_out], found.rest) == ([said], "")

    @pytest.mark.parametrize("q", ["salary negotiation", "pay roll", "make up artist", "pay 2000"])
    def test_without_an_amount_they_stay_words(self, q: str) -> None:
        assert (parts(q), rest(q)) == ([], q)


class TestEmployers:
    @pytest.mark.parametrize(
        ("q", "companies"),
        [
            ("jobs at ramp", ["ramp"]),
            ("work at openai", ["openai"]),
            ("working for Ramp", ["ramp"]),
            ("bei writer", ["writer"]),
            ("at figma or ramp", ["figma", "ramp"]),
            ("at ramp or openai", ["ramp", "openai"]),
        ],
    )
    def test_behind_at_a_name_that_is_a_word_too_is_the_companys(
        self, q: str, companies: list[str]
    ) -> None:
        assert parts(q) == [("company", name) for name in companies]
        assert rest(q) == ""

    def test_elsewhere_it_stays_a_word_or_a_skill(self) -> None:
        assert (parts("ramp engineer"), rest("ramp engineer")) == ([], "ramp engineer")
        assert parts("content writer") == []

    def test_what_is_said_behind_at_by_itself_is_no_company(self) -> None:
        assert (parts("zebras at scale"), rest("zebras at scale")) == ([], "zebras scale")


@pytest.mark.parametrize(
    ("q", "part", "left"),
    [
        ("at ledger senior", ("level", "senior"), "ledger"),
        ("go to market intern", ("type", "internship"), ""),
        ("c level", ("level", "executive"), ""),
    ],
)
def test_beside_a_word_that_is_no_skill_there_terms_count(
    q: str, part: tuple[str, str], left: str
) -> None:
    assert part in parts(q)
    assert rest(q) == left


def test_terms_inside_what_a_board_says_is_no_skill_count() -> None:
    spring = SkillPhrases("spring", "Spring", excludes=("spring internship", "silver spring"))
    table = PhraseTable(TableRows(skills=(spring,)))
    found = understand("spring internship", table)
    assert [(part.kind, part.typed) for part in found.parts] == [("type", "internship")]
    assert found.rest == "spring"
    assert understand("silver spring", table).parts == ()
    (given,) = (understand("spring internship", table, frozenset({"type"})),)
    assert (given.parts, given.rest) == ((), "spring internship")


@pytest.mark.parametrize(
    ("q", "understood"),
    [
        ("hybrid berlin 2-3 days", [("workplace", "hybrid"), ("city", "berlin-de")]),
        ("relocate to berlin", [("relocation", "yes"), ("city", "berlin-de")]),
        ("i can work from germany", [("country", "DE")]),
        ("who live in berlin", [("city", "berlin-de")]),
        ("cerco lavoro come product designer", [("role", "product-designer")]),
        ("work from home", [REMOTE]),
    ],
)
def test_what_is_said_around_a_place_is_no_word_of_the_search(
    q: str, understood: list[tuple[str, str]]
) -> None:
    assert (parts(q), rest(q)) == (understood, "")


class TestNo:
    @pytest.mark.parametrize(
        ("q", "places"),
        [
            ("remote no US", [REMOTE, ("not-country", "US")]),
            ("remote, no germany", [REMOTE, ("not-country", "DE")]),
            ("no us no uk remote", [("not-country", "US"), ("not-country", "GB"), REMOTE]),
            ("no new york", [("not-city", "new-york-city-ny-us")]),
        ],
    )
    def test_before_a_place_it_excludes(self, q: str, places: list[tuple[str, str]]) -> None:
        assert parts(q) == places

    @pytest.mark.parametrize(
        ("q", "country"),
        [
            ("vagas no brasil", "BR"), ("remoto no Brasil", "BR"), ("no portugal", "PT"),
            ("vagas no Canada", "CA"), ("no Canadá", "CA"), ("no Reino Unido", "GB"),
        ],
    )  # fmt: skip
    def test_in_portuguese_it_says_where(self, q: str, country: str) -> None:
        assert parts(q)[-1] == ("country", country)

    @pytest.mark.parametrize("q", ["but no senior", "anything but senior", "everything but senior"])
    def test_other_words_for_it(self, q: str) -> None:
        assert parts(f"data engineer, {q}") == [DATA, ("not-level", "senior")]


@pytest.mark.parametrize(
    "q",
    [
        "jobs that don't require german", "data jobs that do not require german",
        "dont need german", "no need for german", "german is not required", "german optional",
    ],
)  # fmt: skip
def test_a_language_that_need_not_be_spoken(q: str) -> None:
    assert ("not-speaks", "de") in parts(q)
    assert "german" not in rest(q)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("cyber security", {"security engineer", "infosec", "cybersecurity"}),
        ("infosec", {"security analyst", "cybersecurity"}),
        ("go to market", {"gtm"}),
        ("cx", {"customer experience"}),
        ("artificial intelligence", {"ai"}),
        ("inteligencia artificial", {"ai", "ki"}),
    ],
)
def test_a_field_is_found_under_all_of_its_names(typed: str, titles: set[str]) -> None:
    (part,) = understand(typed, board()).parts
    assert part.kind == "title"
    assert titles <= set(part.meaning.titles)
    assert part.meaning in dict(fields()).values()
