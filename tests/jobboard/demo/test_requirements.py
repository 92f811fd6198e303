"""What the demo's postings ask of those who apply."""

from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

import jobboard.demo
from jobboard.demo import market
from jobboard.demo.stock import Stock
from jobboard.packs.load import load_pack
from listings.models import Listing

pytestmark = pytest.mark.django_db


def test_years_rise_with_the_level_and_some_postings_insist_on_a_degree(content: Stock) -> None:
    now: datetime = timezone.now()
    load_pack(Path(jobboard.demo.__file__).parent / "pack", is_demo=True)
    market.load(now, content, quiet=True)
    medians = []
    for level in ("entry", "mid", "senior", "lead"):
        found = Listing.objects.filter(level=level).getting_in().years
        assert found is not None
        medians.append(found.median)
    assert medians == sorted(set(medians))
    degree = Listing.objects.all().getting_in().degree
    assert degree is not None
    assert 0.03 < degree.share < 0.3
