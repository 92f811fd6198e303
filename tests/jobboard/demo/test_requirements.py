"""What the demo's postings ask of those who apply."""

import statistics
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

import jobboard.demo
from jobboard.content.load import load_pack
from jobboard.demo import market
from jobboard.demo.catalogue import Catalogue
from listings.insights.snapshots import refresh
from listings.models import Demand

pytestmark = pytest.mark.django_db


def test_years_rise_with_the_level_and_some_postings_insist_on_a_degree(content: Catalogue) -> None:
    now: datetime = timezone.now()
    load_pack(Path(jobboard.demo.__file__).parent / "pack", is_demo=True)
    market.load(now, content, quiet=True)
    refresh(now)
    rows = Demand.objects.filter(country="")
    medians = [
        float(statistics.median(years))
        for level in ("entry", "mid", "senior", "lead")
        if (years := [row.years for row in rows.filter(level=level) if row.years is not None])
    ]
    assert medians == sorted(set(medians))
    whole = [row.getting_in.degree for row in rows.filter(level="") if row.degree is not None]
    insisting = sum(share.count for share in whole if share)
    assert 0.03 < insisting / sum(share.n for share in whole if share) < 0.3
