"""Queries and documents as PostgreSQL reads them."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.reading.document_words import document_words
from listings.reading.query import HEADING_TIERS, IN_TEXT, Tier
from listings.reading.query_syntax import MOST_FORGIVEN, OLD_STEMS, QUERY_WORDS, parse

LANGUAGES = ("en", "de", "fr")
HEADING = document_words(
    "Senior Data Engineer", "Acme Widgets", roles=["Pipeline Builder"], skills=["Python", "C++"]
).heading


def _ask(expression: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", values)
        return cursor.fetchone()[0]


def _matches(q: str, fields: str = "", vector: str = HEADING, *, is_exact: bool = False) -> object:
    return _meets(q, Tier(fields, is_exact), vector)


def _meets(q: str, tier: Tier, vector: str = HEADING) -> object:
    return _ask("%s::tsvector @@ %s::tsquery", vector, parse(q, LANGUAGES).tsquery(tier))


def _titled(title: str, language: str = "en") -> str:
    return document_words(title, "", language=language).heading


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "is_met"),
    [
        ("data engineer", True),
        ("engineers", True),
        ("data analyst", False),
        ('"data engineer"', True),
        ('"data engineers"', False),
        ('"engineer data"', False),
        ('"engineer acme"', False),
        ("analyst OR engineer", True),
        ("data analyst OR engineer", True),
        ("data analyst or engineer", True),
        ("analyst oder engineer", True),
        ("analyst or nurse", False),
        ("engineer or", False),
        ("or engineer", False),
        ("data analyst, senior engineer", True),
        ("data analyst, data nurse", False),
        ("analyst OR", False),
        ("OR engineer", True),
        ("-senior", False),
        ("engineer -junior", True),
        ('engineer -"senior data"', False),
        ("analyst, -senior", False),
        ("data AND engineer", True),
        ("c++", True),
        ("c", False),
        ("data/python", True),
        ("data-engineers", True),
        ("engineer-data", False),
        ("“data engineer”", True),
        ('"data engineer', True),
        ("eng*", True),
        ("en*", True),
        ("-pyth*", False),
        ("data-eng*", True),
        ("title:engineer", True),
        ("title:python", False),
        ("title:pipeline", True),
        ("skill:python -title:python", True),
        ("company:acme", True),
        ("Company:“acme widgets”", True),
        ("company:engineer OR skill:c++", True),
        ("-company:acme", False),
        ("title:sen*", True),
    ],
)
def test_a_query_means_what_search_engines_taught(q: str, is_met: bool) -> None:
    assert _matches(q) is is_met


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "title", "language"),
    [
        ("nursing", "Nurse", "en"),
        ("analytical", "Analytics Lead", "en"),
        ("Entwicklung", "Entwicklungen", "de"),
        ("ingénieurs", "Ingénieure", "fr"),
        ("engineers", "Engineer", "ja"),
        ("データ", "データ分析", "ja"),
        ("工程师", "高级AI工程师", "zh"),
        ("数", "数据", "zh"),
        ("พยาบาล", "นักพยาบาลวิชาชีพ", "th"),
        ("개발자", "백엔드 개발자를", "ko"),
    ],
)
def test_words_are_found_in_the_forms_of_their_language(q: str, title: str, language: str) -> None:
    assert _matches(q, vector=_titled(title, language)) is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "title", "language"),
    [
        ("openai", "Open Application", "en"),
        ("accountant", "Account Executive", "en"),
        ("programmer", "Programme Designer", "en"),
        ("recruiter", "Recruiting Manager", "en"),
        ("tester", "Test Lead", "en"),
        ("工师", "工程师", "zh"),
    ],
)
def test_what_only_resembles_a_word_is_not_found(q: str, title: str, language: str) -> None:
    assert _matches(q, vector=_titled(title, language)) is False


@pytest.mark.django_db
def test_the_exact_form_is_told_from_others() -> None:
    assert _matches("engineers", is_exact=True)
    assert _matches("accounting", vector=_titled("Accountant"))
    assert not _matches("accounting", vector=_titled("Accountant"), is_exact=True)
    assert _matches("nurses", vector=_titled("Nurse"), is_exact=True)
    assert _matches("companies", vector=_titled("Company"), is_exact=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "tier"),
    [
        ("data engineers", 0),
        ("engineer", 0),
        ("skill:python data engineer -nurse", 0),
        ("data-engineer OR nurse", 0),
        ("engineer data", 1),
        ("senior engineer", 1),
        ("engineering", 2),
        ("python", 3),
        ("data acme", 3),
        ("acme engineering", 4),
    ],
)
def test_a_posting_is_of_the_first_tier_that_it_meets(q: str, tier: int) -> None:
    assert [_meets(q, one) for one in HEADING_TIERS].index(True) == tier


@pytest.mark.parametrize(("q", "number"), [("data engineer", 5), ("data", 4), ('"data"', 2)])
def test_tiers_that_are_the_same_are_asked_once(q: str, number: int) -> None:
    tiers = parse(q).heading_tiers
    assert len(tiers) == number
    assert tiers[-1] == parse(q).tsquery()


def test_titles_that_meet_what_every_comma_divides_come_first() -> None:
    first, second, *_ = parse('"product manager", "growth"').heading_tiers
    assert first == "((('product':A <-> 'manager':A)) & ('growth':A))"
    assert second == parse('"product manager", "growth"').tsquery(HEADING_TIERS[0])


def test_where_texts_count_titles_with_most_of_the_words_come_before_others() -> None:
    query = parse("verbatim zebra cook")
    most, some, last = query.text_tiers[len(query.heading_tiers) :]
    assert most.count("'zebra':A") == 2
    assert some.count("'zebra':A") == last.count("'zebra'") == 1
    assert parse("zebra").text_tiers == parse("zebra").heading_tiers


def test_of_four_words_titles_with_three_come_before_those_with_two() -> None:
    query = parse("verbatim zebra cook night")
    three, two, any_of_them, _ = query.text_tiers[len(query.heading_tiers) :]
    assert three.count("'zebra':A") == 3  # of the four ways to leave one word out
    assert two.count("'zebra':A") == 3  # of the six ways to leave two out
    assert three.count("&") == 4 * 2
    assert two.count("&") == 6
    assert any_of_them.count("'zebra':A") == 1


@pytest.mark.django_db
def test_fields_restrict_what_is_wanted_and_never_what_is_unwanted() -> None:
    assert _matches("python", "A") is False
    assert _matches("python", "AB") is True
    assert _matches("engineer -python", "A") is False


@pytest.mark.django_db
def test_one_stem_counts_in_each_field_that_has_it() -> None:
    words = document_words("Nurse", "Nursing Home", skills=["Nurse care"], text="nurses nurse")
    for field in "ABC":
        assert _matches("nurse", field, words.heading), field
    for field in "ABCD":
        assert _meets("nurse", Tier(field, in_text=True), words.text), field


@pytest.mark.django_db
@pytest.mark.parametrize(
    "q",
    [
        "-senior",
        '-"senior data"',
        "-analyst -nurse",
        "analyst OR -senior",
        "-a OR -b -python",
        "nurse, -senior",
        "-analyst, -senior",
    ],
)
def test_of_a_query_that_only_excludes_the_opposite_is_wanted_words(q: str) -> None:
    query = parse(q, ("en", "de"))
    assert query.only_excludes
    assert _matches(q) is not _ask("%s::tsvector @@ %s::tsquery", HEADING, query.opposite())
    assert _ask("''::tsvector @@ %s::tsquery", query.opposite()) is False


@pytest.mark.parametrize("q", ["senior", "engineer -senior", "analyst OR -senior engineer"])
def test_a_query_with_a_wanted_word_does_not_only_exclude(q: str) -> None:
    assert not parse(q).only_excludes


@pytest.mark.django_db
def test_the_text_is_searched_beside_the_heading() -> None:
    words = document_words("Data Engineer", "Acme", skills=["Python"], text="You will love Kafka.")
    assert _meets("engineer kafka", IN_TEXT, words.text) is True
    assert _matches("kafka", vector=words.heading) is False
    assert _meets("title:kafka", IN_TEXT, words.text) is False
    assert _meets("title:engineer skill:python kafka", IN_TEXT, words.text) is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "is_met"),
    [
        ("managing budgets", True),
        ('"managed budget"', True),
        ('"budget manage"', False),
        ("budget-plan", False),
        ("manager", False),
        ("accountant", True),
        ("account", False),
        ("budg*", True),
        ("accountan*", True),
        ("-budgets", False),
        ("Zeitpläne", True),
        ("kubernetes", True),
        ("データ", True),
    ],
)
def test_words_of_texts_are_found_by_their_stems(q: str, is_met: bool) -> None:
    text = "You manage budgets beside our accountants. Kubernetes Zeitplan データ分析"
    language = "de" if q == "Zeitpläne" else "en"
    words = document_words("Lead", "Acme", text=text, language=language)
    assert _meets(q, IN_TEXT, words.text) is is_met


@pytest.mark.django_db
@pytest.mark.parametrize("q", ["engineers", '"data engineer"', "data-engineer"])
def test_documents_of_an_older_version_are_found_meanwhile(q: str) -> None:
    old = "'senior':1A 'data':2A 'engin':3A"
    assert _ask("%s::tsvector @@ %s::tsquery", old, parse(q, ("en", OLD_STEMS)).tsquery())
    assert not _ask("%s::tsvector @@ %s::tsquery", old, parse(q, ("en",)).tsquery())


def test_or_binds_tighter_than_the_space_and_the_space_tighter_than_the_comma() -> None:
    assert parse('"a" "b" OR "c"').tsquery() == "'a' & ('b' | 'c')"
    assert parse('"a" "b", "c"').tsquery() == "('a' & 'b' | 'c')"


def test_numbers_keep_their_comma() -> None:
    assert parse("1,000").tsquery() == "'1' & '000'"


def test_each_language_of_the_board_has_its_stem() -> None:
    assert parse("nursing", ("en", "de")).tsquery(Tier("A", is_exact=False)) == (
        "('nursing':A | 'nursings':A | 'EN:nurs':A | 'DE:nursing':A)"
    )


def test_stems_of_other_scripts_are_asked_for_their_own_words() -> None:
    assert "RU:" not in parse("nursing", ("en", "ru")).tsquery()
    assert "RU:" in parse("инженеры", ("en", "ru")).tsquery()


def test_words_that_meet_as_one_do_so_in_queries_too() -> None:
    assert parse("full stack") == parse("full-stack") == parse("Fullstack")


def test_the_wanted_words_are_told() -> None:
    words = parse('data OR "big data" -senior title:engineer, data').words
    assert [word.exact for word in words] == ["data", "big", "data", "engineer"]


@pytest.mark.parametrize("q", ["", "  ", "-", "OR", '"', '""', "-- | & !", "\x00", "😀", "OR OR -"])
def test_a_query_without_words_is_empty(q: str) -> None:
    assert parse(q).is_empty
    assert parse(q).tsquery() == ""


@pytest.mark.parametrize(
    ("q", "same", "written"),
    [
        ('data "engineer', "data engineer", '"'),
        ("data OR", "data", "OR"),
        ("AND data", "data", "AND"),
        ("data OR AND engineer", "data OR engineer", "AND"),
        ("data - engineer", "data engineer", "-"),
        ('data ""', "data", '""'),
        ("title: data", "data", "title:"),
        ("-company: data", "data", "-company:"),
        ("e* data", '"e" data', "e*"),
        ("* data", "data", "*"),
        ("da*ta", "da-ta", "da*ta"),
    ],
)
def test_what_is_left_open_or_stands_alone_is_forgiven_and_named(
    q: str, same: str, written: str
) -> None:
    query = parse(q)
    assert [one.written for one in query.forgiven] == [written]
    assert query.tsquery() == parse(same).tsquery()


@pytest.mark.parametrize("q", ["c++ -senior", "data, engineer", "e-mail", 'a "b c" OR d', "x, y,"])
def test_what_means_something_is_not_named(q: str) -> None:
    assert parse(q).forgiven == ()


def test_a_long_query_is_cut_and_says_so() -> None:
    query = parse(" ".join(f"w{n}" for n in range(900)))
    assert query.tsquery().count("&") == QUERY_WORDS - 1
    assert [one.written for one in query.forgiven] == [f"w{QUERY_WORDS}"]


def test_only_the_first_faults_are_named() -> None:
    assert len(parse("title: * - company: " * 90).forgiven) <= MOST_FORGIVEN


odd = st.lists(
    st.sampled_from(['"', "-", "'", "\\", "OR", ":*", "<->", "&", "|", "!", "(", " ", "\x00", "é"])
    | st.sampled_from([",", "*", "title:", "company:", "数据", "データ"])
    | st.sampled_from(
        ["data", "c++", ".net", "r&d", "full-stack", "😀", "\ud800", "नौकरी", "a" * 900]
    )
    | st.text(max_size=5)
).map("".join)


@pytest.mark.slow
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(odd)
def test_whatever_is_typed_casts(q: str) -> None:
    query = parse(q, ("en", "de", "xx", OLD_STEMS))
    for tier in (*HEADING_TIERS, IN_TEXT):
        _ask("(%s::tsquery)::text", query.tsquery(tier))
        _ask("(%s::tsquery)::text", query.opposite(tier))
    _ask("(%s::tsvector)::text", document_words(q, q, skills=[q], text=q).text)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("word", ["{n:059d}", "亚马逊经理{n}" * 6, "x"])
def test_the_largest_text_fits(word: str) -> None:
    text = " ".join(word.format(n=n) for n in range(20_000))
    assert _ask("length(%s::tsvector)", document_words("t", "c", text=text).text)
