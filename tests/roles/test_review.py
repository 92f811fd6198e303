"""Guides come due for review one after the other, nine to twelve months after they were checked."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roles.models import Guide
from roles.models.guide import LEAST_DAYS, SPREAD_DAYS, due_if_before, due_on
from tests.roles.factories import make_guide

DAY = date(2026, 1, 15)


def is_due(guide: Guide) -> bool:
    day = guide.review_due_on
    return day is not None and day <= timezone.localdate()


def test_of_many_that_were_checked_on_one_day_no_two_are_due_on_one_day() -> None:
    due = [due_on(pk, DAY) for pk in range(7, 7 + SPREAD_DAYS)]
    assert len(set(due)) == SPREAD_DAYS
    assert min(due) == DAY + timedelta(days=274)
    assert max(due) == DAY + timedelta(days=365)


def test_sixty_guides_keep_an_editor_busy_evenly() -> None:
    weeks = [(due_on(pk, DAY) - DAY).days // 7 for pk in range(1, 61)]
    assert max(weeks.count(week) for week in set(weeks)) <= 6


@pytest.mark.django_db
def test_the_database_and_the_page_agree_on_the_day() -> None:
    today = timezone.localdate()
    for days in range(LEAST_DAYS - 1, LEAST_DAYS + SPREAD_DAYS, 7):
        make_guide(title=f"Checked {days} days ago", reviewed_on=today - timedelta(days=days))
    due = set(Guide.objects.filter(reviewed_on__lt=due_if_before()))
    assert due == {guide for guide in Guide.objects.all() if is_due(guide)}
    assert 0 < len(due) < Guide.objects.count()


@pytest.mark.django_db
def test_a_guide_that_is_neither_out_nor_checked_is_never_due() -> None:
    assert make_guide(status="draft", published_at=None).review_due_on is None
    published = timezone.now() - timedelta(days=400)
    assert is_due(make_guide(title="Out", published_at=published))
