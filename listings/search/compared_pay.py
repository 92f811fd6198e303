"""Pay in many currencies, compared with what a search asks for; stored pay is never converted."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from jobboard.site import dates, identity
from listings.models.rate import Rate, latest_rates
from listings.search.order import ByCurrency


class ComparedPay:
    """What ``ListingFilter`` knows of currencies: its own, those it compares, and how."""

    asked: Any  # given, by parameter
    values: Any  # given or understood, by parameter
    order: Any  # "salary" needs rates too

    @property
    def pay_currency(self) -> str:
        return self.values.get("currency") or identity.current().currency

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """Rates of the last 30 days, asked only where currencies are compared."""
        needed = "salary_min" in self.values or self.order == "salary" or "currency" in self.asked
        return latest_rates(dates.today()) if needed else {}

    @property
    def rate_note(self) -> str:
        """With which rates pay in other currencies is compared, for the page to say."""
        days = {rate.on for code, rate in self.rates.items() if code != "EUR"}
        if self.pay_currency not in self.rates or not days:
            return f"Only pay in {self.pay_currency} is compared: no recent exchange rate is known."
        return (
            f"Other currencies are compared in {self.pay_currency} at the European Central Bank’s"
            f" rates of {dates.short(max(days))}."
        )

    def least_pay(self, threshold: Decimal) -> dict[str, Decimal]:
        """What ``threshold`` a year is in each currency that can be compared with it."""
        least = {self.pay_currency: threshold}
        if own := self.rates.get(self.pay_currency):
            equal = {code: threshold * r.per_euro / own.per_euro for code, r in self.rates.items()}
            least = equal | least
        return least

    def pay_reaches(self, threshold: Decimal) -> Q:
        """Pay of at least ``threshold`` a year; it is converted, what is stored never is."""
        return Q(pay_yearly_top__gte=ByCurrency(self.least_pay(threshold)))

    @property
    def comparable_currencies(self) -> set[str]:
        """Those in which ``salary_min`` can judge pay."""
        return {self.pay_currency, *(self.rates if self.pay_currency in self.rates else ())}
