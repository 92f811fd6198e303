"""``{% load cards %}``: postings and companies as cards of a list, and which the demo invented."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template, render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts, Recent
from jobboard.site import dates, identity
from listings.models import Company, Listing
from listings.search.cards import card_of
from listings.search.directory import CompanyLine

register = template.Library()


@register.filter
def are_mixed(rows: Iterable[Listing | Company]) -> bool:
    """Whether some of the postings, or companies, are invented and some are not."""
    return {row.is_demo for row in rows} == {True, False}


@register.filter
def invented(listings: Iterable[Listing]) -> int:
    """How many of the postings are the demo's."""
    return sum(listing.is_demo for listing in listings)


CARDS_EACH = 4
"""Cards of one posting that are kept at the most, on average: each search may mark other words."""

_kept: Recent[Hashable, SafeString] = Recent(lambda: CARDS_EACH * settings.SEARCH.kept_cards)


@register.simple_tag(takes_context=True)
def cards(context: Context, listings: Iterable[Listing]) -> SafeString:
    """A card for each posting; invented ones say so where real ones stand beside them.

    ``is_one_company`` in the context: the list is one company's, and need not name it. The card of
    a posting that is kept (``card_cache``) is drawn once for each day and each search that marks
    the same in it.
    """
    listings = list(listings)
    is_mixed, is_plain = are_mixed(listings), bool(context.get("is_one_company"))
    return SafeString("".join(_cards(listings, is_mixed=is_mixed, is_plain=is_plain)))


@register.simple_tag
def cards_with_reasons(found: Iterable[tuple[Listing, str]]) -> SafeString:
    """The same for postings that were chosen: each begins with the reason why it is shown."""
    found = list(found)
    listings = [listing for listing, _ in found]
    drawn = _cards(listings, is_mixed=are_mixed(listings), is_plain=False)
    parts = []
    for card, (_, why) in zip(drawn, found, strict=True):
        start, end, rest = card.partition(">")
        said = f'<p class="card__why">{conditional_escape(why)}</p>' if why else ""
        parts.append(f"{start}{end}{said}{rest}")
    return SafeString("".join(parts))


@register.simple_tag
def company_cards(employers: Sequence[CompanyLine]) -> SafeString:
    """A card for each company of the directory; drawn anew where anything that it says changed."""
    is_mixed = are_mixed(one.company for one in employers)
    return SafeString(
        "".join(
            _company_card(one, is_invented=is_mixed and one.company.is_demo) for one in employers
        )
    )


def _company_card(one: CompanyLine, *, is_invented: bool) -> SafeString:
    key = one.company.pk, one.openings, one.with_pay, tuple(one.roles), one.where, is_invented
    return _kept_companies.get(
        key,
        lambda: _drawn_company(one, is_invented=is_invented),
        (ChangeKind.COMPANY, one.company.pk),
    )


def _drawn_company(one: CompanyLine, *, is_invented: bool) -> SafeString:
    values = {"employer": one, "is_invented": is_invented}
    return render_to_string("companies/_card.html", values)


_kept_companies: KeptParts[Hashable, SafeString] = KeptParts(2_000)


def _cards(listings: Iterable[Listing], *, is_mixed: bool, is_plain: bool) -> Iterator[SafeString]:
    same = is_mixed, is_plain, dates.today(), identity.current().version
    return (_card(one, same, is_mixed=is_mixed, is_plain=is_plain) for one in listings)


def _card(listing: Listing, same: Hashable, *, is_mixed: bool, is_plain: bool) -> SafeString:
    """``same``: what it depends on beside the posting."""
    if listing.card_token is None:
        return _drawn(listing, is_mixed=is_mixed, is_plain=is_plain)
    shown = (listing.is_featured, listing.is_old, listing.is_verified_lately)
    key = (listing.card_token, listing.match, same, shown)
    found = _kept.get(key)
    if found is None:
        found = _drawn(listing, is_mixed=is_mixed, is_plain=is_plain)
        _kept.put(key, found)
    return found


def _drawn(listing: Listing, *, is_mixed: bool, is_plain: bool) -> SafeString:
    values = {"card": card_of(listing, is_mixed=is_mixed), "is_one_company": is_plain}
    return _template().render(Context(values))


@cache
def _template() -> Template:
    found: Template = get_template("jobs/_card.html").template  # type: ignore[attr-defined]
    return found
