"""What reading boards costs, and what finding copies does.

``python -m bench imports FOLDER [EVERY]``, of recorded Ashby boards: reads every so-manieth board
three times: its postings are new; then unchanged, in an answer that is the last one to the byte;
then unchanged again, but compared one by one, as beside a changed one. As many others are read
before, by which most expressions are compiled. In one process, on a board of its own
(``JOBBOARD_VAR``) that has no other boards; prints processor time, program and database, for each
posting.

``python -m bench copies KNOWN NEW`` fills a database with ``KNOWN`` postings in titles of ten, half
of them variants of one text, whose sketches are made first; then ``NEW`` postings come, one a
title, and meet them as a sync has them meet. On a board of its own: whatever postings and companies
it had go.
"""

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from django.db import connection, transaction

from bench.pages import processor_time
from bench.postings import copy_rows, insertion, usual_posting
from listings.importers.batches import readers
from listings.importers.duplicates import join_duplicates
from listings.importers.sync import recorded_tasks, sync
from listings.importers.vocabulary import load_vocabulary
from listings.models import Company, Listing, Source

COMPARED = "unchanged, compared one by one"


def main(folder: str, every: str = "8") -> None:
    boards, step = recorded_tasks(Path(folder), "ashby"), int(every)
    others, tasks = boards[step // 2 :: step], boards[::step]
    with readers(load_vocabulary(), 0) as here:
        tables = _measured(lambda: list(sync(others, here)))[0]
        for what in ("new", "unchanged", COMPARED):
            if what == COMPARED:
                Source.objects.update(answer_hash="")
            spent, outcomes = _measured(lambda: list(sync(tasks, here)))
            postings = sum(one.written.new + one.written.unchanged for one in outcomes)
            program, database = (1_000 * seconds / postings for seconds in spent)
            print(f"{what}: {program:.2f} + {database:.2f} ms a posting, of {postings} postings")
    print(f"before, {len(others)} boards with the tables of places and words: {tables[0]:.1f} s")


def _measured[T](work: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Seconds of the processor that the program and the database took, and the result."""
    before = time.process_time(), _of_database()
    result = work()
    return (time.process_time() - before[0], _of_database() - before[1]), result


def _of_database() -> float:
    """Seconds of the processor that the database's part of this connection has taken."""
    connection.ensure_connection()
    return processor_time([connection.connection.info.backend_pid]) / 1_000


A_TITLE = 10
WORDS = 300
VOCABULARY = 5_000
COMPANIES = 200
TITLES_AT_ONCE = 100
VARIED = 0.01  # of the words of a variant

type Row = tuple[int, int, str, str]
"""Number, company, title, text."""

OWN = {
    "id": "m.id",
    "company_id": "m.company",
    "title": "m.title",
    "slug": "'posting'",
    "normalized_title": "m.title",
    "text_hash": "md5(m.text)",
    "description_html": "m.text",
    "status": "'published'",
    "posted_at": "now() - interval '1 day'",
    "first_seen_at": "now() - interval '1 day'",
}


def postings(titles: int, known: int, new: int) -> tuple[Iterator[Row], Iterator[Row]]:
    """Known postings, and new ones; those of a title are of one text, or vary it a little."""
    pick = np.random.default_rng(28)
    words = np.array([f"{chr(97 + at % 26)}word{at}" for at in range(VOCABULARY)])

    def row(number: int, title: int, *, is_new: bool) -> Row:
        text = np.random.default_rng(title).integers(0, VOCABULARY, WORDS)
        if is_new or number % 2:
            where = pick.random(WORDS) < VARIED
            text = np.where(where, pick.integers(0, VOCABULARY, WORDS), text)
        company = title % COMPANIES + 1
        return number + 1, company, f"title {title}", f"<p>{' '.join(words[text])}</p>"

    return (
        (row(at, at % titles, is_new=False) for at in range(known)),
        (row(known + at, at % titles, is_new=True) for at in range(new)),
    )


def fill(rows: Iterable[Row], *, is_first: bool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        if is_first:
            cursor.execute("TRUNCATE listings_company CASCADE")
            firms = range(1, COMPANIES + 1)
            Company.objects.bulk_create(
                Company(pk=at, slug=f"firm-{at}", name=f"Firm {at}", sort_name=f"firm {at}")
                for at in firms
            )
        usual_posting(cursor)
        cursor.execute(
            "CREATE TEMP TABLE bench_posting (id bigint, company bigint, title text, text text)"
            " ON COMMIT DROP"
        )
        copy_rows(cursor, "bench_posting", rows)
        cursor.execute(insertion(OWN))
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('listings_listing', 'id'), max(id))"
            " FROM listings_listing"
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")


def join(titles: int) -> None:
    """Find the clusters of all titles, company by company, some titles at once as boards bring."""
    for company in range(1, COMPANIES + 1):
        own = [f"title {at}" for at in range(company - 1, titles, COMPANIES)]
        for start in range(0, len(own), TITLES_AT_ONCE):
            join_duplicates(company, own[start : start + TITLES_AT_ONCE])


def _print_cost(name: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    (own, database), _ = _measured(work)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {own:.1f} + {database:.1f} s of processor time"
        f" (program + database), {time.monotonic() - began:.0f} s by the clock, {most} MB at most",
        flush=True,
    )


def copies(number_known: str, number_new: str) -> None:
    known, new = int(number_known), int(number_new)
    titles = known // A_TITLE
    first, later = postings(titles, known, new)
    fill(first, is_first=True)
    _print_cost(f"{known:,} known, their sketches made", lambda: join(titles))
    fill(later, is_first=False)
    _print_cost(f"{new:,} new against {known:,} known", lambda: join(min(titles, new)))
    heads = Listing.objects.filter(duplicate_of__isnull=True).count()
    print(f"{known + new:,} postings are {heads:,} openings")
