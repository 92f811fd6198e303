"""Small boards of our own wording, in the shape of Ashby's answers."""

import json
from collections.abc import Callable
from typing import Any

from listings.importers.adapter import BoardError
from listings.importers.batches import readers
from listings.importers.sync import BoardOutcome, BoardTask, sync
from listings.importers.vocabulary import load_vocabulary

type Job = dict[str, Any]

TEXT = (
    "<p>We build tide tables for small harbours. You would look after the pipelines that turn "
    "buoy readings into forecasts, talk to harbour masters about what they need, and keep the "
    "whole thing calm on stormy nights. We are nine people and answer our own telephone.</p>"
)


def job(number: int | str = 1, **changes: Any) -> Job:
    """One posting of a board; ``changes`` replace its members, None takes one away."""
    made: Job = {
        "id": f"job-{number}",
        "title": f"Harbour Data Engineer {number}",
        "department": "Forecasts",
        "employmentType": "FullTime",
        "location": "Berlin",
        "address": {"postalAddress": {"addressLocality": "Berlin", "addressCountry": "Germany"}},
        "secondaryLocations": [],
        "isListed": True,
        "isRemote": False,
        "publishedAt": "2026-01-05T09:00:00.000+00:00",
        "jobUrl": f"https://jobs.example.com/tides/{number}",
        "applyUrl": f"https://jobs.example.com/tides/{number}/apply",
        "descriptionHtml": TEXT,
        "shouldDisplayCompensationOnJobPostings": True,
        "compensation": salary(60_000, 80_000),
    }
    made |= changes
    return {name: value for name, value in made.items() if value is not None}


def salary(
    low: object, high: object, currency: object = "EUR", interval: str = "1 YEAR", **more: Any
) -> dict[str, Any]:
    """Ashby's compensation with one salary."""
    part = {
        "compensationType": "Salary",
        "interval": interval,
        "currencyCode": currency,
        "minValue": low,
        "maxValue": high,
    }
    return {"compensationTierSummary": f"{low} to {high}", "summaryComponents": [part]} | more


def answer(*jobs: object) -> bytes:
    return json.dumps({"apiVersion": "1", "jobs": jobs}).encode()


def run(*jobs: object, board: str = "tides", recorded: bool = False) -> BoardOutcome:
    """Sync one board that answers with ``jobs``."""
    return run_answer(lambda: answer(*jobs), board=board, recorded=recorded)


def run_answer(
    body: Callable[[], bytes], *, board: str = "tides", recorded: bool = False
) -> BoardOutcome:
    task = BoardTask("ashby", board, body, is_recorded=recorded)
    with readers(load_vocabulary(), processes=0) as reading:
        return next(iter(sync([task], reading)))


def fail(board: str = "tides") -> BoardOutcome:
    """Sync a board whose server is down."""

    def body() -> bytes:
        raise BoardError("The server answered 503.")

    return run_answer(body, board=board)
