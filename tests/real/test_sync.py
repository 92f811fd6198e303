"""The recorded boards into rows: each of them once, and nothing the second time."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from listings.models import Listing, Source, SourceRecord
from tests.database import made_once
from tests.jobboard.demo.conftest import load_demo_pack
from tests.real.recorded import IS_ALL, files, needs_boards

pytestmark = [pytest.mark.django_db, needs_boards, pytest.mark.slow]

UNTOUCHED = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_name <> 'listings_source'
"""


def sync(folder: Path) -> str:
    out = StringIO()
    call_command("sync", "--from-files", str(folder), "--system", "ashby", stdout=out)
    return out.getvalue()


def versions() -> dict[str, list[Any]]:
    """Where every row lies and who wrote it: a rewritten row shows, even with the same content."""
    with connection.cursor() as cursor:
        cursor.execute(UNTOUCHED)
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(
                f'SELECT ctid::text, xmin::text, cmin::text FROM "{table}" ORDER BY ctid'
            )
            rows[table] = cursor.fetchall()
    return rows


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    """A folder with the answers of some boards, or of all."""
    for file in files(every=8):
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


def test_the_recorded_boards_load_and_a_second_run_changes_no_row(boards: Path) -> None:
    made_once(load_demo_pack)
    recorded, least = len(list(boards.iterdir())), 5_000 if IS_ALL else 600
    assert " 0 skipped" in sync(boards)
    assert Source.objects.count() > recorded * 0.95
    assert SourceRecord.objects.count() > least
    assert SourceRecord.objects.count() > Listing.objects.count() > least * 0.9
    assert Listing.objects.live().count() == Listing.objects.count()
    _look_at_the_facts()
    before = versions()
    assert " 0 new, 0 changed, " in sync(boards)
    assert versions() == before


def _look_at_the_facts() -> None:
    listings = Listing.objects.all()
    total = listings.count()
    assert listings.exclude(pay_currency="").count() > total * 0.3
    assert listings.filter(pay_quarantined_at__isnull=False).count() < total * 0.005
    assert listings.filter(listing_places__isnull=False).distinct().count() > total * 0.85
    assert listings.exclude(workplaces=[]).count() > total * 0.85
    assert listings.filter(duplicate_of__isnull=False).count() > total * 0.02
    assert listings.filter(is_open_application=True).count() < total * 0.03
    assert not listings.filter(description_html__contains="<script").exists()
