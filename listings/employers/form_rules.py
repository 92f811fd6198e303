"""Rules that concern several fields of the posting form. Each error says what to do."""

from typing import TYPE_CHECKING, Any

from jobboard.site import dates
from listings.employers.pay_rules import check_pay
from listings.employers.where import check_where
from listings.models import Term

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


def check_term(form: "PostingForm", cleaned: Clean) -> None:
    if cleaned.get("term_months") and cleaned.get("term") != Term.FIXED:
        form.add_error_once("term", "Months are given: choose “Fixed term”.")


def check_last_day(form: "PostingForm", cleaned: Clean) -> None:
    last_day = cleaned.get("apply_by_on")
    if last_day is None:
        return
    days = (last_day - dates.today()).days
    if days < 0:
        form.add_error_once("apply_by_on", "This day is over.")
    elif days > LONGEST_WAIT_DAYS:
        form.add_error_once("apply_by_on", "More than a year away; a posting lives 90 days.")
