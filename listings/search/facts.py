"""What a posting's page states of it: facts of one line each, and JSON-LD built in Python."""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString

from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from listings.models import Listing, Place, RemoteScope, Workplace
from listings.pay.money import Pay
from listings.reading.countries import country_name


class Fact(NamedTuple):
    """``is_theirs``: in the employer's own words, and language; ``says``: so is this sentence."""

    label: str
    text: str
    is_theirs: bool = False
    says: str = ""


type Facts = list[Fact]


def _stated(*facts: Fact) -> Facts:
    return [fact for fact in facts if fact.text]


def facts_by_part(listing: Listing) -> dict[str, Facts]:
    """Return what a posting's page states, by the part of its list. No query."""
    return {
        "workplace": workplace_of(listing),
        "terms": terms_of(listing),
        "asked": asked_and_offered(listing),
        "others": others_of(listing),
    }


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


# https://developers.google.com/search/docs/appearance/structured-data/job-posting
EMPLOYMENT_TYPES = {
    "full-time": "FULL_TIME",
    "part-time": "PART_TIME",
    "contract": "CONTRACTOR",
    "freelance": "CONTRACTOR",
    "temporary": "TEMPORARY",
    "internship": "INTERN",
    "apprenticeship": "OTHER",
    "per-diem": "PER_DIEM",
    "volunteer": "VOLUNTEER",
}


def way_to(listing: Listing) -> SafeString:
    """Return the way from the list to the posting."""
    return breadcrumbs(
        [
            ("Jobs", address_of("jobs")),
            (listing.company.name, listing.company.get_absolute_url()),
            (listing.title, listing.get_absolute_url()),
        ]
    )


def is_markable(listing: Listing) -> bool:
    """Tell whether enough is known: a vacancy, with a place or with named remote countries."""
    if listing.is_open_application or not listing.description_html:
        return False
    if listing.workplaces == [Workplace.REMOTE]:
        return listing.remote_scope == RemoteScope.COUNTRIES
    return bool(listing.listing_places.all())


def job_posting(listing: Listing) -> SafeString:
    """Return the JobPosting; an empty text where the standard's required facts are missing."""
    if not is_markable(listing):
        return SafeString("")
    data: dict[str, Any] = {
        "@type": "JobPosting",
        "title": listing.title,
        "description": listing.description_html,
        "identifier": _identifier(listing),
        "hiringOrganization": _organization(listing),
        "url": settings.SITE_URL + listing.get_absolute_url(),
        "directApply": False,
    }
    if listing.posted_at:
        data["datePosted"] = dates.day_of(listing.posted_at).isoformat()
    if listing.expires_at:
        data["validThrough"] = dates.moment(listing.expires_at)
    if types := list(dict.fromkeys(EMPLOYMENT_TYPES[t] for t in listing.employment_types)):
        data["employmentType"] = _one_or_several(types)
    if listing.industry:
        data["industry"] = listing.get_industry_display()
    if listing.pay:
        data["baseSalary"] = _salary(listing.pay)
    return json_ld(data | _offer(listing) | _location(listing))


def _identifier(listing: Listing) -> dict[str, Any]:
    """Return the employer's own number of the posting, else ours."""
    known = bool(listing.reference)
    return {
        "@type": "PropertyValue",
        "name": listing.company.name if known else identity.current().name,
        "value": listing.reference or str(listing.pk),
    }


def _offer(listing: Listing) -> dict[str, Any]:
    """Return what is offered beside pay, as far as it is stated. A start in words is no date."""
    stated: dict[str, Any] = {
        "jobBenefits": ", ".join(listing.benefits),
        "incentiveCompensation": ", ".join(filter(None, [listing.pay_bonus, listing.pay_equity])),
        "workHours": _hours(listing),
        "totalJobOpenings": listing.openings,
    }
    return {name: value for name, value in stated.items() if value}


def _hours(listing: Listing) -> str:
    hours = f"{listing.hours_label} a week" if listing.weekly_hours else ""
    return ", ".join(filter(None, [listing.workload, hours]))


def _organization(listing: Listing) -> dict[str, Any]:
    organization = {"@type": "Organization", "name": listing.company.name}
    if listing.company.website:
        organization["sameAs"] = listing.company.website
    if listing.company.logo:
        organization["logo"] = settings.SITE_URL + listing.company.logo.url
    return organization


def _location(listing: Listing) -> dict[str, Any]:
    """Return offices, or for fully remote work the countries it is open to; never for hybrid."""
    if listing.workplaces == [Workplace.REMOTE]:
        countries = [
            {"@type": "Country", "name": country_name(code)} for code in listing.remote_countries
        ]
        return {
            "jobLocationType": "TELECOMMUTE",
            "applicantLocationRequirements": _one_or_several(countries),
        }
    places = [_place(link.place) for link in listing.listing_places.all()]
    return {"jobLocation": _one_or_several(places)}


def _one_or_several(values: list[Any]) -> Any:
    """A single value stands by itself: validators and readers trip over a list of one."""
    return values[0] if len(values) == 1 else values


def _place(place: Place) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressCountry": place.country}
    if place.city:
        address["addressLocality"] = place.city
    if place.region:
        address["addressRegion"] = place.region
    return {"@type": "Place", "address": address}


def _salary(pay: Pay) -> dict[str, Any]:
    """Return pay as given: a fixed sum as ``value``, an open range by its known end."""
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": pay.period.upper()}
    if pay.minimum is not None and pay.minimum == pay.maximum:
        return _amount(pay, value | {"value": float(pay.minimum)})
    if pay.minimum is not None:
        value["minValue"] = float(pay.minimum)
    if pay.maximum is not None:
        value["maxValue"] = float(pay.maximum)
    return _amount(pay, value)


def _amount(pay: Pay, value: dict[str, Any]) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}
