"""What a posting's page states of it, in words: those facts that are one line of text."""

from typing import NamedTuple

from listings.models import Listing, RemoteScope


class Fact(NamedTuple):
    """``is_theirs``: in the employer's own words, and language; ``says``: so is this sentence."""

    label: str
    text: str
    is_theirs: bool = False
    says: str = ""


type Facts = list[Fact]


def _stated(*facts: Fact) -> Facts:
    return [fact for fact in facts if fact.text]


def workplace_of(listing: Listing) -> Facts:
    """How one works there, and from where if remotely."""
    days = listing.office_days
    office = f", {days} day{'' if days == 1 else 's'} a week in the office" if days else ""
    at = ", ".join(listing.workplace_labels)
    return _stated(Fact("Workplace", at + office), Fact("Remote from", _remote_from(listing)))


def _remote_from(listing: Listing) -> str:
    if not listing.is_remote:
        return ""
    if listing.remote_scope == RemoteScope.COUNTRIES:
        return ", ".join(listing.remote_country_labels)
    is_anywhere = listing.remote_scope == RemoteScope.ANYWHERE
    return "anywhere" if is_anywhere else "the employer does not say"


def terms_of(listing: Listing) -> Facts:
    """Level, type and time."""
    hours = f"{listing.hours_label} a week" if listing.hours_label else ""
    return _stated(
        Fact("Level", listing.level_label),
        Fact("Type", ", ".join(listing.type_labels)),
        Fact("Workload", listing.workload, is_theirs=True),
        Fact("Hours", hours),
        Fact("Contract", _contract(listing)),
    )


def _contract(listing: Listing) -> str:
    months = listing.term_months
    runs = f", {months} month{'' if months == 1 else 's'}" if months else ""
    return f"{listing.get_term_display()}{runs}" if listing.term else ""


def asked_and_offered(listing: Listing) -> Facts:
    """What it asks of those who apply, and what it offers those who come from elsewhere."""
    clearance = listing.get_clearance_display().lower()
    equity = listing.pay_equity or listing.get_equity_display().lower()
    return _stated(
        Fact("Experience asked", listing.years_asked_label),
        Fact("Degree", listing.get_degree_asked_display().lower()),
        Fact("Languages asked", ", ".join(listing.languages_asked_labels)),
        Fact("Visa sponsorship", listing.get_visa_display().lower()),
        Fact("Help with relocating", listing.get_relocation_display().lower()),
        Fact("Equity", equity, is_theirs=bool(listing.pay_equity)),
        Fact("Clearance", f"{clearance} required" if clearance else ""),
        Fact("New to the work", listing.get_newcomers_display().lower(), says=_says(listing)),
    )


def _says(listing: Listing) -> str:
    """The sentence that opens the work to newcomers."""
    found = listing.evidence.get("newcomers")
    is_theirs = found and listing.newcomers and "newcomers" not in listing.edited_fields
    return found["sentence"].lstrip("-–•* ") if is_theirs else ""


def others_of(listing: Listing) -> Facts:
    """What is left: start, number of openings, department, the employer's own number."""
    return _stated(
        Fact("Start", listing.start, is_theirs=True),
        Fact("Openings", str(listing.openings or "")),
        Fact("Department", listing.department, is_theirs=True),
        Fact("Reference", listing.reference),
    )
