"""Whatever changes the market's postings ends with the figures of the new state."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobboard.demo import market
from jobboard.demo.catalogue import catalogue
from jobboard.management.commands.prepare import Command as Prepare
from listings.insights.statistics.pay_cells import METHOD_VERSION
from listings.insights.statistics.snapshots import refresh
from listings.models import Listing, Statistic
from roles.models import Role, RoleAlias
from tests.listings.factories import make_listing, make_role, yearly
from tests.listings.importers.boards import answer, job, run

pytestmark = pytest.mark.django_db


def call(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def role() -> Role:
    made = make_role("Harbour Keeper")
    RoleAlias.objects.create(role=made, phrase="harbour data engineer")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    boards = tmp_path / "ashby"
    boards.mkdir()
    (boards / "tides.json").write_bytes(answer(job(1), job(2)))
    return boards


@pytest.fixture
def _small_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo market with a tenth of its catalogue, its notes in a folder of this test."""
    full = catalogue()
    arrivals = {"a_week": [1, 1, 1, 1, 1, 0, 0], "history_share": 0.3}
    small = replace(full, shapes={**full.shapes, "arrivals": arrivals})
    monkeypatch.setattr(market, "catalogue", lambda: small)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    moment = timezone.now()  # or the market moves on while a slow machine fills it
    monkeypatch.setattr(timezone, "now", lambda: moment)


def total(role: Role) -> int:
    """Postings in the role's cell of everywhere and all levels, as the pages read them."""
    rows = Statistic.objects.latest_snapshots().filter(role=role, country="", level="")
    return sum(rows.values_list("total", flat=True))


def test_a_sync_that_changed_something_takes_the_figures(role: Role, folder: Path) -> None:
    assert "Statistics: " in call("sync", "--from-files", folder)
    assert total(role) == 2


def test_a_sync_that_changed_nothing_takes_none(role: Role, folder: Path) -> None:
    call("sync", "--from-files", folder)
    assert "Statistics: " not in call("sync", "--from-files", folder)


def test_a_board_that_failed_keeps_no_other_from_its_figures(role: Role, folder: Path) -> None:
    (folder / "broken.json").write_text("<html>")
    with pytest.raises(CommandError, match="1 board"):
        call("sync", "--from-files", folder)
    assert total(role) == 2


def test_rereading_with_a_new_role_takes_its_figures() -> None:
    run(job(1), job(2))
    assert not Statistic.objects.exists()
    role = make_role("Harbour Keeper")
    RoleAlias.objects.create(role=role, phrase="harbour data engineer")
    assert "Statistics: " in call("reread", "--processes", 0)
    assert total(role) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("_small_demo")
def test_the_demo_has_figures_from_its_first_minute_and_leaves_none_behind() -> None:
    assert "Statistics: " in call("demo", "load")
    assert Statistic.objects.latest_snapshots().filter(is_demo=True).exists()
    assert "Statistics: " not in call("demo", "refresh")
    assert "Statistics: " in call("demo", "remove")
    assert not Statistic.objects.latest_snapshots().filter(total__gt=0).exists()
    assert "Statistics: " not in call("demo", "remove")


def prepare() -> str:
    out = StringIO()
    Prepare(stdout=out).figures()
    return out.getvalue()


def test_a_load_that_was_broken_off_gets_its_figures_at_the_next_start(role: Role) -> None:
    make_listing(roles=(role,))
    assert "Statistics: " in prepare()
    assert prepare() == ""


def test_figures_of_an_older_method_are_taken_again(role: Role) -> None:
    make_listing(roles=(role,))
    prepare()
    Statistic.objects.all().delete()
    make_older_figure(role)
    assert "Statistics: " in prepare()


def make_older_figure(role: Role) -> None:
    today = timezone.localdate()
    Statistic.objects.create(
        role=role,
        withheld="few-postings",
        window_from=today,
        window_to=today,
        method_version=METHOD_VERSION - 1,
        taken_at=timezone.now(),
    )


def test_a_board_without_postings_has_no_figures_to_take() -> None:
    assert prepare() == ""


@pytest.mark.slow
def test_the_planner_counts_after_a_large_load_and_not_after_a_small_one() -> None:
    make_listing()
    assert Listing.objects.analyze_if_grown(51)
    assert not Listing.objects.analyze_if_grown(1)


@pytest.mark.slow
def test_several_processes_find_the_same_as_one(role: Role) -> None:
    pilot = make_role("Pilot")
    for number in range(12):
        roles = (role, pilot) if number % 2 else (role,)
        make_listing(roles=roles, pay=yearly(50_000, 60_000))
    assert sum(found.appended for found in refresh(processes=1)) > 0
    assert [found.appended for found in refresh(processes=0)] == [0, 0, 0, 0]
