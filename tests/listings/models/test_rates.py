"""Reference rates: dated, recent, loaded twice without harm."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from listings.management.commands.load_rates import fetched_rates, shipped_rates
from listings.models import ExchangeRate
from listings.models.pay import Rate, latest_rates, save_rates

TODAY = date(2026, 3, 2)


def zipped(text: str) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as table:
        table.writestr("eurofxref-hist.csv", text)
    return archive.getvalue()


@pytest.mark.django_db
def test_the_latest_rate_of_each_currency_counts_with_its_date(
    django_assert_num_queries: Any,
) -> None:
    save_rates({"USD": {TODAY: Decimal("1.10"), TODAY - timedelta(1): Decimal("1.09")}})
    save_rates({"GBP": {TODAY - timedelta(30): Decimal("0.86")}})
    save_rates({"SEK": {TODAY - timedelta(31): Decimal("11.2")}})
    save_rates({"JPY": {TODAY + timedelta(1): Decimal(160)}})
    with django_assert_num_queries(1):
        rates = latest_rates(TODAY)
    assert rates == {
        "EUR": Rate(Decimal(1), TODAY),
        "USD": Rate(Decimal("1.10"), TODAY),
        "GBP": Rate(Decimal("0.86"), TODAY - timedelta(30)),
    }


@pytest.mark.django_db
def test_loading_twice_adds_nothing() -> None:
    call_command("load_rates", "--offline", stdout=StringIO())
    rows = ExchangeRate.objects.count()
    out = StringIO()
    call_command("load_rates", "--offline", stdout=out)
    assert ExchangeRate.objects.count() == rows
    assert out.getvalue().startswith("0 new rates")


@pytest.mark.django_db
def test_a_board_with_old_rates_alone_is_told_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobboard.site.dates.today", lambda: date(2100, 1, 1))
    out = StringIO()
    call_command("load_rates", "--offline", stdout=out)
    assert out.getvalue() == (
        "0 new rates; none of the last 30 days, so pay is compared within one currency only.\n"
    )


def test_the_shipped_table_holds_exact_rates_of_a_bounded_time() -> None:
    newest = max(max(days) for days in shipped_rates(date(2025, 6, 30)).values() if days)
    rates = shipped_rates(newest)
    assert rates["USD"][newest] == rates["USD"][newest].quantize(Decimal("0.0001"))
    assert min(rates["USD"]) >= newest - timedelta(days=400)
    assert "EUR" not in rates


def test_a_fetched_table_is_read_as_the_shipped_one() -> None:
    table = "Date,USD,JPY,\n2026-03-02,1.1,N/A,\n2026-02-27,1.2,160.5,\n1999-01-04,1.3,130,\n"
    assert fetched_rates(zipped(table), TODAY) == {
        "USD": {date(2026, 3, 2): Decimal("1.1"), date(2026, 2, 27): Decimal("1.2")},
        "JPY": {date(2026, 2, 27): Decimal("160.5")},
    }


@pytest.mark.parametrize("body", [b"", b"<html>", zipped(""), zipped("Date,USD\nsoon,much\n")])
def test_what_is_not_the_banks_table_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        fetched_rates(body, TODAY)
