"""Rules that concern several fields of the posting form. Each error says what to do."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from listings.models import EmploymentType, RemoteScope, Term, Workplace
from listings.pay.currencies import CURRENCIES
from listings.pay.money import WIDE_RANGE, Pay, Period, as_given, is_likely, likely_meant

if TYPE_CHECKING:
    from listings.employers.form import PostingForm

LONGEST_WAIT_DAYS = 365

type Clean = dict[str, Any]


def check(form: "PostingForm", cleaned: Clean) -> None:
    """Add every error; ``cleaned`` gains ``pay`` and the scope that goes with the workplaces."""
    check_where(form, cleaned)
    check_term(form, cleaned)
    check_last_day(form, cleaned)
    check_pay(form, cleaned)


def check_where(form: "PostingForm", cleaned: Clean) -> None:
    workplaces = cleaned.get("workplaces", [])
    if workplaces and workplaces != [Workplace.REMOTE] and not cleaned.get("places"):
        form.add_error_once("places", "Where is the place of work? Name at least one city.")
    if Workplace.HYBRID not in workplaces and cleaned.get("office_days"):
        form.add_error_once("office_days", "Office days belong to hybrid work: tick Hybrid above.")
    if Workplace.REMOTE not in workplaces:
        cleaned["remote_scope"], cleaned["remote_countries"] = "", []
    elif cleaned.get("remote_scope") == RemoteScope.ANYWHERE:
        cleaned["remote_countries"] = []
    elif not cleaned.get("remote_countries"):
        form.add_error_once("remote_countries", "From which countries? Or choose “anywhere”.")
    else:
        cleaned["remote_scope"] = RemoteScope.COUNTRIES


def check_term(form: "PostingForm", cleaned: Clean) -> None:
    if cleaned.get("term_months") and cleaned.get("term") != Term.FIXED:
        form.add_error_once("term", "Months are given: choose “Fixed term”.")


def check_last_day(form: "PostingForm", cleaned: Clean) -> None:
    last_day = cleaned.get("apply_by_on")
    if last_day is None:
        return
    days = (last_day - timezone.localdate()).days
    if days < 0:
        form.add_error_once("apply_by_on", "This day is over.")
    elif days > LONGEST_WAIT_DAYS:
        form.add_error_once("apply_by_on", "More than a year away; a posting lives 90 days.")


def check_pay(form: "PostingForm", cleaned: Clean) -> None:
    """Pay is required; only for volunteers there is none."""
    cleaned["pay"] = None
    low, high = cleaned.get("pay_minimum"), cleaned.get("pay_maximum")
    if {"pay_minimum", "pay_maximum", "pay_period"} & set(form.errors):
        return
    if low is None and high is None:
        if cleaned.get("employment_types") != [EmploymentType.VOLUNTEER]:
            form.add_error(
                "pay_minimum", "What does it pay? One amount is enough; only volunteering has none."
            )
        return
    if low is not None and high is not None and high < low:
        form.add_error("pay_maximum", "The maximum lies below the minimum.")
        return
    cleaned["pay_currency"] = currency = str(cleaned.get("pay_currency", "")).upper()
    if currency not in CURRENCIES:
        form.add_error_once("pay_currency", "A currency is a code of three letters, such as EUR.")
        return
    check_amounts(form, _pay(cleaned, low, high, currency))


def _pay(cleaned: Clean, low: Decimal | None, high: Decimal | None, currency: str) -> Pay:
    period = Period(cleaned.get("pay_period") or Period.YEAR)
    payments = cleaned.get("pay_payments") if period == Period.MONTH else None
    payments_a_year = int(payments) if payments else 12 if period == Period.MONTH else None
    cleaned["pay"] = Pay(low, high, currency, period, payments_a_year)
    return cleaned["pay"]


def check_amounts(form: "PostingForm", pay: Pay) -> None:
    """Refuse what is likelier a slip than a salary, and say what may be meant."""
    rate = form.reading.rates.get(pay.currency)
    if pay.is_wide:
        form.add_error(*_too_wide(pay))
    elif not is_likely(pay, rate):
        meant = likely_meant(pay, rate)
        hint = f" Do you mean {_said(meant)}?" if meant else ""
        form.add_error("pay_minimum", f"{_said(pay)} is not plausible.{hint}")


def _too_wide(pay: Pay) -> tuple[str, str]:
    """Field and text; of 65 to 85,000 a thousand is missing, not a narrower range."""
    if pay.low * 1_000 <= pay.high <= pay.low * 1_000 * WIDE_RANGE:
        return "pay_minimum", f"Do you mean {pay.low * 1_000:,.0f}? A thousand seems to be missing."
    most = pay.low * WIDE_RANGE
    return "pay_maximum", (
        f"More than {WIDE_RANGE} times the minimum: with {pay.low:,.0f} goes at most {most:,.0f}. "
        "For two levels, post twice."
    )


def _said(pay: Pay) -> str:
    return as_given(pay)
