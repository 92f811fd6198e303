"""Searches as people in several countries type them: which of their words ask for something."""

import pytest

from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board

DATA = ("role", "data-engineer")
DESIGNER = ("role", "product-designer")
BERLIN = ("city", "berlin-de")
MUNICH = ("city", "munich-de")
REMOTE = ("workplace", "remote")
PAY_FIRST = ("sort", "salary")
NEW_FIRST = ("sort", "newest")


def parts(q: str, *taken: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, board(), frozenset(taken)).parts]


def rest(q: str, *taken: str) -> str:
    return " ".join(understand(q, board(), frozenset(taken)).rest.split())


class TestOrder:
    @pytest.mark.parametrize(
        "q",
        [
            "highest paying data engineer jobs", "best paid data engineer",
            "top salary data engineer", "data engineer high salary",
            "bestbezahlte data engineer jobs",
            "gut bezahlte Data Engineer Stellen", "data engineer bien payé",
            "data engineer mejor pagados", "goed betaalde data engineer",
        ],
    )  # fmt: skip
    def test_the_best_paid_first(self, q: str) -> None:
        assert sorted(parts(q)) == [DATA, PAY_FIRST]
        assert rest(q) == ""

    @pytest.mark.parametrize(
        "q", ["newest data engineer jobs", "latest data engineer", "neueste data engineer jobs"]
    )
    def test_the_newest_first(self, q: str) -> None:
        assert sorted(parts(q)) == [DATA, NEW_FIRST]
        assert rest(q) == ""

    def test_gives_way_to_the_order_that_is_chosen(self) -> None:
        assert parts("highest paying data engineer", "sort") == [DATA]
        assert rest("highest paying data engineer", "sort") == ""

    @pytest.mark.parametrize(
        ("q", "days"),
        [
            ("data engineer posted today", "1"), ("data engineer last 24 hours", "1"),
            ("data engineer heute", "1"), ("data engineer jobs this week", "7"),
            ("data engineer in the past week", "7"), ("data engineer last two weeks", "14"),
            ("data engineer letzten 30 Tage", "30"), ("data engineer since Monday", "7"),
            ("data engineer last 10 days", "14"), ("data engineer posted 2 weeks ago", "14"),
            ("data engineer last 48 hours", "3"), ("data engineer vor 3 Tagen", "3"),
            ("data engineer in den letzten 5 Tagen", "7"),
        ],
    )  # fmt: skip
    def test_how_new_they_may_be(self, q: str, days: str) -> None:
        assert parts(q) == [DATA, ("posted", days)]
        assert rest(q) == ""
        assert parts(q, "posted") == [DATA]
        assert rest(q, "posted") == ""


class TestPay:
    @pytest.mark.parametrize(
        ("q", "ceiling"),
        [
            ("up to 120k data engineer", "up to 120k"), ("data engineer under 100k", "under 100k"),
            ("data engineer bis 60.000 €", "bis 60.000 €"), ("max 80k data engineer", "max 80k"),
            ("data engineer below £50k", "below £50k"), ("data engineer <90k", "<90k"),
            ("data engineer jusqu'à 45k€", "jusqu'à 45k€"),
        ],
    )  # fmt: skip
    def test_what_it_may_come_up_to_excludes_nothing_and_is_told(
        self, q: str, ceiling: str
    ) -> None:
        found = understand(q, board())
        assert parts(q) == [DATA]
        assert found.rest == ""
        assert [one for one, _ in found.left_out] == [ceiling]

    @pytest.mark.parametrize("q", ["under 5 people", "up to 3 days", "max mustermann"])
    def test_other_limits_are_no_pay(self, q: str) -> None:
        assert understand(q, board()).left_out == ()
        assert rest(q) != ""

    @pytest.mark.parametrize(
        ("q", "yearly"),
        [
            ("15k pln", "180000"), ("20 000 zł", "240000"), ("120 000 zł", "120000"),
            ("45000 czk", "540000"), ("600 000 HUF", "7200000"), ("50000 inr", "600000"),
            ("300000 jpy", "3600000"), ("15k eur", "15000"), ("4k eur", "48000"),
            ("15000 aed", "180000"),
        ],
    )  # fmt: skip
    def test_a_bare_amount_is_a_months_where_a_year_pays_more_in_its_currency(
        self, q: str, yearly: str
    ) -> None:
        assert parts(q) == [("salary_min", yearly)]

    @pytest.mark.parametrize(
        "q", ["3000 euro netto", "3.000 € brutto im Monat", "36000 brut annuel", "3000 € lordi"]
    )
    def test_before_or_after_tax_is_part_of_it(self, q: str) -> None:
        assert parts(q) == [("salary_min", "36000")]
        assert rest(q) == ""


class TestWhatIsOfferedAndAsked:
    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("data engineer security clearance", ("clearance", "clearance")),
            ("data engineer TS/SCI cleared", ("clearance", "clearance")),
            ("data engineer no security clearance", ("not-clearance", "clearance")),
            ("data engineer us citizens only", ("clearance", "citizenship")),
            ("data engineer with visa", ("visa", "yes")),
            ("data engineer sponsorship", ("visa", "yes")),
            ("data engineer relocation", ("relocation", "yes")),
            ("data engineer jobs in English", ("speaks", "en")),
            ("data engineer auf Englisch", ("speaks", "en")),
            ("data engineer in het Engels", None),
            ("data engineer travail à domicile", REMOTE),
            ("data engineer desde casa", REMOTE),
            ("data engineer da casa", REMOTE),
            ("data engineer bez doświadczenia", ("level", "entry")),
            ("data engineer for beginners", ("level", "entry")),
            ("data engineer no German required", ("not-speaks", "de")),
            ("data engineer kein Deutsch", ("not-speaks", "de")),
            ("data engineer sin inglés", ("not-speaks", "en")),
            ("data engineer digital nomad", ("where", "anywhere")),
            ("data engineer medio tiempo", ("type", "part-time")),
            ("data engineer 20 hours a week", ("type", "part-time")),
            ("data engineer 20-25 Stunden pro Woche", ("type", "part-time")),
            ("data engineer 24 uur per week", ("type", "part-time")),
            ("data engineer 40h/week", ("type", "full-time")),
            ("data engineer 40 hour work week", ("type", "full-time")),
            ("data engineer 30 hours weekly", ("type", "part-time")),
            ("data engineer 20h", ("type", "part-time")),
            ("data engineer 80% Pensum", ("type", "part-time")),
            ("data engineer 60-80%", ("type", "part-time")),
            ("data engineer 80-100%", None),
            ("data engineer bachelor's degree", ("degree", "required")),
            ("data engineer MSc", ("degree", "required")),
            ("data engineer no bachelor's degree", ("degree", "welcome")),
            ("data engineer without a PhD", None),
            ("data engineer 4-day work week", ("title", "4 day week")),
            ("data engineer Ph.D.", ("title", "phd")),
            ("data engineer Nebenjob", ("type", "part-time")),
            ("data engineer sponsor h1b", ("visa", "yes")),
            ("data engineer EU blue card", ("visa", "yes")),
            ("data engineer no clearance", ("not-clearance", "clearance")),
            ("data engineer bilingual Spanish", ("speaks", "es")),
            ("data engineer English only", ("speaks", "en")),
            ("data engineer fresh graduates", ("level", "entry")),
            ("data engineer 150k base", ("salary_min", "150000")),
            ("data engineer part time work", ("type", "part-time")),
        ],
    )
    def test_is_understood(self, q: str, understood: tuple[str, str] | None) -> None:
        assert parts(q) == [one for one in (DATA, understood) if one]

    @pytest.mark.parametrize(
        "q", ["Jobs für Studenten", "jobs for students", "emploi pour étudiants"]
    )
    def test_work_for_students_is_part_time_at_the_beginning_of_a_career(self, q: str) -> None:
        (part,) = understand(q, board()).parts
        assert (part.kind, part.value, part.meaning.also) == (
            "type", "part-time", (("level", "entry"),),
        )  # fmt: skip


class TestDistance:
    @pytest.mark.parametrize(
        ("q", "label"),
        [
            ("data engineer within 20 miles of Berlin", "within 32 km of Berlin, Germany"),
            ("data engineer Berlin Umkreis 50 km", "within 50 km of Berlin, Germany"),
            ("data engineer Berlin +25km", "within 25 km of Berlin, Germany"),
            ("data engineer near Berlin", "within 50 km of Berlin, Germany"),
            ("data engineer close to Berlin remote", "within 50 km of Berlin, Germany"),
            ("Großraum München data engineer", "within 50 km of Munich, Germany"),
            ("Berlin area data engineer", "within 50 km of Berlin, Germany"),
        ],
    )
    def test_draws_a_circle_around_a_city(self, q: str, label: str) -> None:
        found = understand(q, board())
        assert label in [part.label for part in found.of("where")]
        assert found.rest.strip() == ""
        assert found.left_out == ()

    @pytest.mark.parametrize(
        ("q", "places"),
        [
            ("near Berlin or Munich", [BERLIN, MUNICH]), ("near Germany", [("country", "DE")]),
            ("Berlin area manager", [BERLIN]), ("Berlin zebra area", [BERLIN]),
        ],
    )  # fmt: skip
    def test_elsewhere_no_circle_is_drawn(self, q: str, places: list[tuple[str, str]]) -> None:
        assert parts(q) == places

    def test_in_minutes_is_left_to_the_box_that_reads_it(self) -> None:
        found = understand("data engineer 30 minutes from Berlin", board())
        assert [(part.kind, part.value) for part in found.parts] == [DATA, BERLIN]
        assert [one for one, _ in found.left_out] == ["30 minutes from"]

    def test_a_length_alone_is_none(self) -> None:
        assert rest("5 km run") == "5 km run"


class TestWordsThatAskForNothing:
    @pytest.mark.parametrize(
        "q",
        [
            "how to become a data engineer", "what is the salary of a data engineer",
            "I am a data engineer looking for work", "looking for a data engineer role",
            "urgent hiring data engineer", "data engineer immediate start",
            "Data Engineer ab sofort", "data engineer jobs abroad", "best data engineer jobs",
            "je cherche travail data engineer",
            "busco trabajo de data engineer", "szukam pracy data engineer",
            "data engineer jobs in my area", "arbeiten als Data Engineer",
        ],
    )  # fmt: skip
    def test_go(self, q: str) -> None:
        assert parts(q) == [DATA]
        assert rest(q) == ""

    def test_the_word_before_a_name_goes_with_what_stays_words(self) -> None:
        assert rest("data engineer at ledger") == "ledger"
        assert rest("no code data engineer") == "no code"

    @pytest.mark.parametrize(
        "q", ["data engineer & sql", "data engineer + sql", "data engineer @ sql"]
    )
    def test_signs_alone_are_no_words(self, q: str) -> None:
        assert parts(q) == [DATA, ("skill", "sql")]
        assert rest(q) == ""


class TestNo:
    def test_excludes_a_place_behind_another(self) -> None:
        assert parts("remote europe no us") == [
            REMOTE,
            ("country", "EUROPE"),
            ("not-country", "US"),
        ]

    def test_is_a_preposition_before_the_first(self) -> None:
        assert parts("vagas no Berlin") == [BERLIN]
        assert parts("vagas no Berlin no Munich") == [BERLIN, MUNICH]


class TestPastedTitles:
    @pytest.mark.parametrize(
        ("q", "left"),
        [
            ("Product Designer (m/f/d)", ""),
            ("Product Designer - Berlin", ""),
            ("Product Designer – Payments (Berlin)", "Payments"),
            ("• Product Designer (Berlin)", ""),
            ("🚀 Product Designer, Berlin 🚀", ""),
            ("Product Designer | Berlin", ""),
            ("Product Designer V - Payments (Berlin)", "V Payments"),
            ("Product Designer (Zebra (Berlin))", "Zebra"),
        ],
    )
    def test_dashes_brackets_and_pictures_are_no_words(self, q: str, left: str) -> None:
        assert set(parts(q)) <= {DESIGNER, BERLIN}
        assert parts(q)[0] == DESIGNER
        assert rest(q) == left

    @pytest.mark.parametrize("q", ["SDE 2", "SDE II", "SDE2", "sde2", "software engineer ii"])
    def test_a_grade_behind_an_occupation_is_a_level_beside_it(self, q: str) -> None:
        assert parts(q) == [("role", "software-engineer"), ("level", "mid")]
        assert rest(q) == ""

    def test_titles_with_the_grade_come_first(self) -> None:
        role = understand("SDE II", board()).parts[0].meaning
        assert set(role.first) == {
            "software engineer ii", "software engineer 2", "sde ii", "sde 2",
        }  # fmt: skip

    def test_a_grade_behind_a_word_that_is_no_occupation_leaves_the_word(self) -> None:
        assert (parts("engineer 2"), rest("engineer 2")) == ([("level", "mid")], "engineer")
        assert parts("senior engineer 2") == [("level", "senior")]

    @pytest.mark.parametrize(
        ("q", "skill", "version"),
        [
            ("python 3.11", "python", "3.11"), ("python 2 developer", "python", "2"),
            ("react 18", "react", "18"), ("react18", "react", "18"), ("go 1.22", "go", "1.22"),
            (".net 8", "dotnet", "8"),
        ],
    )  # fmt: skip
    def test_a_version_of_a_skill_goes_and_the_page_says_so(
        self, q: str, skill: str, version: str
    ) -> None:
        found = understand(q, board())
        assert ("skill", skill) in [(part.kind, part.value) for part in found.parts]
        assert [typed for typed, _ in found.left_out] == [version]

    @pytest.mark.parametrize("q", ["go 2 market", "zebra 3", "python, 3"])
    def test_other_numbers_are_no_versions(self, q: str) -> None:
        assert understand(q, board()).left_out == ()

    def test_a_dash_ends_a_phrase(self) -> None:
        assert parts("data - engineer") == []

    def test_a_dash_between_amounts_does_not(self) -> None:
        assert parts("€60k - €80k") == [("salary_min", "60000")]

    def test_a_dash_that_nothing_follows_is_left_to_be_named(self) -> None:
        assert rest("zebra -") == "zebra -"


class TestFieldsOfWork:
    @pytest.mark.parametrize("q", ["data jobs", "Data jobs", "data roles", "data people"])
    def test_jobs_of_a_field_are_those_with_its_words_in_the_title(self, q: str) -> None:
        (part,) = understand(q, board()).parts
        assert (part.kind, part.label) == ("title", "Data")

    def test_a_short_word_has_titles_that_come_first(self) -> None:
        (part,) = understand("HR", board()).parts
        assert "hr manager" in part.meaning.first


class TestWordsAlone:
    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("waldorf data engineer gardening", ["waldorf", "gardening"]),
            ("zebra", ["zebra"]),
            ("zebra OR giraffe lion", []),
            ("zebra, giraffe", []),
            ("zebra -lion", ["zebra"]),
            ('"zebra crossing" lion', ['"zebra crossing"', "lion"]),
        ],
    )
    def test_are_those_that_each_must_be_met(self, q: str, words: list[str]) -> None:
        assert [q[one.start : one.end] for one in understand(q, board()).alone] == words


class TestDays:
    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("3 days in office data engineer", [("workplace", "hybrid"), DATA]),
            ("data engineer 2 Tage Homeoffice", [DATA, ("workplace", "hybrid")]),
            ("data engineer 2 days a week", [DATA, ("type", "part-time")]),
            ("data engineer 3 day week", [DATA, ("type", "part-time")]),
            ("data engineer 4 days a week", [DATA, ("title", "4 day week")]),
            ("hybrid 2 days data engineer", [("workplace", "hybrid"), DATA]),
            ("data engineer 5 days a week", [DATA]),
        ],
    )
    def test_of_a_week(self, q: str, understood: list[tuple[str, str]]) -> None:
        assert parts(q) == understood
        assert rest(q) == ""


class TestWhatNoFilterCanDo:
    @pytest.mark.parametrize(
        ("q", "said"),
        [
            ("data engineer no travel", "no travel"), ("no on-call data engineer", "no on-call"),
            ("data engineer no recruiters", "no recruiters"),
            ("data engineer ohne Reisetätigkeit", "ohne Reisetätigkeit"),
            ("hybrid 2 days data engineer", "2 days"),
        ],
    )  # fmt: skip
    def test_is_told_and_excludes_nothing(self, q: str, said: str) -> None:
        found = understand(q, board())
        assert [one for one, _ in found.left_out] == [said]
        assert found.rest.strip() == ""


class TestMonths:
    def test_of_experience_are_years(self) -> None:
        assert parts("data engineer 6 months experience") == [DATA, ("years_max", "1")]
        assert parts("data engineer 18 months of experience") == [DATA, ("years_max", "2")]

    def test_how_long_work_lasts_is_told_to_be_no_filter(self) -> None:
        assert parts("6-month contract data engineer") == [("type", "contract"), DATA]
        found = understand("6-month contract data engineer", board())
        assert [said for said, _ in found.left_out] == ["6-month"]

    def test_a_range_of_years_is_experience(self) -> None:
        assert parts("3-5 years data engineer") == [("years_max", "5"), DATA]

    def test_at_least_so_many_years_are_what_openings_ask(self) -> None:
        assert parts("data engineer at least 5 years experience") == [DATA, ("years", "4-6")]
        assert parts("data engineer mindestens 5 Jahre") == [DATA, ("years", "4-6")]


class TestHours:
    @pytest.mark.parametrize(
        "q",
        ["24h zebra", "12 hour shifts", "8 hours a day", "100% zebra", "50% travel", "5% equity"],
    )
    def test_of_a_day_and_shares_of_something_else_are_words(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) in (q, q.replace(" a ", " "))


class TestOtherScripts:
    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("инженер данных Берлин", [DATA, BERLIN]),
            ("инженер данных в Берлине", [DATA, BERLIN]),
            ("вакансии инженер данных удалённо", [DATA, REMOTE]),
            ("старший инженер данных", [("level", "senior"), DATA]),
            ("инженер данных кроме Германии", [DATA, ("not-country", "DE")]),
            ("интернет", []),
            ("Берлин или Мюнхен", [BERLIN, MUNICH]),
            ("бухгалтеры", [("title", "accountant")]),
            ("дизайнер", [("title", "designer")]),
            ("μηχανικός δεδομένων Βερολίνο", [DATA, BERLIN]),
            ("θέσεις εργασίας μηχανικός δεδομένων στο Βερολίνο", [DATA, BERLIN]),
            ("λογιστής", [("title", "accountant")]),
            ("μερική απασχόληση", [("type", "part-time")]),
        ],
    )
    def test_are_read_as_others(self, q: str, understood: list[tuple[str, str]]) -> None:
        assert parts(q) == understood


class TestPlacesInASearch:
    @pytest.mark.parametrize(("q", "code"), [("zebra NZ", "NZ"), ("zebra sg", "SG")])
    def test_codes_of_countries_that_are_no_words(self, q: str, code: str) -> None:
        assert (parts(q), rest(q)) == ([("country", code)], "zebra")

    @pytest.mark.parametrize("q", ["bay area ca", "bay area, CA", "Bay Area California"])
    def test_an_area_with_what_it_lies_in(self, q: str) -> None:
        assert [kind for kind, _ in parts(q)] == ["city"]
        assert rest(q) == ""

    def test_a_city_with_another_country_behind_it_is_the_one_there(self) -> None:
        (part,) = understand("Seattle Germany", board()).parts
        assert (part.kind, part.label) == ("where", "Seattle, Germany")
        assert parts("berlin germany") == [BERLIN, ("country", "DE")]
        assert len(parts("berlin or france")) == 2

    @pytest.mark.parametrize("q", ["companies hiring remote", "remote companies hiring"])
    def test_who_hires_says_nothing_and_remote_does(self, q: str) -> None:
        assert (parts(q), rest(q)) == ([REMOTE], "")
