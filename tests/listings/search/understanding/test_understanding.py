"""What is understood of a search. The pure function, without rows and pages."""

import pytest

from listings.search.understanding.parts import as_words, without
from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board


def parts(q: str, *taken: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, board(), frozenset(taken)).parts]


def rest(q: str) -> str:
    return " ".join(understand(q, board()).rest.split())


def offered(q: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in understand(q, board()).doubtful]


ML = ("role", "machine-learning-engineer")
SOFTWARE = ("role", "software-engineer")
DEVELOPER = ("title", "developer")
DATA = ("role", "data-engineer")
REMOTE = ("workplace", "remote")
BERLIN = ("city", "berlin-de")
MUNICH = ("city", "munich-de")


class TestRoles:
    @pytest.mark.parametrize(
        "q",
        [
            "machine learning engineer",
            "Machine-Learning Engineers",
            "ml engineer",
            "ML engineers",
            "MLE",
            "ml developer",
            "machine learning engineer jobs",
        ],
    )
    def test_a_role_by_its_name_plural_abbreviation_and_aliases(self, q: str) -> None:
        assert parts(q) == [ML]
        assert rest(q) == ""

    @pytest.mark.parametrize(
        "q",
        [
            "swe", "software dev", "Softwareentwickler", "Softwareentwicklerin",
            "Softwareentwickler:in", "Softwareentwickler (m/w/d)", "ingeniero de software",
        ],
    )  # fmt: skip
    def test_a_role_by_what_its_occupation_is_called_elsewhere(self, q: str) -> None:
        assert parts(q) == [SOFTWARE]

    @pytest.mark.parametrize("q", ["devs", "programmers", "développeurs", "desarrolladora"])
    def test_developers_of_every_kind_by_their_titles(self, q: str) -> None:
        (part,) = understand(q, board()).parts
        assert (part.kind, part.value) == DEVELOPER
        assert {"software engineer", "frontend engineer"} <= {*part.meaning.titles}

    @pytest.mark.parametrize("q", ["sw engineer", "sw eng", "sw dev"])
    def test_a_role_whose_first_word_is_shortened(self, q: str) -> None:
        assert parts(q) == [SOFTWARE]

    @pytest.mark.parametrize("q", ["data dev", "data developers", "ml engineers"])
    def test_a_role_whose_last_word_is_written_in_another_way(self, q: str) -> None:
        assert parts(q) in ([DATA], [ML])

    def test_a_skill_that_ends_as_an_occupation_does_is_the_occupation(self) -> None:
        assert parts("firmware engineer") != [("skill", "embedded-systems")]

    @pytest.mark.parametrize("q", ["CTO", "chief technology officer"])
    def test_a_chief_is_one_whatever_role_reads_the_title(self, q: str) -> None:
        assert parts(q) == [("title", "chief technology officer")]

    @pytest.mark.parametrize(
        "q", ["full stack developer", "fullstack developer", "full-stack engineers"]
    )
    def test_words_that_are_written_in_several_ways(self, q: str) -> None:
        assert parts(q) == [("role", "full-stack-engineer")]

    def test_of_phrases_of_one_length_those_count_that_leave_fewer_words(self) -> None:
        assert parts("python deep learning sql") == [
            ("skill", "python"),
            ("skill", "deep-learning"),
            ("skill", "sql"),
        ]
        assert parts("staff new york director") == [
            ("level", "lead"),
            ("city", "new-york-city-ny-us"),
            ("level", "executive"),
        ]
        assert parts("python language models") == [("skill", "python"), ("skill", "llm")]

    def test_the_longest_phrase_goes_first(self) -> None:
        assert parts("data platform engineer") == [DATA]
        assert parts("machine learning") == [("skill", "machine-learning")]

    @pytest.mark.parametrize(
        ("q", "understood", "words"),
        [
            ("deep learning engineer", [("skill", "deep-learning")], "engineer"),
            ("salesforce developer", [("skill", "salesforce"), DEVELOPER], ""),
        ],
    )
    def test_an_alias_that_says_more_than_the_role_is_not_cut_down_to_it(
        self, q: str, understood: list[tuple[str, str]], words: str
    ) -> None:
        assert parts(q) == understood
        assert rest(q) == words

    def test_an_alias_that_says_a_level_or_a_kind_of_employment_is_read_word_by_word(self) -> None:
        assert parts("ml intern") == [("skill", "machine-learning"), ("type", "internship")]

    def test_a_guess_stays_words(self) -> None:
        assert parts("growth engineer") == []

    @pytest.mark.parametrize(
        "several",
        [
            [
                "nurse",
                "nurses",
                "registered nurse",
                "RN",
                "RNs",
                "Pflegefachkraft",
                "Pflegefachkräfte",
                "infirmière",
            ],
            ["lawyer", "attorneys", "counsel", "Rechtsanwältin", "avocat"],
            ["accountant", "Buchhalterin", "comptables"],
        ],
    )
    def test_an_occupation_that_is_no_role_here_means_its_titles(self, several: list[str]) -> None:
        found = [understand(q, board()).parts for q in several]
        assert all(len(one) == 1 and one[0].kind == "title" for one in found)
        assert len({one[0].meaning for one in found}) == 1
        assert (
            several[0] in found[0][0].meaning.titles
            or f"registered {several[0]}" in found[0][0].meaning.titles
        )


class TestSkills:
    @pytest.mark.parametrize(
        ("q", "skill"),
        [
            ("python", "python"), ("Python3", "python"), ("c++", "cpp"), ("C#", "csharp"),
            (".net", "dotnet"),
            ("K8s", "kubernetes"), ("golang", "go"), ("js", "javascript"),
        ],
    )  # fmt: skip
    def test_a_skill_by_any_of_its_phrases(self, q: str, skill: str) -> None:
        assert parts(q) == [("skill", skill)]

    @pytest.mark.parametrize(("q", "skill"), [("go", "go"), ("Go", "go"), ("R", "r"), ("r", "r")])
    def test_a_name_that_is_a_word_or_a_letter_stays_a_word_and_is_offered(
        self, q: str, skill: str
    ) -> None:
        assert parts(q) == []
        assert rest(q) == q
        assert offered(q) == [("skill", skill)]

    def test_what_only_looks_like_a_skill_stays_words(self) -> None:
        assert parts("zebra at ledger") == []
        assert offered("zebra at ledger") == []


class TestCompanies:
    @pytest.mark.parametrize("q", ["Figma", "figma"])
    def test_a_company_by_its_name(self, q: str) -> None:
        assert parts(q) == [("company", "figma")]

    def test_a_company_whose_one_word_is_typed_as_two(self) -> None:
        assert parts("data engineer nerd wallet") == [DATA, ("company", "nerdwallet")]
        assert parts("nerd") == []

    def test_a_company_without_its_legal_form(self) -> None:
        assert (
            parts("acme robotics")
            == parts("Acme Robotics GmbH")
            == [("company", "acme-robotics-gmbh")]
        )

    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("remote", [REMOTE]),
            ("berlin", [BERLIN]),
            ("data engineer", [DATA]),
            ("ramp", []),
            ("openai", []),
        ],
    )
    def test_a_company_whose_name_means_something_else_changes_nobodys_search(
        self, q: str, understood: list[tuple[str, str]]
    ) -> None:
        assert parts(q) == understood

    def test_it_is_offered_where_its_name_stays_a_word(self) -> None:
        assert offered("ramp") == [("company", "ramp")]
        assert offered("content writer") == [("company", "writer")]
        assert offered("openai") == [("skill", "openai"), ("company", "openai")]


class TestPlaces:
    @pytest.mark.parametrize(
        ("q", "place"),
        [
            ("Berlin", BERLIN), ("München", MUNICH), ("Muenchen", MUNICH),
            ("mu\u0308nchen", MUNICH),
            ("NYC", ("city", "new-york-city-ny-us")), ("new york", ("city", "new-york-city-ny-us")),
            ("SF", ("city", "san-francisco-ca-us")),
            ("Bay Area", ("city", "san francisco bay area")),
            ("California", ("region", "california-us")), ("UK", ("country", "GB")),
            ("usa", ("country", "US")), ("jobs us", ("country", "US")),
            ("Deutschland", ("country", "DE")), ("EU", ("country", "EU")),
            ("DACH", ("country", "DACH")),
            ("Singapore", ("country", "SG")), ("Nizza", ("city", "nice-fr")),
            ("England", ("region", "england-gb")),
        ],
    )  # fmt: skip
    def test_a_place_by_any_of_its_names(self, q: str, place: tuple[str, str]) -> None:
        assert parts(q) == [place]

    def test_one_place_or_another(self) -> None:
        assert parts("berlin or munich") == [BERLIN, MUNICH]
        assert rest("berlin or munich") == ""
        assert rest("berlin or bust") == "berlin or bust"

    def test_a_name_of_several_cities_means_all_of_them(self) -> None:
        (part,) = understand("paris", board()).parts
        assert (part.value, part.meaning.keys) == ("paris", (9, 10))

    def test_a_citys_own_name_goes_before_what_another_was_once_called(self) -> None:
        assert parts("waterloo") == [("city", "waterloo-ca")]

    @pytest.mark.parametrize("q", ["Austin, TX", "austin tx"])
    def test_a_town_with_its_state(self, q: str) -> None:
        assert parts(q) == [("city", "austin-tx-us")]

    @pytest.mark.parametrize("q", ["London, KY", "london ky", "London Kentucky", "london (KY)"])
    def test_a_state_behind_another_town_of_its_name_means_that_town(self, q: str) -> None:
        assert parts(q) == [("where", "London, Kentucky")]
        assert rest(q) == ""

    def test_a_state_that_is_a_word_is_none(self) -> None:
        assert parts("london on site") == [("city", "london-gb"), ("workplace", "onsite")]
        assert parts("london ontario") == [("where", "London, Ontario")]

    def test_such_a_town_is_an_alternative_and_excludes_nothing(self) -> None:
        assert [kind for kind, _ in parts("reading pa or london")] == ["where", "where"]
        assert rest("reading pa or remote") == ""
        assert parts("not reading pa") == []

    def test_a_town_with_its_country(self) -> None:
        assert parts("London, UK") == [("city", "london-gb"), ("country", "GB")]
        assert rest("London, UK") == ""

    @pytest.mark.parametrize("q", ["Nice", "nice", "Reading", "Of"])
    def test_a_town_whose_name_is_a_word_stays_a_word_and_is_offered(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q
        assert [kind for kind, _ in offered(q)] == ["city"]

    def test_behind_in_it_is_the_town(self) -> None:
        assert parts("teacher in Reading")[1] == ("city", "reading-gb")
        assert rest("reading teacher") == "reading"

    @pytest.mark.parametrize(
        "q",
        [
            "data engineer LA", "data engineer la", "la data engineer", "LA",
            "remote data engineer, LA", "LA zebra", "head of data LA", "data engineer LA -senior",
        ],
    )  # fmt: skip
    def test_la_is_los_angeles_where_it_is_no_article(self, q: str) -> None:
        assert ("city", "los-angeles-ca-us") in parts(q)

    @pytest.mark.parametrize("q", ["la fourche", "data engineer en la fourche", "LA FOURCHE"])
    def test_before_a_word_it_may_be_one(self, q: str) -> None:
        assert "city" not in dict(parts(q))
        assert ("city", "los-angeles-ca-us") in offered(q)

    def test_one_city_or_the_other_before_words(self) -> None:
        assert parts("NYC or LA zebra") == [
            ("city", "new-york-city-ny-us"),
            ("city", "los-angeles-ca-us"),
        ]
        assert rest("NYC or LA zebra") == "zebra"

    def test_an_area_of_several_states_is_all_places_there(self) -> None:
        (part,) = understand("pacific northwest", board()).parts
        assert part.meaning.keys == (14,)

    def test_one_that_titles_name_is_a_part_of_the_where_box(self) -> None:
        assert parts("zebra west coast") == [("where", "west coast united states")]
        assert parts("not west coast") == [("not-city", "west coast united states")]

    @pytest.mark.parametrize("q", ["Georgia", "Washington"])
    def test_a_name_of_a_state_and_of_another_place_is_offered_as_both(self, q: str) -> None:
        assert parts(q) == []
        assert len(offered(q)) == 2


class TestWorkplaceLevelAndType:
    @pytest.mark.parametrize(
        ("q", "workplace"),
        [
            ("remote", "remote"), ("fully remote", "remote"), ("home office", "remote"),
            ("Homeoffice", "remote"),
            ("work from home", "remote"), ("WFH", "remote"), ("télétravail", "remote"),
            ("hybrid", "hybrid"),
            ("hybride", "hybrid"), ("vor Ort", "onsite"), ("on-site", "onsite"),
            ("presencial", "onsite"),
        ],
    )  # fmt: skip
    def test_workplace(self, q: str, workplace: str) -> None:
        assert parts(q) == [("workplace", workplace)]

    @pytest.mark.parametrize(
        ("q", "level"),
        [
            ("junior", "entry"), ("Jr.", "entry"), ("entry-level", "entry"),
            ("Berufseinsteiger", "entry"),
            ("mid-level", "mid"), ("Senior", "senior"), ("sr", "senior"), ("staff", "lead"),
            ("principal", "lead"),
            ("team lead", "lead"), ("Teamleiterin", "lead"), ("director", "executive"),
            ("Leiter", "executive"),
            ("VP", "executive"), ("directrice", "executive"), ("C-level", "executive"),
        ],
    )  # fmt: skip
    def test_level(self, q: str, level: str) -> None:
        assert parts(q) == [("level", level)]

    def test_the_boards_own_words_for_levels(self) -> None:
        assert parts("band 7") == [("level", "senior")]

    def test_words_of_levels_that_say_what_one_is_state_none(self) -> None:
        assert ("level", "executive") not in parts("cto")

    @pytest.mark.parametrize(
        "q", ["chief of staff", "lead generation", "ward staff", "remote sensing", "data entry"]
    )
    def test_words_that_look_like_a_level_or_a_workplace_stay_words(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q

    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("director of data", "title:data"), ("head of data", "title:data"),
            ("VP of Sales", "title:Sales"),
            ("head of machine learning", "title:machine title:learning"),
            ("Leiter Controlling", "title:Controlling"),
            ("directors of data and analytics", "title:data title:analytics"),
        ],
    )  # fmt: skip
    def test_behind_a_level_of_stands_a_field_that_titles_name(self, q: str, words: str) -> None:
        assert parts(q) == [("level", "executive")]
        assert rest(q) == words

    def test_the_field_ends_where_a_place_begins(self) -> None:
        assert parts("head of sales in Berlin remote") == [("level", "executive"), BERLIN, REMOTE]
        assert rest("head of sales in Berlin remote") == "title:sales"

    @pytest.mark.parametrize(
        ("q", "kind"),
        [
            ("part-time", "part-time"), ("part time", "part-time"), ("parttime", "part-time"),
            ("Teilzeit", "part-time"),
            ("temps partiel", "part-time"), ("full time", "full-time"), ("Vollzeit", "full-time"),
            ("freelance", "freelance"),
            ("freelancers", "freelance"), ("internship", "internship"), ("interns", "internship"),
            ("Praktikum", "internship"),
            ("Ausbildung", "apprenticeship"), ("contractor", "contract"),
            ("volunteer", "volunteer"),
        ],
    )  # fmt: skip
    def test_kind_of_employment(self, q: str, kind: str) -> None:
        assert parts(q) == [("type", kind)]

    def test_a_working_student_works_part_time_at_the_beginning_of_a_career(self) -> None:
        (part,) = understand("Werkstudent", board()).parts
        assert (part.kind, part.value, part.meaning.also) == (
            "type",
            "part-time",
            (("level", "entry"),),
        )

    @pytest.mark.parametrize("q", ["stage", "stage berlin", "stage data engineer"])
    def test_a_word_that_says_a_type_unless_another_word_makes_it_something_else(
        self, q: str
    ) -> None:
        assert ("type", "internship") in parts(q)

    @pytest.mark.parametrize("q", ["early stage", "stage zebra", "stage manager"])
    def test_beside_a_word_it_stays_one(self, q: str) -> None:
        assert "type" not in dict(parts(q))

    @pytest.mark.parametrize("q", ["grads", "graduate scheme", "graduate programme"])
    def test_what_is_offered_to_beginners(self, q: str) -> None:
        assert parts(q) == [("level", "entry")]


class TestFields:
    @pytest.mark.parametrize(
        ("q", "field"),
        [
            ("Vertrieb", "sales"), ("ventas", "sales"), ("Außendienst", "sales"),
            ("ingénieur commercial", "sales"), ("マーケティング", "marketing"),
            ("HR", "hr"), ("ressources humaines", "hr"), ("people ops", "hr"),
            ("Buchhaltung", "accounting"), ("biz dev", "business development"),
            ("data people", "data"), ("sales folks", "sales"), ("エンジニア", "engineer"),
        ],
    )  # fmt: skip
    def test_titles_that_name_it_in_other_words(self, q: str, field: str) -> None:
        (part,) = understand(q, board()).parts
        assert (part.kind, part.value) == ("title", field)

    @pytest.mark.parametrize("q", ["Leiter Vertrieb", "head of HR", "jefe de ventas"])
    def test_behind_a_level_it_means_the_same(self, q: str) -> None:
        assert [kind for kind, _ in parts(q)] == ["level", "title"]
        assert rest(q) == ""

    def test_a_compound_says_the_level_too(self) -> None:
        (part,) = understand("Vertriebsleiterin", board()).parts
        assert (part.value, part.meaning.also) == ("sales", (("level", "executive"),))
        assert "vertriebsleiterin" in part.meaning.titles

    @pytest.mark.parametrize("q", ["sales", "marketing", "finance"])
    def test_a_name_that_titles_have_stays_a_word(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q

    def test_an_occupation_goes_before_it(self) -> None:
        assert parts("ingeniero de software") == [SOFTWARE]


class TestPay:
    @pytest.mark.parametrize(
        ("q", "least", "currency"),
        [
            ("200k", "200000", "USD"), ("from €60k", "60000", "EUR"),
            ("£500 a day", "130000", "GBP"),
            ("$120,000+", "120000", "USD"), ("60.000 €", "60000", "EUR"),
            ("ab 60k", "60000", "USD"),
            ("100k-120k", "100000", "USD"), ("80k EUR", "80000", "EUR"),
            ("120000", "120000", "USD"),
            ("50€/h", "104000", "EUR"), ("4.000 € im Monat", "48000", "EUR"),
            ("over 90k", "90000", "USD"),
            ("CHF 110'000", "110000", "CHF"), ("à partir de 45k€", "45000", "EUR"),
            ("A$95k", "95000", "AUD"),
            ("€60k - €80k", "60000", "EUR"), ("between 80k and 100k", "80000", "USD"),
            ("5000€ monat", "60000", "EUR"), ("3.500 € monatlich", "42000", "EUR"),
            ("65.000 € jährlich", "65000", "EUR"), ("100k year", "100000", "USD"),
            ("15000 zł miesięcznie", "180000", "PLN"), ("kr 600000", "600000", "SEK"),
            ("12 lakhs", "1200000", "INR"), ("10 lakh PKR", "1000000", "PKR"),
        ],
    )  # fmt: skip
    def test_the_least_pay_a_year(self, q: str, least: str, currency: str) -> None:
        (part,) = understand(q, board()).parts
        assert (part.kind, part.value) == ("salary_min", least)
        assert part.meaning.also == (("currency", currency),)
        assert rest(q) == ""

    @pytest.mark.parametrize(
        "q",
        [
            "2024",
            "401k",
            "B2B",
            "24/7",
            "365",
            "4 day week",
            "6 month contract",
            "2 years",
            "ISO 27001",
            "web3",
            "10115",
            "up to 80k",
            "s3",
            "5g",
            "0k",
        ],
    )
    def test_other_numbers_are_no_pay(self, q: str) -> None:
        assert "salary_min" not in dict(parts(q))

    def test_pay_beside_other_words(self) -> None:
        assert parts("staff data engineer 200k") == [
            ("level", "lead"),
            DATA,
            ("salary_min", "200000"),
        ]


class TestWordsOfASearch:
    @pytest.mark.parametrize(
        ("q", "understood"),
        [
            ("remote ml engineer germany", [REMOTE, ML, ("country", "DE")]),
            (
                "product designer berlin part-time",
                [("role", "product-designer"), BERLIN, ("type", "part-time")],
            ),
            ("jobs for data engineers in Munich", [DATA, MUNICH]),
            ("junior python", [("level", "entry"), ("skill", "python")]),
            ("Data Engineer wanted (m/w/d) at Figma", [DATA, ("company", "figma")]),
            ("remote in Germany", [REMOTE, ("country", "DE")]),
        ],
    )
    def test_fillers_and_prepositions_go(self, q: str, understood: list[tuple[str, str]]) -> None:
        assert parts(q) == understood
        assert rest(q) == ""

    @pytest.mark.parametrize(
        "q",
        [
            "who is hiring data engineers", "companies hiring data engineers",
            "is anyone hiring a data engineer", "what jobs are for data engineers",
        ],
    )  # fmt: skip
    def test_a_question_asks_for_what_it_names(self, q: str) -> None:
        assert parts(q) == [DATA]

    def test_jobs_alone_asks_for_everything(self) -> None:
        assert rest("jobs") == ""

    @pytest.mark.parametrize("q", ["in", "of the", "und"])
    def test_prepositions_alone_stay_words(self, q: str) -> None:
        assert rest(q) == q

    def test_what_is_not_understood_stays_as_it_was_typed(self) -> None:
        assert rest("Quantum remote Widgets") == "Quantum Widgets"

    @pytest.mark.parametrize(
        "q",
        [
            '"remote"', '"ml engineer"', "-senior", '-"new york"', "title:berlin", "company:figma",
            "skill:python", "pyth*",
            "title: berlin", '"remote', "“remote”", 'title:"data engineer"', "--remote",
        ],
    )  # fmt: skip
    def test_what_stands_behind_an_operator_is_never_understood(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q

    def test_beside_an_operator_words_are_understood(self) -> None:
        assert parts("data engineer -senior remote") == [DATA, REMOTE]
        assert rest("data engineer -senior remote") == "-senior"

    def test_no_phrase_reaches_over_an_operator(self) -> None:
        assert parts('data "x" engineer') == []

    def test_values_of_one_filter_may_be_alternatives(self) -> None:
        assert parts("data engineer OR data scientist") == [DATA, ("role", "data-scientist")]
        assert rest("data engineer OR data scientist") == ""
        assert parts("berlin, munich") == [BERLIN, MUNICH]

    @pytest.mark.parametrize(
        "q", ["berlin or munich", "in berlin or in munich", "berlin oder munich", "berlin o munich"]
    )
    def test_an_or_between_two_values_is_an_or_in_any_letters(self, q: str) -> None:
        assert parts(q) == [BERLIN, MUNICH]
        assert rest(q) == ""

    def test_words_beside_an_or_are_understood(self) -> None:
        assert parts("python or zebra remote berlin") == [REMOTE, BERLIN]
        assert rest("python or zebra remote berlin") == "python or zebra"

    @pytest.mark.parametrize(
        "q",
        [
            *("python OR zebra", "zebra, figma", "python or berlin", "data engineer oder sql"),
            "senior data engineer, data scientist",
        ],
    )
    def test_other_alternatives_stay_words(self, q: str) -> None:
        assert parts(q) == []
        assert rest(q) == q

    def test_of_a_filter_that_is_given_already_words_stay_words(self) -> None:
        assert parts("ml engineer berlin", "role") == [BERLIN]
        assert parts("ml engineer berlin", "city") == [ML]
        assert parts("berlin 200k", "salary_min") == [BERLIN]
        assert parts("nurse", "role") == []


class TestWhatIsOfferedAndAsked:
    @pytest.mark.parametrize(
        ("q", "part"),
        [
            ("visa sponsorship", ("visa", "yes")),
            ("h1b", ("visa", "yes")),
            ("relocation package", ("relocation", "yes")),
            ("no degree", ("degree", "welcome")),
            ("German speaking", ("speaks", "de")),
            ("fluent in French", ("speaks", "fr")),
            ("c-suite", ("level", "executive")),
        ],
    )
    def test_it_is_a_filter(self, q: str, part: tuple[str, str]) -> None:
        assert parts(q) == [part]
        assert rest(q) == ""

    def test_no_degree_means_also_those_that_say_nothing_of_one(self) -> None:
        (part,) = understand("data engineer no degree", board()).parts[1:]
        assert part.meaning.also == (("degree", "none"),)


class TestYears:
    @pytest.mark.parametrize(
        ("q", "years"),
        [
            ("5 years experience", 5), ("5 years of experience", 5), ("5 yrs exp", 5),
            ("5-year experience", 5), ("0-2 years", 2), ("less than 2 years", 2),
            ("3 to 5 years of professional experience", 5),
            ("under 3 yrs", 3), ("3 yoe", 3), ("4 years", 4), ("1 year work experience", 1),
            ("5 Jahre Berufserfahrung", 5), ("weniger als 2 Jahre", 2), ("3 ans d'expérience", 3),
            ("3 ans d’expérience", 3), ("2 años de experiencia", 2), ("5 jaar ervaring", 5),
        ],
    )  # fmt: skip
    def test_what_one_has_is_the_most_that_openings_ask(self, q: str, years: int) -> None:
        assert parts(q) == [("years_max", str(years))]
        assert rest(q) == ""
        assert parts(f"data engineer {q}") == [DATA, ("years_max", str(years))]

    @pytest.mark.parametrize(
        ("q", "band"), [("1+ years", "0-1"), ("5+ yrs experience", "4-6"), ("10+ years", "7+")]
    )
    def test_with_a_plus_it_is_what_openings_ask(self, q: str, band: str) -> None:
        assert parts(q) == [("years", band)]

    @pytest.mark.parametrize(
        "q", ["2 year contract", "3 years apprenticeship", "99 years", "year 5 teacher", "5 yearly"]
    )
    def test_other_years_are_no_experience(self, q: str) -> None:
        assert {"years", "years_max"}.isdisjoint(dict(parts(q)))

    def test_where_years_are_given_already_they_stay_words(self) -> None:
        assert parts("5 years experience", "years_max") == []


class TestStages:
    @pytest.mark.parametrize("q", ["stage marketing", "marketing stage marketing"])
    def test_a_french_internship_leaves_its_field(self, q: str) -> None:
        assert parts(q) == [("type", "internship")]
        assert rest(q).split() == ["marketing"] * q.count("marketing")

    def test_other_stages_stay_words(self) -> None:
        assert parts("stage manager") == []
        assert parts("early stage") == []


class TestCompounds:
    def test_one_that_ends_in_an_occupation_is_read_as_two_words(self) -> None:
        assert parts("Python-Entwickler") == [("skill", "python"), ("title", "developer")]
        assert parts("zebra-data-engineers") == []
        assert (parts("Zebra-Entwicklerin"), rest("Zebra-Entwicklerin")) == (
            [("title", "developer")],
            "Zebra",
        )

    def test_one_that_is_known_stays_one(self) -> None:
        assert parts("Full-Stack-Engineer") == [("role", "full-stack-engineer")]

    def test_a_preposition_that_is_short_for_a_role_is_a_preposition(self) -> None:
        assert parts("zebra de zebra") == []
        assert parts("DE") == [("role", "data-engineer")]


class TestWhatIsNotWanted:
    @pytest.mark.parametrize(
        ("q", "excluded", "left"),
        [
            ("engineer not Germany", [("not-country", "DE")], "engineer"),
            ("remote -germany", [("workplace", "remote"), ("not-country", "DE")], ""),
            ("-remote", [("not-workplace", "remote")], ""),
            ("remote, but not in the US", [("workplace", "remote"), ("not-country", "US")], ""),
            ("ohne Remote", [("not-workplace", "remote")], ""),
            ("python not kubernetes", [("skill", "python"), ("not-skill", "kubernetes")], ""),
            ("no internships", [("not-type", "internship")], ""),
            ("engineer not senior", [("not-level", "senior")], "engineer"),
            ("zebra not Figma", [("not-company", "figma")], "zebra"),
            ("remote not zebra", [("workplace", "remote")], "-zebra"),
            ("engineer except rust", [], "engineer -rust"),
            ("engineer except in rust", [], "engineer -rust"),
            ("remote no zebra", [("workplace", "remote")], "-zebra"),
            ("no zebra or rust", [], "-zebra -rust"),
            ("not zebra or cook", [("not-title", "cook")], "-zebra"),
            ("zebra kein rust", [], "zebra -rust"),
            ("zebra non-remote", [("not-workplace", "remote")], "zebra"),
            ("non-senior zebra", [("not-level", "senior")], "zebra"),
        ],
    )
    def test_what_stands_behind_a_negation_is_excluded(
        self, q: str, excluded: list[tuple[str, str]], left: str
    ) -> None:
        assert parts(q) == excluded
        assert rest(q) == left

    @pytest.mark.parametrize("joint", ["or", "and", "OR", "nor", "oder"])
    def test_it_holds_for_all_that_is_joined_to_it(self, joint: str) -> None:
        assert parts(f"not Germany {joint} US") == [("not-country", "DE"), ("not-country", "US")]

    def test_it_ends_where_another_filter_begins(self) -> None:
        assert parts("not Germany, remote") == [("not-country", "DE"), ("workplace", "remote")]

    def test_behind_a_sign_a_level_stays_a_word(self) -> None:
        assert (parts("-senior"), rest("-senior")) == ([], "-senior")

    def test_a_word_that_is_excluded_is_not_offered(self) -> None:
        assert understand("engineer not rust", board()).doubtful == ()

    @pytest.mark.parametrize(
        "q",
        [
            "not for profit", "doctors without borders", "zebra not", "not zebra or 100k",
            "no 1 zebra", "vaga no zebra", "no code zebra",
        ],
    )  # fmt: skip
    def test_other_negations_stay_words(self, q: str) -> None:
        assert "-" not in rest(q)
        assert not any(kind.startswith("not-") for kind, _ in parts(q))

    def test_where_a_place_is_given_in_its_box_places_stay_words(self) -> None:
        given = ("country", "region", "city", "where")
        for q in ("not Germany", "-germany"):
            found = understand(q, board(), frozenset(given))
            assert (found.parts, found.rest) == ((), q)


class TestAnywhere:
    @pytest.mark.parametrize("q", ["anywhere", "work from anywhere", "worldwide", "weltweit"])
    def test_it_asks_for_openings_to_people_anywhere(self, q: str) -> None:
        assert parts(f"zebra {q}") == [("where", "anywhere")]

    def test_beside_a_place_it_is_remote_work_there(self) -> None:
        assert parts("zebra anywhere in Germany") == [REMOTE, ("country", "DE")]

    def test_what_is_excluded_is_no_place_to_be(self) -> None:
        assert parts("anywhere but not US") == [("where", "anywhere"), ("not-country", "US")]

    def test_where_the_box_says_a_place_it_is_remote_work(self) -> None:
        assert parts("zebra anywhere", "where") == [REMOTE]


class TestParts:
    def test_a_part_knows_its_place_and_its_words(self) -> None:
        q = "remote  ML engineer, Germany"
        (remote, role, country) = understand(q, board()).parts
        assert [q[one.start : one.end] for one in (remote, role, country)] == [
            "remote",
            "ML engineer",
            "Germany",
        ]
        assert role.label == "Machine Learning Engineer"

    def test_a_part_can_be_taken_out_of_the_search(self) -> None:
        q = "remote ML engineer, Germany"
        (remote, role, country) = understand(q, board()).parts
        assert without(q, [remote]) == "ML engineer, Germany"
        assert without(q, [role]) == "remote, Germany"
        assert without(q, [country]) == "remote ML engineer"
        assert without(q, [remote, country]) == "ML engineer"

    def test_a_part_can_be_turned_back_into_words(self) -> None:
        q = "remote ML engineer"
        (_, role) = understand(q, board()).parts
        assert as_words(q, [role]) == 'remote "ML engineer"'
        assert parts(as_words(q, [role])) == [REMOTE]
