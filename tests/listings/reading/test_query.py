"""Queries and vectors as PostgreSQL reads them."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.reading.query import QUERY_WORDS, heading_vector, parse, text_vector

HEADING = heading_vector("Senior Data Engineer", "Acme Widgets", ["Python", "C++"])


def _ask(expression: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", values)
        return cursor.fetchone()[0]


def _matches(q: str, weights: str = "", vector: str = HEADING) -> object:
    return _ask("%s::tsvector @@ %s::tsquery", vector, parse(q).tsquery(weights))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "is_met"),
    [
        ("data engineer", True),
        ("engineers", True),
        ("data analyst", False),
        ('"data engineer"', True),
        ('"engineer data"', False),
        ('"engineer acme"', False),
        ("analyst OR engineer", True),
        ("data analyst OR engineer", True),
        ("analyst OR", False),
        ("OR engineer", True),
        ("-senior", False),
        ("engineer -junior", True),
        ('engineer -"senior data"', False),
        ("data AND engineer", True),
        ("c++", True),
        ("c", False),
        ("data/python", True),
        ("“data engineer”", True),
        ('"data engineer', True),
    ],
)
def test_a_query_means_what_search_engines_taught(q: str, is_met: bool) -> None:
    assert _matches(q) is is_met


@pytest.mark.django_db
def test_weights_restrict_what_is_wanted_and_never_what_is_unwanted() -> None:
    assert _matches("python", "A") is False
    assert _matches("python", "AB") is True
    assert _matches("engineer -python", "A") is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "q", ["-senior", '-"senior data"', "-analyst -nurse", "analyst OR -senior", "-a OR -b -python"]
)
def test_of_a_query_that_only_excludes_the_opposite_is_wanted_words(q: str) -> None:
    query = parse(q, ["en", "de"])
    assert query.only_excludes
    assert _matches(q) is not _ask("%s::tsvector @@ %s::tsquery", HEADING, query.opposite())
    assert _ask("''::tsvector @@ %s::tsquery", query.opposite()) is False


@pytest.mark.parametrize("q", ["senior", "engineer -senior", "analyst OR -senior engineer"])
def test_a_query_with_a_wanted_word_does_not_only_exclude(q: str) -> None:
    assert not parse(q).only_excludes


@pytest.mark.django_db
def test_the_text_is_searched_beside_the_heading() -> None:
    vector = text_vector("Data Engineer", "Acme", ["Python"], "You will love Kafka.")
    assert _matches("engineer kafka", vector=vector) is True
    assert _matches("kafka", "AB", vector=vector) is False


def test_or_binds_tighter_than_the_space() -> None:
    assert parse("a b OR c").tsquery() == "'a' & ('b' | 'c')"


def test_each_language_of_the_board_has_its_stem() -> None:
    assert parse("engineer", ["en", "de"]).tsquery("A") == "('engin':A | 'engine':A)"


def test_words_that_meet_as_one_do_so_in_queries_too() -> None:
    assert parse("full stack") == parse("full-stack") == parse("Fullstack")


@pytest.mark.parametrize("q", ["", "  ", "-", "OR", '"', '""', "-- | & !", "\x00", "😀", "OR OR -"])
def test_a_query_without_words_is_empty(q: str) -> None:
    assert parse(q).is_empty
    assert parse(q).tsquery() == ""


def test_a_long_query_is_cut() -> None:
    assert parse(" ".join(f"w{n}" for n in range(900))).tsquery().count("&") == QUERY_WORDS - 1


odd = st.lists(
    st.sampled_from(['"', "-", "'", "\\", "OR", ":*", "<->", "&", "|", "!", "(", " ", "\x00", "é"])
    | st.sampled_from(
        ["data", "c++", ".net", "r&d", "full-stack", "😀", "\ud800", "नौकरी", "a" * 900]
    )
    | st.text(max_size=5)
).map("".join)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(odd)
def test_whatever_is_typed_casts(q: str) -> None:
    query = parse(q, ["en", "de", "xx"])
    for weights in ("", "A", "AB"):
        _ask("(%s::tsquery)::text", query.tsquery(weights))
    _ask("(%s::tsvector)::text", text_vector(q, q, [q], q))


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["{n:059d}", "亚马逊经理{n}" * 6, "x"])
def test_the_largest_text_fits(word: str) -> None:
    text = " ".join(word.format(n=n) for n in range(20_000))
    assert _ask("length(%s::tsvector)", text_vector("t", "c", [], text))
