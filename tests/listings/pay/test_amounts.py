"""What time an amount is for, and how often a year a month's pay is paid, where a text says it."""

import pytest

from listings.pay.money import Period
from listings.pay.text import stated_pay


@pytest.mark.parametrize(
    ("text", "payments"),
    [
        ("Gehalt: 3.650 € x 13", 13),
        ("3.650 € × 14", 14),
        ("Gehalt: 14 x 3.650 €", 14),
        ("Mindestgehalt: 2.950 € brutto im Monat (14x jährlich)", 14),
        ("Gehalt: 3.650 € brutto, 13 Monatsgehälter", 13),
        ("Gehalt: 3.650 € brutto monatlich plus 13. Monatsgehalt", 13),
        ("Salaire : 2 650 € brut sur 13 mois", 13),
        ("Salario: 2.250 € en 14 pagas", 14),
        ("Salaris: € 3.350 per maand, 13e maand", 13),
        ("Salaire : 2 650 € brut par mois", None),
    ],
)
def test_payments_a_year_are_read_beside_pay_by_the_month(text: str, payments: int | None) -> None:
    (stated,) = stated_pay(text)
    assert stated.pay.period is Period.MONTH
    assert stated.pay.payments_a_year == payments


@pytest.mark.parametrize(
    "text", ["Salaire : 42 000 € brut sur 13 mois", "Salario: 29.000 € brutos en 14 pagas"]
)
def test_a_years_pay_in_instalments_is_a_years(text: str) -> None:
    (stated,) = stated_pay(text)
    assert stated.pay.period is Period.YEAR
    assert stated.pay.payments_a_year is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Salary: PLN 11,500", Period.MONTH),
        ("Lön: 43 000 SEK", Period.MONTH),
        ("Salary: SEK 540,000", Period.YEAR),
        ("Faixa salarial: R$ 7.500 – R$ 9.500", Period.MONTH),
        ("Salary: ¥340,000", Period.MONTH),
        ("Salary: ¥6,500,000", Period.YEAR),
        ("Salary: AED 21,000", Period.MONTH),
        ("Salary: DKK 180", Period.HOUR),
    ],
)
def test_what_is_too_little_for_a_year_in_its_currency_is_a_months(
    text: str, period: Period
) -> None:
    (stated,) = stated_pay(text)
    assert stated.pay.period is period


def test_the_currency_of_the_place_decides() -> None:
    (stated,) = stated_pay("Sueldo: $22,000 a $28,000", ["MXN"])
    assert (stated.pay.currency, stated.pay.period) == ("MXN", Period.MONTH)
