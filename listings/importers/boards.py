"""Boards as rows: found or made, locked while they are read, marked, and told of when silent.

Administrators are told of a board that was not read well for long before its postings leave the
lists.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from urllib.parse import unquote

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timesince import timesince, timeuntil

from jobboard import mail
from jobboard.locks import lock
from jobboard.worker.timetable import tell_administrators
from listings.models import Company, Source
from listings.models.prepared import Prepared, run
from listings.models.source import VERIFIED_FOR
from listings.reading.company_names import presentable
from listings.reading.descriptions import one_line
from listings.reading.words import fold


def company_name(board: str) -> str:
    """The name that a board's address gives: "Iodine%20Software" is "Iodine Software"."""
    return presentable(one_line(unquote(board))[:200] or board[:200])


def find_source(system: str, board: str) -> Source | None:
    return next(iter(_sources(system, board)), None)


_sources = Prepared(
    lambda system, board: Source.objects.select_related("company").filter(
        system=system, board=board
    )
)


@transaction.atomic
def make_source(system: str, board: str, *, is_recorded: bool) -> Source:
    """Add a board and, unless another board's company bears the name already, its company."""
    name = company_name(board)
    company = _same_company(name) or Company(name=name)
    if company.pk is None:
        company.save()
    return Source.objects.create(
        system=system, board=board, company=company, is_recorded=is_recorded
    )


def _same_company(name: str) -> Company | None:
    known = Company.objects.filter(sort_name=fold(name), is_demo=False, sources__isnull=False)
    return known.order_by("pk").first()


def mark_tried(source: Source, *, at: datetime) -> None:
    """Note that a board is asked now, so that one that ends the run comes last in the next."""
    run(
        "UPDATE listings_source SET last_attempt_at = %s WHERE id = %s RETURNING id",
        [at, source.pk],
    )


def mark_failed(source: Source, error: str, *, at: datetime) -> None:
    """Note a failed sync. ``last_good_at`` and every posting stay as they are."""
    Source.objects.filter(pk=source.pk).update(last_attempt_at=at, last_error=error, asked_at=None)


def mark_good(
    source: Source,
    *,
    at: datetime,
    is_recorded: bool,
    outcome: str,
    answer_hash: str = "",
    postings: int = 0,
    withheld: frozenset[str] = frozenset(),
) -> None:
    """Note a good sync: the one write of a board on which nothing has changed.

    ``postings`` records stand for the answer of this hash, withheld ones apart; without a hash the
    next answer is compared posting by posting.
    """
    answer = [answer_hash, postings]
    run(_GOOD, [at, at, outcome[:300], is_recorded, sorted(withheld), *answer, source.pk])


_GOOD = """
UPDATE listings_source
SET last_attempt_at = %s, last_good_at = %s, last_error = '', last_outcome = %s, asked_at = NULL,
    is_recorded = %s, withheld_external_ids = %s::varchar[],
    answer_hash = %s, answer_postings = %s
WHERE id = %s RETURNING id
"""


def board_lock(system: str, board: str) -> AbstractContextManager[bool]:
    """Hold a board for this connection; False where another run holds it."""
    return lock(lock_name(system, board))


def lock_name(system: str, board: str) -> str:
    return f"board {system}:{board}"


SILENT, BACK = "boards-silent", "boards-read-again"


@transaction.atomic
def tell_of_silence(now: datetime) -> str:
    """Tell administrators of each board that fell silent, once, and once more when it is back."""
    if not mail.is_open():
        return "Mail is not set up."
    told = Source.objects.select_for_update(of=("self",)).select_related("company")
    new = list(silent(told, now).filter(told_at=None))
    back = list(told.filter(told_at__isnull=False, last_good_at__gt=F("told_at")))
    _tell(SILENT, [_said(source, now) for source in new], new, now)
    _tell(BACK, [f"{source} ({source.company})" for source in back], back, now)
    Source.objects.filter(pk__in=[one.pk for one in new]).update(told_at=now)
    Source.objects.filter(pk__in=[one.pk for one in back]).update(told_at=None)
    return f"{len(new)} fell silent, {len(back)} are read again"


def silent(sources: QuerySet[Source], now: datetime) -> QuerySet[Source]:
    """Return the boards that should have been read well and were not for the time of a setting."""
    before = now - timedelta(hours=settings.BOARD_SILENT_HOURS)
    return sources.filter(is_enabled=True, is_recorded=False, last_good_at__lte=before)


def _said(source: Source, now: datetime) -> str:
    good_at = source.last_good_at or now
    leaves = good_at + VERIFIED_FOR
    when = f"leave the lists in {timeuntil(leaves, now)}" if leaves > now else "have left the lists"
    why = source.last_error or "No sync has come to it."
    since = timesince(good_at, now)
    return f"{source} ({source.company}), not read for {since}: {why} Its postings {when}."


def _tell(kind: str, lines: list[str], sources: Sequence[Source], now: datetime) -> None:
    which = f"{sources[0].pk}:{len(sources)}:{now.isoformat()}" if sources else ""
    page = "admin:listings_source_changelist"
    tell_administrators(kind, lines, page=page, which=which, now=now)
