"""Checking addresses outside: a bounded number at a time, the longest unasked first.

Servers are asked whether a page is still there: politely, and never one inside.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils import timezone

from jobboard.content.links import is_outside, uses
from jobboard.models import LinkCheck
from jobboard.models.content import FAILING_FRESH, FRESH
from jobboard.outgoing import Budget, ClosedError, OutgoingError, RequestLimits, TooSlowError, fetch
from jobboard.site import dates

MOST_BYTES = 1_000_000  # of headers alone: a page's text is not read
NO_VERDICT = {401, 403, 405, 407, 429, 451, 999}  # answers to a program, not to a reader
CLOSED = "the address is not a public one"
TOO_SLOW = "the server does not answer in time"


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """``fault`` is empty where the page is there, or where only its readers are told."""

    status: int | None = None
    fault: str = ""
    leads_to: str = ""


def ask(url: str, transport: httpx.BaseTransport | None = None) -> LinkAnswer:
    """Ask for a page's head, else for the page without reading it; follow redirects.

    ``transport`` is for tests and may ask whom it likes.
    """
    budget = Budget(RequestLimits(settings.OUTGOING.link_seconds, MOST_BYTES))
    answer = _asked("HEAD", url, budget, transport)
    if not answer.fault and answer.status not in NO_VERDICT:
        return answer
    if answer.fault in {TOO_SLOW, CLOSED}:
        return answer
    return _asked("GET", url, budget, transport)


def _asked(
    method: str, url: str, budget: Budget, transport: httpx.BaseTransport | None
) -> LinkAnswer:
    at = url

    def follow(before: str, after: str) -> None:
        nonlocal at
        at = after

    try:
        reply = fetch(
            url,
            budget,
            method=method,
            headers={"User-Agent": f"Mozilla/5.0 (compatible; link check; +{settings.SITE_URL})"},
            wants_body=False,
            may_follow=follow,
            transport=transport,
        )
    except OutgoingError as error:
        return LinkAnswer(fault=_said(error), leads_to=at if at != url else "")
    return _verdict(reply.status, at if at != url else "")


def _verdict(status: int, leads_to: str) -> LinkAnswer:
    is_fault = status >= 400 and status not in NO_VERDICT
    return LinkAnswer(status, f"the server answers {status}" if is_fault else "", leads_to)


def _said(error: OutgoingError) -> str:
    if isinstance(error, TooSlowError):
        return TOO_SLOW
    if isinstance(error, ClosedError):
        return CLOSED
    said = str(error).removesuffix(".")
    return said[:1].lower() + said[1:]


MOST_LINKS = 500
MOST_TIME = timedelta(minutes=20)
MOST_SLOW = 3  # answers that came too late: then a host is asked no more until the next run
PAUSE = 1.0  # seconds between two questions to one host


@dataclass
class CheckRun:
    asked: int = 0
    failed: int = 0
    left: int = 0


def check_outside(
    *,
    most: int = MOST_LINKS,
    transport: httpx.BaseTransport | None = None,
    pause: float = PAUSE,
    sleep: Callable[[float], None] = time.sleep,
) -> CheckRun:
    """Ask for every address that is due, at most ``most``; forget those that nobody links to.

    An address is due a week after it was found well, and a day after it failed.
    """
    outside = [address for address in uses() if is_outside(address)]
    LinkCheck.objects.exclude(url__in=outside).delete()
    known = {one.url: one for one in LinkCheck.objects.all()}
    due = _due(outside, known)
    result = CheckRun()
    asked_at: dict[str, float] = {}
    slow = Counter[str]()
    ends = time.monotonic() + MOST_TIME.total_seconds()
    for url in due[:most]:
        host = urlsplit(url).netloc
        if time.monotonic() > ends or slow[host] == MOST_SLOW:
            continue
        _wait(asked_at, host, pause, sleep)
        answer = ask(url, transport)
        slow[host] += answer.fault == TOO_SLOW
        _note(known.get(url) or LinkCheck(url=url), answer)
        result.asked += 1
        result.failed += bool(answer.fault)
    result.left = len(due) - result.asked
    return result


def _due(outside: Iterable[str], known: dict[str, LinkCheck]) -> list[str]:
    """Those never asked first, then the longest unasked."""
    now = timezone.now()
    due = []
    for url in outside:
        check = known.get(url)
        fresh = FAILING_FRESH if check and check.fault else FRESH
        if check is None or check.checked_at < now - fresh:
            due.append((check.checked_at.timestamp() if check else 0.0, url))
    return [url for _, url in sorted(due) if len(url) <= 2000]


def _wait(
    asked_at: dict[str, float], host: str, pause: float, sleep: Callable[[float], None]
) -> None:
    if host in asked_at:
        sleep(max(0.0, asked_at[host] + pause - time.monotonic()))
    asked_at[host] = time.monotonic()


def _note(check: LinkCheck, answer: LinkAnswer) -> None:
    now = timezone.now()
    check.status, check.fault = answer.status, answer.fault[:200]
    check.leads_to = answer.leads_to[:2000]
    check.failing_since = (check.failing_since or dates.day_of(now)) if answer.fault else None
    check.checked_at = now
    check.save()
