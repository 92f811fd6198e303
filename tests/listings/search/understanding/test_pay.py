"""Pay as people type it into a search: sizes, signs, periods and words in several languages."""

import pytest

from listings.search.understanding.reading import understand
from tests.listings.search.understanding.board import board


def asked(q: str) -> list[tuple[str, ...]]:
    """The pay that a search asks for, with its currency: ``("60000", "EUR")``."""
    return [
        (part.value, *(value for _, value in part.meaning.also))
        for part in understand(q, board()).parts
        if part.kind == "salary_min"
    ]


def rest(q: str) -> str:
    return " ".join(understand(q, board()).rest.split())


@pytest.mark.parametrize(
    ("q", "least", "currency"),
    [
        ("70 TEUR", "70000", "EUR"), ("70T€", "70000", "EUR"), ("70 k€", "70000", "EUR"),
        ("k€ 70", "70000", "EUR"), ("100 grand", "100000", "USD"),
        ("120 thousand dollars", "120000", "USD"), ("R$15k", "180000", "BRL"),
        ("USD100k", "100000", "USD"), ("R50k", "600000", "ZAR"), ("15 mil reais", "180000", "BRL"),
        ("₹20L", "2000000", "INR"), ("50.000 Kč", "600000", "CZK"),
        ("150 000 руб", "1800000", "RUB"), ("80k baht", "960000", "THB"),
        ("RM 8k", "96000", "MYR"), ("30k nis", "360000", "ILS"),
    ],
)  # fmt: skip
def test_sizes_and_currencies(q: str, least: str, currency: str) -> None:
    assert asked(q) == [(least, currency)]
    assert rest(q) == ""


@pytest.mark.parametrize(
    ("q", "least", "currency"),
    [
        ("1.5 million yen", "1500000", "JPY"), ("8M yen", "8000000", "JPY"),
        ("500万", "5000000", "JPY"), ("500万円", "5000000", "JPY"),
        ("年収500万円", "5000000", "JPY"), ("月給30万円", "3600000", "JPY"),
        ("年薪30万", "300000", "CNY"), ("30万元", "300000", "CNY"),
        ("5000만원", "50000000", "KRW"),
    ],
)  # fmt: skip
def test_amounts_of_east_asia(q: str, least: str, currency: str) -> None:
    assert asked(q) == [(least, currency)]
    assert rest(q) == ""


@pytest.mark.parametrize(
    ("q", "least", "currency"),
    [
        ("3000 pln", "36000", "PLN"), ("10000 inr", "120000", "INR"),
        ("45000 sek", "540000", "SEK"), ("600k nok", "600000", "NOK"),
        ("5000 eur", "60000", "EUR"), ("500 eur", "130000", "EUR"), ("15000 eur", "15000", "EUR"),
    ],
)  # fmt: skip
def test_where_pay_is_told_by_the_month_an_amount_is_a_months(
    q: str, least: str, currency: str
) -> None:
    assert asked(q) == [(least, currency)]


@pytest.mark.parametrize(
    ("q", "least", "currency"),
    [
        ("£1500 pw", "78000", "GBP"), ("€ 4.500 p.m.", "54000", "EUR"),
        ("£25k pro rata", "25000", "GBP"), ("hourly rate $50", "104000", "USD"),
        ("£500 day rate", "130000", "GBP"), ("TJM 500", "130000", "EUR"),
        ("Stundenlohn 25€", "52000", "EUR"), ("13,50 € Stundenlohn", "28080", "EUR"),
        ("15 euros de l'heure", "31200", "EUR"), ("60k euro all'anno", "60000", "EUR"),
        ("RAL 40k", "40000", "EUR"), ("30.000 euros brutos anuales", "30000", "EUR"),
        ("55 000 kr/mån", "660000", "SEK"), ("4000 brutto", "48000", "USD"),
        ("salary 4000", "48000", "USD"), ("$20-25/hr", "41600", "USD"),
    ],
)  # fmt: skip
def test_periods_and_what_else_is_said_of_an_amount(q: str, least: str, currency: str) -> None:
    assert asked(q) == [(least, currency)]
    assert rest(q) == ""


@pytest.mark.parametrize(
    ("q", "least"),
    [
        ("no less than 60k", "60000"), ("not under 50k", "50000"), ("100k plus", "100000"),
        ("+100k", "100000"), ("100k++", "100000"), ("100k/120k", "100000"),
        ("100k—120k", "100000"), ("salary from 50 000", "50000"), ("£45k+", "45000"),
        ("70k-90k eur", "70000"), ("starting at 90k", "90000"),
    ],
)  # fmt: skip
def test_the_least_of_a_range_or_bound(q: str, least: str) -> None:
    assert [amount for amount, _ in asked(q)] == [least]
    assert rest(q) == ""


@pytest.mark.parametrize(
    "q",
    [
        "20l", "won 2 awards", "5 real projects", "1.2 million", "class of 2025", "salary 2025",
        "r 4", "9-5", "0.5% equity", "4k",
    ],
)  # fmt: skip
def test_other_numbers_are_no_pay(q: str) -> None:
    assert asked(q) == []


def test_r_before_a_word_is_no_currency() -> None:
    assert asked("100k r developer") == [("100000", "USD")]


def test_the_least_wage_names_no_amount_and_the_page_says_so() -> None:
    found = understand("minimum wage nurse", board())
    assert [typed for typed, _ in found.left_out] == ["minimum wage"]
