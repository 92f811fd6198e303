"""The pay of the form: two fields and their shape, read to one ``Pay``.

What cannot be stored is an error; what is unusual is asked about, and accepted once confirmed.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from jobboard.site import identity
from listings.employers.fields import AskingForm
from listings.models import EmploymentType, Workplace
from listings.pay.money import (
    CURRENCIES,
    WIDE_RANGE,
    Engagement,
    Pay,
    Period,
    as_given,
    currencies_of,
    full_amount,
)
from listings.pay.plausibility import fits_column, is_usual, likely_meant
from listings.pay.typed import TypedPay, named_currencies
from listings.reading.countries import country_name

type Clean = dict[str, Any]
type Amounts = tuple[Decimal | None, Decimal | None]


class PayShape(TextChoices):
    """How the two fields are meant."""

    RANGE = "range", "A range"
    FIXED = "fixed", "One fixed amount"
    FROM = "from", "From an amount"
    UP_TO = "up-to", "Up to an amount"


FIELDS = ("pay_minimum", "pay_maximum")


def check_pay(form: AskingForm, cleaned: Clean) -> None:
    """Set ``pay`` in ``cleaned`` and add errors; None is valid for volunteers only."""
    cleaned["pay"] = None
    cleaned["is_pay_typed"] = any(form.typed.get(name) for name in FIELDS)
    if {*FIELDS, "pay_period", "pay_shape"} & set(form.errors):
        return
    typed = [cleaned.get(name) for name in FIELDS]
    given = [one for one in typed if one is not None]
    if not given:
        _say_missing(form, cleaned)
        return
    amounts = _amounts(form, cleaned.get("pay_shape") or "", typed[0], typed[1])
    currency = _currency(form, cleaned, given)
    period = _period(form, cleaned, given)
    if amounts and currency and period:
        is_monthly = period == Period.MONTH
        payments = int(cleaned.get("pay_payments") or 12) if is_monthly else None
        _take(form, cleaned, Pay(*amounts, currency, period, payments))


def _say_missing(form: AskingForm, cleaned: Clean) -> None:
    if cleaned.get("employment_types") != [EmploymentType.VOLUNTEER]:
        form.add_error(
            "pay_minimum", "What does it pay? One amount is enough; only volunteering has none."
        )


def _amounts(
    form: AskingForm, shape: str, first: TypedPay | None, second: TypedPay | None
) -> Amounts | None:
    """Return minimum and maximum as meant, or None after saying what is unclear."""
    if first is not None and second is not None:
        return _two(form, shape, first, second)
    only = first if first is not None else second
    assert only is not None  # noqa: S101 (one of the two was typed)
    if not only.is_single:
        return _pasted(form, shape, only)
    amount = only.minimum
    if shape in {"", PayShape.RANGE} and first is None:
        shape = PayShape.UP_TO
    meant: dict[str, Amounts] = {
        PayShape.FROM: (amount, None),
        PayShape.UP_TO: (None, amount),
        PayShape.FIXED: (amount, amount),
        PayShape.RANGE: (amount, amount),  # the first field alone is a fixed amount
    }
    return meant.get(shape, (amount, None))  # a draft from before the choice meant "from"


def _two(form: AskingForm, shape: str, first: TypedPay, second: TypedPay) -> Amounts | None:
    ends = [_end(one) for one in (first, second)]
    if None in ends:
        form.add_error("pay_maximum", "The other field holds a range already: empty one of them.")
        return None
    low, high = ends
    if low == high or shape in {"", PayShape.RANGE}:
        if low is not None and high is not None and high < low:
            form.add_error("pay_maximum", "The maximum lies below the minimum.")
            return None
        return low, high
    form.add_error("pay_shape", "Two different amounts are a range: choose it, or empty one field.")
    return None


def _end(typed: TypedPay) -> Decimal | None:
    """Return the amount of a field that holds one; None for a range."""
    if typed.minimum is not None and typed.maximum is not None and not typed.is_single:
        return None
    return typed.minimum if typed.minimum is not None else typed.maximum


def _pasted(form: AskingForm, shape: str, typed: TypedPay) -> Amounts | None:
    """Read a field with "55–65k" or "from 50k", which says its shape itself."""
    if typed.maximum is None:
        says = PayShape.FROM
    else:
        says = PayShape.UP_TO if typed.minimum is None else PayShape.RANGE
    if shape not in {"", PayShape.RANGE, says}:
        form.add_error("pay_shape", f"The field says “{says.label.lower()}”: which is it?")
        return None
    if typed.minimum is not None and typed.maximum is not None and typed.maximum < typed.minimum:
        form.add_error("pay_minimum", "The maximum lies below the minimum.")
        return None
    return typed.minimum, typed.maximum


def _currency(form: AskingForm, cleaned: Clean, given: Sequence[TypedPay]) -> str:
    """The currency of the field, of the text or of the first place; empty after an error."""
    if "pay_currency" in form.errors:
        return ""
    named = _named(given)
    if named is None:
        form.add_error("pay_maximum", "The two fields name different currencies.")
        return ""
    local = local_currencies(cleaned)
    text = str(cleaned.get("pay_currency") or "")
    chosen = text.upper() if text.upper() in CURRENCIES else ""
    if text and not chosen:
        meant = named_currencies(text)
        if not meant:
            text = f"We know no currency “{text}”: write its code of three letters, such as EUR."
            form.add_error("pay_currency", text)
            return ""
        chosen = next((code for code in meant if code in local), meant[0])
    if chosen and named and chosen not in named:
        form.add_error(
            "pay_currency", f"The amount is in {named[0]}, and here stands {chosen}: which is it?"
        )
        return ""
    found = chosen or next((code for code in named if code in local), "")
    found = found or (named or local or ("",))[0]
    if not found and not {"places", "remote_countries"} & set(form.errors):
        form.add_error("pay_currency", "In which currency? Such as EUR or USD.")
    cleaned["pay_currency"] = found
    return found


def _named(given: Sequence[TypedPay]) -> tuple[str, ...] | None:
    """The currencies that all fields can mean, () where none is named, None if they differ."""
    sets = [one.currencies for one in given if one.currencies]
    if not sets:
        return ()
    common = tuple(code for code in sets[0] if all(code in other for other in sets[1:]))
    return common or None


def local_currencies(cleaned: Clean) -> tuple[str, ...]:
    """Return the currencies of the first place's country, else that of all remote countries."""
    places = cleaned.get("places") or ()
    countries = [place.country for place in places] or list(cleaned.get("remote_countries") or ())
    if places:
        return currencies_of(countries[0])
    shared = {currencies_of(country)[:1] for country in countries}
    return shared.pop() if len(shared) == 1 else ()


def usual_currency(cleaned: Clean) -> str:
    """Return the currency that counts while the field is empty; an empty text if none does."""
    return str(cleaned.get("pay_currency") or "") or (local_currencies(cleaned) or ("",))[0]


def _period(form: AskingForm, cleaned: Clean, given: Sequence[TypedPay]) -> Period | None:
    """The period of the field; what the text says instead wins over one that nobody chose."""
    usual = identity.current().pay_period
    chosen = cleaned.get("pay_period") or ""
    said = {one.period for one in given if one.period is not None}
    if len(said) > 1 or (said and chosen not in {"", usual, *said}):
        form.add_error("pay_period", f"The amount says per {said.pop()}: which is it?")
        return None
    period = said.pop() if said else Period(chosen or usual)
    cleaned["pay_period"] = period.value
    return period


def _take(form: AskingForm, cleaned: Clean, pay: Pay) -> None:
    """Set the pay. An error where it is too large or too wide; a question where it is unusual."""
    if pay.is_wide:
        form.add_error(*_too_wide(pay))
        return
    if not fits_column(pay):
        form.add_error("pay_minimum", f"{as_given(pay)} is more than a posting can hold.")
        return
    cleaned["pay"] = pay
    work = Engagement(
        cleaned.get("employment_types") or (),
        cleaned.get("weekly_hours"),
        bool(cleaned.get("pay_is_full_time_rate")),
    )
    rate = cleaned["reading"].rates.get(pay.currency)
    if not is_usual(pay, rate, work):
        meant = likely_meant(pay, rate)
        hint = f" Do you mean {as_given(meant)}?" if meant else ""
        form.ask(
            "pay_minimum",
            f"pay {as_given(pay)}",
            f"{as_given(pay)} is unusual.{hint}",
            f"Yes, {as_given(pay)} is meant",
        )
    _ask_currency(form, cleaned, pay.currency)


def _ask_currency(form: AskingForm, cleaned: Clean, currency: str) -> None:
    """Ask about a currency that the places do not use; for remote work alone, about none."""
    places = cleaned.get("places") or ()
    if not places or cleaned.get("workplaces") == [Workplace.REMOTE]:
        return
    countries = dict.fromkeys(place.country for place in places)
    usual = dict.fromkeys(code for country in countries for code in currencies_of(country))
    if usual and currency not in usual:
        names = " and ".join(country_name(country) for country in list(countries)[:3])
        form.ask(
            "pay_currency",
            f"currency {currency} {' '.join(countries)}",
            f"Pay in {names} is in {next(iter(usual))} as a rule. Is {currency} meant?",
            f"Yes, {currency} is meant",
        )


def _too_wide(pay: Pay) -> tuple[str, str]:
    """Return field and text of the error; in "65 to 85,000" a thousand is missing."""
    if pay.low * 1_000 <= pay.high <= pay.low * 1_000 * WIDE_RANGE:
        meant = full_amount(pay.low * 1_000)
        return "pay_minimum", f"Do you mean {meant}? A thousand seems to be missing."
    most = full_amount(pay.low * WIDE_RANGE)
    return "pay_maximum", (
        f"More than {WIDE_RANGE} times the minimum: from {full_amount(pay.low)} it may go up to "
        f"{most}. For two levels, post twice."
    )
