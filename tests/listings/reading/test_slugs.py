"""Readable parts of addresses: ASCII, from any script, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.reading.words import slug, slug_of


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Senior Data Engineer (m/w/d)", "senior-data-engineer-m-w-d"),
        ("R&D Engineer – Lead", "r-d-engineer-lead"),
        ("Café-Leitung, Straße", "cafe-leitung-strasse"),
        ("Chef d’équipe à L'Aquila", "chef-dequipe-a-laquila"),
        ("Инженер данных", "inzhener-dannykh"),
        ("Μηχανικός δεδομένων", "michanikos-dedomenon"),
        ("数据工程师", "shu-ju-gong-cheng-shi"),
        ("ソフトウェアエンジニア", "sofutoueaenjinia"),
        ("엔지니어 서울", "en-ji-ni-eo-seo-ul"),
        ("مهندس بيانات", "mhnds-bynt"),
        ("מהנדס נתונים", "mhnds-ntvnym"),
        ("🚀 Data Engineer 🚀", "data-engineer"),
        ("数据 Engineer", "shu-ju-engineer"),
        ("🚀✨", ""),
        ("… – —", ""),
        ("", ""),
    ],
)
def test_a_slug_says_what_the_title_says(title: str, words: str) -> None:
    assert slug(title) == words


def test_parts_of_a_place_are_joined() -> None:
    assert slug("Fort Worth", "TX", "US") == "fort-worth-tx-us"
    assert slug("Paris", "", "FR", "") == "paris-fr"


@given(st.text())
def test_any_text_gives_an_address_or_nothing(text: str) -> None:
    made = slug(text)
    assert made.isascii()
    assert made == made.strip("-").lower()
    assert slug(made) == made


def test_a_long_slug_is_cut_and_an_empty_one_has_another_word() -> None:
    assert slug_of("a b " * 100, "", 10) == "a-b-a-b-a"
    assert slug_of("🚀", "company") == "company"
