"""A new board begins with laws on pay transparency; one that runs keeps its own."""

import pytest
from django.core.management import call_command

from listings.employers.checks import FILE, rules_of
from listings.models import PayTransparencyRule

pytestmark = pytest.mark.django_db


def test_a_new_board_has_the_laws_of_the_file() -> None:
    laws = PayTransparencyRule.objects.values_list("law", flat=True)
    assert sorted(laws) == sorted(rule["law"] for rule in rules_of(FILE))


def test_each_of_them_is_whole() -> None:
    for rule in PayTransparencyRule.objects.all():
        rule.full_clean()


def test_a_law_that_editors_deleted_stays_away_when_the_board_is_upgraded() -> None:
    PayTransparencyRule.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert not PayTransparencyRule.objects.exists()
