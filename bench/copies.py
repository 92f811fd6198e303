"""What finding copies costs: ``python -m bench.copies KNOWN NEW``.

Fills a database with ``KNOWN`` postings in titles of ten, half of them variants of one text, whose
sketches are made first; then ``NEW`` postings come, one a title, and meet them as a sync has them
meet. On a board of its own (``JOBBOARD_VAR``): whatever postings and companies it had go.
"""

import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
import numpy as np

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
    from django.db import connection, transaction

    from bench.postings import copy_rows, insertion, usual_posting
    from listings.models import Company

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
    from listings.importers.duplicates import join_duplicates

    for company in range(1, COMPANIES + 1):
        own = [f"title {at}" for at in range(company - 1, titles, COMPANIES)]
        for start in range(0, len(own), TITLES_AT_ONCE):
            join_duplicates(company, own[start : start + TITLES_AT_ONCE])


def measured(name: str, call: Any) -> None:
    from django.db import connection

    def backend() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text("ascii")
        ticks = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    database, own, began = backend(), time.process_time(), time.monotonic()
    call()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {time.process_time() - own:.1f} + {backend() - database:.1f} s of processor time"
        f" (program + database), {time.monotonic() - began:.0f} s by the clock, {most} MB at most",
        flush=True,
    )


def run(known: int, new: int) -> None:
    from listings.models import Listing

    titles = known // A_TITLE
    first, later = postings(titles, known, new)
    fill(first, is_first=True)
    measured(f"{known:,} known, their sketches made", lambda: join(titles))
    fill(later, is_first=False)
    measured(f"{new:,} new against {known:,} known", lambda: join(min(titles, new)))
    heads = Listing.objects.filter(duplicate_of__isnull=True).count()
    print(f"{known + new:,} postings are {heads:,} openings")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    run(int(sys.argv[1]), int(sys.argv[2]))
