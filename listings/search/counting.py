"""Who is counted as a reader of a posting: people, not programs, and not its own employer.

Nothing about the reader is kept, and no cookie is set: two visits of one person are two views.
"""

import logging
from functools import cache

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from jobboard.models import User
from listings.models import Listing, ListingDay
from listings.models.day import Counter

# Its patterns take seconds for thousands of hostile characters, milliseconds for these.
LONGEST_AGENT = 256
BROWSERS = ("Mozilla/", "Opera/")
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")

logger = logging.getLogger(__name__)


def count(request: HttpRequest, listing: Listing, counter: Counter) -> None:
    """Add a reader's visit to the day's counter; a page never fails because of it."""
    if not is_reader(request, listing):
        return
    try:
        ListingDay.objects.add(listing.pk, counter)
    except DatabaseError:
        logger.warning("A visit of posting %s was not counted.", listing.pk, exc_info=True)


def is_reader(request: HttpRequest, listing: Listing) -> bool:
    """Tell whether a person asks for the page to read it. No query for who is not signed in."""
    if request.method != "GET" or any(name in request.headers for name in PREFETCH_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    if not agent.startswith(BROWSERS) or _crawlers().is_crawler(agent):
        return False
    return not _has_a_stake(request, listing)


def _has_a_stake(request: HttpRequest, listing: Listing) -> bool:
    # whoever has no session is not asked for one: the page stays the same for all of them
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
        return False
    user = request.user
    return user.is_staff or Listing.objects.of_employer(user).filter(pk=listing.pk).exists()


@cache
def _crawlers() -> CrawlerDetect:
    return CrawlerDetect()
