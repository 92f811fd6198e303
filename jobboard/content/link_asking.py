"""Asking servers outside whether a page is still there: politely, and never one inside."""

from dataclasses import dataclass

import httpx
from django.conf import settings

from jobboard.outgoing import Budget, ClosedError, Limits, OutgoingError, TooSlowError, fetch

MOST_BYTES = 1_000_000  # of headers alone: a page's text is not read
NO_VERDICT = {401, 403, 405, 407, 429, 451, 999}  # answers to a program, not to a reader
CLOSED = "the address is not a public one"
TOO_SLOW = "the server does not answer in time"


@dataclass(frozen=True, slots=True)
class Answer:
    """``fault`` is empty where the page is there, or where only its readers are told."""

    status: int | None = None
    fault: str = ""
    leads_to: str = ""


def ask(url: str, transport: httpx.BaseTransport | None = None) -> Answer:
    """Ask for a page's head, else for the page without reading it; follow redirects.

    ``transport`` is for tests and may ask whom it likes.
    """
    budget = Budget(Limits(settings.OUTGOING.link_seconds, MOST_BYTES))
    answer = _asked("HEAD", url, budget, transport)
    if not answer.fault and answer.status not in NO_VERDICT:
        return answer
    if answer.fault in {TOO_SLOW, CLOSED}:
        return answer
    return _asked("GET", url, budget, transport)


def _asked(method: str, url: str, budget: Budget, transport: httpx.BaseTransport | None) -> Answer:
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
        return Answer(fault=_said(error), leads_to=at if at != url else "")
    return _verdict(reply.status, at if at != url else "")


def _verdict(status: int, leads_to: str) -> Answer:
    is_fault = status >= 400 and status not in NO_VERDICT
    return Answer(status, f"the server answers {status}" if is_fault else "", leads_to)


def _said(error: OutgoingError) -> str:
    if isinstance(error, TooSlowError):
        return TOO_SLOW
    if isinstance(error, ClosedError):
        return CLOSED
    said = str(error).removesuffix(".")
    return said[:1].lower() + said[1:]
