"""A nurses' board in one city: its own content, and postings that go through the real readers."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from jobboard.content.load import load_pack
from jobboard.models import SiteIdentity
from jobboard.site import identity
from listings.importers.batches import readers
from listings.importers.sync import BoardTask, sync
from listings.importers.vocabulary import load_vocabulary
from tests.listings.factories import make_rate
from tests.listings.figures import take_figures
from tests.listings.importers.boards import answer, job, salary

PACK = Path(__file__).parent / "packs" / "nursing"
LEEDS = {"postalAddress": {"addressLocality": "Leeds", "addressCountry": "United Kingdom"}}


@dataclass(frozen=True)
class Vacancy:
    """One posting as its employer wrote it, and what its title means (``role`` "" for none)."""

    board: str
    title: str
    low: float
    high: float
    text: str
    role: str
    level: str


@cache
def vacancies() -> tuple[Vacancy, ...]:
    content = tomllib.loads((PACK.parent / "nursing_postings.toml").read_text(encoding="utf-8"))
    return tuple(
        Vacancy(employer["board"], *posting)
        for employer in content["employer"]
        for posting in employer["postings"]
    )


def make_board(wanted: Iterable[Vacancy]) -> None:
    """Load the pack, say who the board is, read the postings and take the figures."""
    load_pack(PACK)
    SiteIdentity.objects.create(
        name="Ward & Wage", tagline="Nursing jobs in Leeds", country="GB", currency="GBP"
    )
    identity.forget()
    make_rate("GBP", "0.86")
    jobs: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(wanted):
        jobs.setdefault(one.board, []).append(_job(number, one))
    tasks = [_task(board, answer(*some)) for board, some in jobs.items()]
    with readers(load_vocabulary(), processes=0) as reading:
        outcomes = list(sync(tasks, reading))
    assert not [one for one in outcomes if one.error or one.written.problems]
    take_figures()


def make_whole_board() -> None:
    make_board(vacancies())


def _task(board: str, body: bytes) -> BoardTask:
    return BoardTask("ashby", board, lambda: body, is_recorded=True)


def _job(number: int, one: Vacancy) -> dict[str, Any]:
    posted_at = timezone.now() - timedelta(days=1 + number % 20)
    return job(
        number,
        title=one.title,
        department=None,
        location="Leeds",
        address=LEEDS,
        publishedAt=posted_at.isoformat(),
        descriptionHtml=f"<p>{one.text}</p>",
        compensation=salary(one.low, one.high, "GBP", "1 HOUR") if one.high else None,
    )
