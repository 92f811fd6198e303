"""Boards as rows: found or made, locked while they are read, marked when it went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from urllib.parse import unquote

from django.db import connection, transaction

from listings.models import Company, Source
from listings.reading.descriptions import one_line
from listings.reading.words import fold


def company_name(board: str) -> str:
    """The name that a board's address gives: "Iodine%20Software" is "Iodine Software"."""
    return one_line(unquote(board))[:200] or board[:200]


def find_source(system: str, board: str) -> Source | None:
    return Source.objects.select_related("company").filter(system=system, board=board).first()


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
    Source.objects.filter(pk=source.pk).update(last_attempt_at=at)


def mark_failed(source: Source, error: str, *, at: datetime) -> None:
    """Note a failed sync. ``last_good_at`` and every posting stay as they are."""
    Source.objects.filter(pk=source.pk).update(last_attempt_at=at, last_error=error, asked_at=None)


def mark_good(
    source: Source, *, at: datetime, is_recorded: bool, withheld: frozenset[str], outcome: str
) -> None:
    """Note a good sync: the one write of a board on which nothing has changed."""
    Source.objects.filter(pk=source.pk).update(
        last_attempt_at=at,
        last_good_at=at,
        last_error="",
        last_outcome=outcome[:300],
        asked_at=None,
        is_recorded=is_recorded,
        held_external_ids=sorted(withheld),
    )


def lock_key(system: str, board: str) -> int:
    """The number that PostgreSQL knows a board's lock by."""
    digest = sha256(f"{system}:{board}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@contextmanager
def board_lock(system: str, board: str) -> Iterator[bool]:
    """Hold a board for this connection; False where another run holds it."""
    key = lock_key(system, board)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
