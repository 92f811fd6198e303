"""The commands that people and timers call."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jobboard.locks import lock_apart
from listings.importers.boards import lock_name
from listings.models import EventKind, Listing, ListingEvent, Skill, Source
from roles.models import Role
from tests.listings.importers.boards import answer, job, run

pytestmark = pytest.mark.django_db


def call(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    boards = tmp_path / "ashby"
    boards.mkdir()
    (boards / "North%20Pier.json").write_bytes(answer(job(1), job(2)))
    (boards / "tides.json").write_bytes(answer(job(3), job(4, title=None)))
    return boards


def test_recorded_boards_are_read_from_a_folder_named_after_the_system(folder: Path) -> None:
    said = call("sync", "--from-files", folder)
    assert sorted(Source.objects.values_list("board", flat=True)) == ["North Pier", "tides"]
    assert Source.objects.filter(is_recorded=True).count() == 2
    assert "Boards: 2 read, 0 left out, 0 failed." in said
    assert "3 new, 0 changed, 0 unchanged, 1 skipped" in said
    assert "ashby:tides job-4: title: missing." in said


@pytest.mark.slow
def test_children_read_as_this_process_does(folder: Path) -> None:
    call("sync", "--from-files", folder, "--processes", 1)
    assert Listing.objects.count() == 3


def test_another_folder_says_which_system(folder: Path) -> None:
    other = folder.rename(folder.parent / "recorded")
    with pytest.raises(CommandError, match="--system"):
        call("sync", "--from-files", other)
    call("sync", "--from-files", other, "--system", "ashby")
    assert Listing.objects.count() == 3


def test_a_failed_board_makes_the_exit_code_1_and_the_rest_goes_in(folder: Path) -> None:
    (folder / "broken.json").write_text("<html>")
    with pytest.raises(CommandError, match="1 board") as failure:
        call("sync", "--from-files", folder)
    assert failure.value.returncode == 1
    assert Listing.objects.count() == 3


@pytest.mark.parametrize("name", ["tides", "nosuch:tides", "ashby:", "ashby:\x07"])
def test_what_names_no_board_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="no board"):
        call("sync", name)


def test_without_arguments_only_live_boards_are_asked() -> None:
    run(job(1), recorded=True)
    assert "Boards: 0 read, 0 left out, 0 failed." in call("sync")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_board_that_another_run_reads_is_left_out(folder: Path) -> None:
    with lock_apart(lock_name("ashby", "tides")):
        said = call("sync", "--from-files", folder)
    assert "ashby:tides: left out (being read by another run)" in said
    assert Listing.objects.count() == 2
    assert "1 new" in call("sync", "--from-files", folder)


@pytest.mark.slow
def test_kept_answers_are_read_again_with_new_words() -> None:
    run(job(1))
    good_at = Source.objects.get().last_good_at
    role = Role.objects.create(name="Harbour Data Engineer", slug="harbour-data-engineer")
    Skill.objects.create(name="Forecasts")
    call("reread", "--processes", 0)
    listing = Listing.objects.get()
    assert list(listing.roles.all()) == [role]
    assert [skill.slug for skill in listing.skills.all()] == ["forecasts"]
    assert Source.objects.get().last_good_at == good_at
    event = ListingEvent.objects.exclude(kind=EventKind.FIRST_SEEN).get()
    assert (event.kind, event.fields) == (EventKind.REREAD, ["roles", "skills"])
    assert (event.before, event.after) == ("", "Forecasts, Harbour Data Engineer")
    assert event.reason == "the board’s words or readers have changed"
    assert run(job(1)).written.unchanged == 1


def test_reading_again_tells_what_the_public_sees_changed() -> None:
    run(job(1))
    Listing.objects.update(department="Misread")
    call("reread", "--source", "ashby:tides", "--processes", 0)
    event = ListingEvent.objects.get(kind=EventKind.REREAD)
    assert event.fields == ["department"]


def test_reading_an_unknown_board_again_is_refused() -> None:
    with pytest.raises(CommandError, match="ashby:nowhere"):
        call("reread", "--source", "ashby:nowhere")


def test_a_recorded_answer_in_other_order_is_the_same(folder: Path) -> None:
    call("sync", "--from-files", folder)
    path = folder / "tides.json"
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True, indent=2))
    assert "0 new, 0 changed, 4 unchanged" in call("sync", "--from-files", folder)


def test_words_that_may_be_missing_skills_are_listed() -> None:
    run(job(1, descriptionHtml="<p>You know Quaybase and Forecasts.</p>"))
    Skill.objects.create(name="Forecasts")
    said = call("unknown_skills", "--postings", 1, "--employers", 1)
    assert "Quaybase" in said
    assert "Forecasts  " not in said
    assert "You know Quaybase" in said
    assert "1 words" in said
