"""Rules that concern several fields of the posting form. Each error says what to do."""

from typing import TYPE_CHECKING, Any

from jobboard import dates
from listings.employers.pay_rules import check_pay
from listings.models import RemoteScope, Term, Workplace

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
    days = (last_day - dates.today()).days
    if days < 0:
        form.add_error_once("apply_by_on", "This day is over.")
    elif days > LONGEST_WAIT_DAYS:
        form.add_error_once("apply_by_on", "More than a year away; a posting lives 90 days.")
