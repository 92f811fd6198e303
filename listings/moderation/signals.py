"""Signs of spam in a posting that has come in: reasons with points, shown to editors.

``submission_limits.py`` adds what the form's own traps saw. Nothing is refused because of a signal.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobboard.http import rate_limits
from jobboard.site import dates
from listings.employers.company import domain_of_email
from listings.employers.places import AS_TYPED
from listings.models import Listing, ModerationNote, NoteFrom, NoteKind, PostingRevision
from listings.models.pay import latest_rates
from listings.pay.money import as_given
from listings.pay.plausibility import is_usual
from listings.reading.descriptions import plain_text

FEW_LINKS = 3
MANY_LINKS = 10
DAY = timedelta(days=1)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)

type Signal = dict[str, Any]


def add_notes(
    listing: Listing, found: Iterable[Signal], revision: PostingRevision | None = None
) -> None:
    """Save signals, ``{reason, points}``, as notes for the editors."""
    for signal in found:
        ModerationNote.objects.create(
            listing=listing,
            revision=revision,
            author=NoteFrom.SYSTEM,
            kind=NoteKind.CHECK,
            text=signal["reason"],
            points=signal["points"],
        )


def of_posting(listing: Listing) -> Iterator[Signal]:
    """Yield ``{reason, points}`` for each signal of a saved posting. Four queries."""
    yield from _links(listing)
    yield from _repeated(listing)
    yield from _sender(listing)
    yield from _pay(listing)


def _links(listing: Listing) -> Iterator[Signal]:
    number = len(LINK.findall(plain_text(listing.description_html)))
    if number > FEW_LINKS:
        points = 3 if number > MANY_LINKS else 1
        yield {"reason": f"The text holds {number} links.", "points": points}


def _repeated(listing: Listing) -> Iterator[Signal]:
    """The same text in another posting, of this company or another."""
    if not listing.text_hash:
        return
    same = Listing.objects.filter(text_hash=listing.text_hash).exclude(pk=listing.pk)
    others = same.exclude(company=listing.company_id).count()
    own = same.filter(created_at__gt=timezone.now() - DAY).count()
    if others:
        postings = "posting" if others == 1 else "postings"
        text = f"The same text stands in {others} {postings} of other companies."
        yield {"reason": text, "points": 3}
    elif own:
        yield {"reason": "The same text came within a day already.", "points": 1}


def of_answers(typed: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield a signal for each place that the board does not know and that is used as typed."""
    for text in typed.get("places", []):
        if f"place {text} = {AS_TYPED}" in typed.get("answers", []):
            reason = f"“{text}” is no place that the board knows; it is used as typed."
            yield {"reason": reason, "points": 1}


def _pay(listing: Listing) -> Iterator[Signal]:
    """Unusual pay that the employer has confirmed."""
    pay = listing.pay
    rate = latest_rates(dates.today()).get(pay.currency) if pay else None
    if pay and not is_usual(pay, rate.per_euro if rate else None, listing.engagement):
        text = f"{as_given(pay)} is unusual; the employer confirmed it."
        yield {"reason": text, "points": 1}


def _sender(listing: Listing) -> Iterator[Signal]:
    domain = domain_of_email(listing.contact_email)
    if not domain:
        yield {"reason": "The address is of a free mail service.", "points": 1}
        return
    most = settings.LIMITS.postings_domain
    if not rate_limits.spend("posting-domain", domain, limit=most, window=DAY):
        yield {"reason": f"More than {most} postings of {domain} in a day.", "points": 2}
