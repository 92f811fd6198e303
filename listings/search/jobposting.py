"""Structured data of a posting: schema.org JobPosting and BreadcrumbList, built in Python."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates, identity
from listings.models import Listing, Place, RemoteScope, Workplace
from listings.pay.money import Pay
from listings.reading.countries import country_name

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
            ("Jobs", reverse("jobs")),
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
