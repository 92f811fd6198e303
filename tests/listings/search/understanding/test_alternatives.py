"""One or the other, and several things with commas between them."""

import pytest

from listings.search.understanding.parts import alternatives, typed_again, without
from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board

DATA = ("role", "data-engineer")
BERLIN = ("city", "berlin-de")


def parts(q: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, board()).parts]


def groups(q: str) -> list[list[str]]:
    return [[one.value for one in some] for some in alternatives(understand(q, board()).parts)]


def rest(q: str) -> str:
    return " ".join(understand(q, board()).rest.split())


class TestSkills:
    @pytest.mark.parametrize(
        "q",
        ["python or sql", "python OR sql", "python oder sql", "python, sql", "python or in sql"],
    )
    def test_one_or_the_other(self, q: str) -> None:
        assert groups(q) == [["python", "sql"]]
        assert rest(q) == ""

    @pytest.mark.parametrize("q", ["python sql", "python and sql", "python/sql", "python & sql"])
    def test_both(self, q: str) -> None:
        assert groups(q) == [["python"], ["sql"]]

    def test_one_of_two_beside_a_third(self) -> None:
        assert groups("python or sql kubernetes") == [["python", "sql"], ["kubernetes"]]

    def test_a_doubtful_name_that_or_joins_to_a_skill_is_one(self) -> None:
        assert groups("zebra go or python") == [["go", "python"]]
        assert parts("not go or python") == [("not-skill", "go"), ("not-skill", "python")]
        assert rest("zebra go python") == "zebra go"

    def test_that_are_not_wanted_are_none_of_them(self) -> None:
        assert parts("not python or sql") == [("not-skill", "python"), ("not-skill", "sql")]


class TestSomewhere:
    """The parts of the "Where" box: a place, a way to work, or both."""

    def labels(self, q: str) -> list[str]:
        assert len(groups(q)) == 1
        assert rest(q) == ""
        found = understand(q, board()).parts
        assert {part.kind for part in found} == {"where"}
        return [part.label for part in found]

    @pytest.mark.parametrize(
        ("q", "asked"),
        [
            ("munich or remote", ["Munich, Germany", "Remote"]),
            ("remote or munich", ["Remote", "Munich, Germany"]),
            ("munich o remoto", ["Munich, Germany", "Remote"]),
            ("munich or germany", ["Munich, Germany", "Germany"]),
            ("munich, berlin or remote", ["Munich, Germany", "Berlin, Germany", "Remote"]),
            ("austin, texas or remote", ["Austin, United States", "Remote"]),
            ("munich or remote in germany", ["Munich, Germany", "Remote in Germany"]),
            ("hybrid munich or remote", ["Hybrid in Munich, Germany", "Remote"]),
        ],
    )
    def test_a_place_or_a_way_to_work(self, q: str, asked: list[str]) -> None:
        assert self.labels(q) == asked

    def test_a_way_to_work_before_several_places_is_asked_for_everywhere(self) -> None:
        assert [kind for kind, _ in parts("remote in germany or munich")] == [
            "workplace", "where", "where",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("q", "kinds"),
        [
            ("berlin or munich", ["city", "city"]), ("remote or hybrid", ["workplace"] * 2),
            ("remote or hybrid in berlin", ["workplace", "workplace", "city"]),
            ("munich, remote", ["city", "workplace"]), ("munich or python", []),
            ("not munich or remote", []),
        ],
    )  # fmt: skip
    def test_what_is_no_mixture_stays_as_it_is(self, q: str, kinds: list[str]) -> None:
        assert [kind for kind, _ in parts(q)] == kinds


class TestJobs:
    @pytest.mark.parametrize(
        ("q", "jobs"),
        [
            ("data engineer or data scientist", [["data-engineer", "data-scientist"]]),
            ("nurse or lawyer", [["registered nurse", "lawyer"]]),
            ("nurse, lawyer", [["registered nurse", "lawyer"]]),
            ("data engineer or lawyer", [["data-engineer", "lawyer"]]),
            ("data engineer, data scientist or lawyer",
             [["data-engineer", "data-scientist", "lawyer"]]),
        ],
    )  # fmt: skip
    def test_one_or_the_other(self, q: str, jobs: list[list[str]]) -> None:
        assert groups(q) == jobs
        assert rest(q) == ""
        assert len({kind for kind, _ in parts(q)}) == 1

    def test_a_role_beside_an_occupation_is_met_by_titles(self) -> None:
        role, _ = understand("data engineers or lawyers", board()).parts
        assert role.meaning.titles == ("data engineer", "data engineers")

    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("data engineer not lawyer", [DATA, ("not-title", "lawyer")]),
            ("zebra no nurses", [("not-title", "registered nurse")]),
            ("not nurses or lawyers", [("not-title", "registered nurse"), ("not-title", "lawyer")]),
        ],
    )
    def test_that_are_not_wanted(self, q: str, understood: list[tuple[str, str]]) -> None:
        assert parts(q) == understood

    @pytest.mark.parametrize(
        "q", ["data engineer no recruiters", "no agencies data engineer", "no PhD data engineer"]
    )
    def test_who_placed_an_opening_is_no_job(self, q: str) -> None:
        assert parts(q) == [DATA]
        assert rest(q) == ""


class TestSharedWords:
    @pytest.mark.parametrize(
        ("q", "jobs"),
        [
            ("ml or data engineer", ["machine-learning-engineer", "data-engineer"]),
            ("ml/data engineer", ["machine-learning-engineer", "data-engineer"]),
            ("data engineer or scientist", ["data-engineer", "data-scientist"]),
            ("product manager or owner remote", ["product-manager", "product-manager"]),
            ("data scientist/engineer", ["data-scientist", "data-engineer"]),
        ],
    )
    def test_of_occupations_are_read_with_each(self, q: str, jobs: list[str]) -> None:
        assert [value for kind, value in parts(q) if kind == "title"] == jobs
        assert groups(q)[0] == jobs
        assert rest(q) == ""

    @pytest.mark.parametrize("q", ["zebra or data engineer", "python or data engineer"])
    def test_other_words_are_none(self, q: str) -> None:
        assert parts(q) == []


class TestSigns:
    def test_between_skills_part_them(self) -> None:
        assert groups("python+sql") == [["python"], ["sql"]]
        assert parts("c++") == [("skill", "cpp")]
        assert rest("zebra+sql") == "zebra+sql"


class TestLevels:
    def test_two_in_one_phrase_are_both_meant(self) -> None:
        (level,) = understand("mid-senior", board()).parts
        assert (level.value, level.meaning.also) == ("mid", (("level", "senior"),))

    def test_with_a_slash_between_are_each_meant(self) -> None:
        assert parts("senior/staff data engineer") == [("level", "senior"), ("level", "lead"), DATA]
        assert parts("senior staff data engineer") == [("level", "lead"), DATA]


class TestCommas:
    def test_between_values_of_different_filters_part_nothing(self) -> None:
        assert parts("data engineer, python, berlin") == [DATA, ("skill", "python"), BERLIN]
        assert parts("senior data engineer, python") == [
            ("level", "senior"), DATA, ("skill", "python"),
        ]  # fmt: skip

    def test_in_brackets_part_nothing(self) -> None:
        assert groups("data engineer (python, sql)") == [["data-engineer"], ["python"], ["sql"]]
        assert parts("data engineer (remote, berlin)") == [DATA, ("workplace", "remote"), BERLIN]

    def test_between_values_of_one_filter_they_are_an_or(self) -> None:
        assert groups("data engineer, python, sql") == [["data-engineer"], ["python", "sql"]]

    @pytest.mark.parametrize(
        "q", ["python sql, kubernetes", "data engineer, zebra", "data engineer, python zebra"]
    )
    def test_between_whole_searches_all_of_them_stay_words(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q


class TestDoubtfulSkills:
    @pytest.mark.parametrize(
        ("q", "skills"),
        [
            ("python go", ["python", "go"]), ("go/python", ["go", "python"]),
            ("python with go", ["python", "go"]), ("c, c++", ["c-language", "cpp"]),
            ("react next", ["react", "nextjs"]), ("react/next developer", ["react", "nextjs"]),
            ("r python", ["r", "python"]), ("next and python", ["nextjs", "python"]),
        ],
    )  # fmt: skip
    def test_are_skills_beside_another(self, q: str, skills: list[str]) -> None:
        assert [value for kind, value in parts(q) if kind == "skill"] == skills
        assert rest(q) == ""

    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("go", "go"), ("next data engineer", "next"), ("c r", "c r"), ("at ledger", "ledger"),
            ("python next generation", "next generation"), ("python sales", "sales"),
            ("sales marketing", "sales marketing"), ("react zebra python", "react zebra"),
        ],
    )  # fmt: skip
    def test_stay_words_elsewhere(self, q: str, words: str) -> None:
        assert rest(q) == words


class TestWithoutOne:
    @pytest.mark.parametrize(
        ("q", "at", "left"),
        [
            ("python or sql", 0, "sql"), ("python or sql", 1, "python"),
            ("python OR sql remote", 0, "sql remote"), ("python, sql", 1, "python"),
            ("berlin o munich or paris", 1, "berlin or paris"),
            ("remote in berlin", 1, "remote in"),
        ],
    )  # fmt: skip
    def test_what_joined_it_goes_too(self, q: str, at: int, left: str) -> None:
        assert without(q, [understand(q, board()).parts[at]]) == left

    def test_parts_are_typed_again_with_what_joins_them(self) -> None:
        found = understand("zebra python or sql, remote", board()).parts
        assert typed_again(found) == "python OR sql remote"


class TestPastedTitles:
    """What stands beside a title, behind a comma or a dash or in brackets, is understood."""

    @pytest.mark.parametrize(
        ("q", "aside", "left"),
        [
            ("Zebra Keeper, Food - Remote, US", ["remote", "US"], "Zebra Keeper, Food"),
            ("Zebra Keeper, Food (Germany)", ["DE"], "Zebra Keeper, Food"),
            ("Zebra, Food | Berlin | Full-time", ["berlin-de", "full-time"], "Zebra, Food"),
            ("Zebra Keeper, Food (remote in Germany)", ["remote", "DE"], "Zebra Keeper, Food"),
        ],
    )  # fmt: skip
    def test_places_ways_to_work_and_types(self, q: str, aside: list[str], left: str) -> None:
        assert [value for _, value in parts(q)] == aside
        assert rest(q) == left

    @pytest.mark.parametrize("q", ["zebra london, keeper paris", "python zebra, sql keeper"])
    def test_whole_searches_stay_words(self, q: str) -> None:
        assert (parts(q), rest(q)) == ([], q)
