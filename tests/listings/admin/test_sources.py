"""A source in the admin: only known systems and boards that exist, tried out, read, and told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobboard.models import OutgoingMail, TimetableEntry
from jobboard.worker import coordination
from listings.importers import systems
from listings.importers.adapter import ADAPTERS
from listings.importers.boards import BACK, SILENT, tell_of_silence
from listings.importers.running import BoardsFailedError, read_enabled
from listings.importers.systems import ashby
from listings.models import Company, Listing, Source
from tests.admin_pages import as_typed
from tests.jobboard.outgoing.servers import SLOW, serving
from tests.listings.importers.boards import answer, job
from tests.staff import SignIn

pytestmark = pytest.mark.django_db


class Boards:
    """A server of boards: what each of them says, by its name."""

    def __init__(self) -> None:
        self.said: dict[str, bytes] = {}

    def says(self, board: str, *jobs: object) -> None:
        self.said[board] = self.reply(200, answer(*jobs))

    @staticmethod
    def reply(status: int, body: bytes = b"") -> bytes:
        return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def boards(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Boards]:
    made = Boards()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            board = self.path.partition("?")[0].rpartition("/")[2]
            self.wfile.write(made.said.get(board, made.reply(404)))

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.OUTGOING = replace(settings.OUTGOING, networks=(ip_network("127.0.0.0/8"),))
    monkeypatch.setattr(ashby, "HOST", f"http://127.0.0.1:{server.server_port}")
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def add(client: Client, **typed: Any) -> Any:
    url = reverse("admin:listings_source_add")
    company = Company.objects.first() or Company.objects.create(name="Tarn")
    values = {"system": "ashby", "board": "tarn", "company": company.pk, "is_enabled": "on"}
    return client.post(url, {**as_typed(client, url), **values, **typed}, follow=True)


def press(client: Client, source: Source, action: str) -> str:
    url = reverse("admin:listings_source_change", args=[source.pk])
    page = client.get(url)
    name = page.context["action_form"]["action"].html_name
    values = {**as_typed(client, url), name: action, "_selected_action": source.pk}
    return client.post(url, values, follow=True).text.replace("&#x27;", "'")


def test_every_file_of_systems_is_an_adapter_that_can_be_chosen() -> None:
    files = {path.stem for path in Path(systems.__file__).parent.glob("[a-z]*.py")}
    assert set(ADAPTERS) == files


class TestAdding:
    def test_a_board_that_is_there_is_added_and_says_what_it_has(
        self, administrator: Client, boards: Boards
    ) -> None:
        boards.says("tarn", job(1), job(2))
        page = add(administrator, board=" tarn ")
        assert Source.objects.get().board == "tarn"
        assert "answers with 2 postings" in page.text
        assert "Harbour Data Engineer 1; Harbour Data Engineer 2" in page.text
        assert not Listing.objects.exists()

    def test_one_that_the_system_does_not_have_is_refused(
        self, administrator: Client, boards: Boards
    ) -> None:
        assert "Ashby has no board named “tarn”" in add(administrator).text
        assert not Source.objects.exists()

    @pytest.mark.first(3)
    @pytest.mark.parametrize("system", ["Lever", "ASHBY", "", "greenhouse", "<b>"])
    def test_a_system_that_nobody_knows_is_no_choice(
        self, administrator: Client, boards: Boards, system: str
    ) -> None:
        boards.says("tarn", job(1))
        add(administrator, system=system)
        assert not Source.objects.exists()

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        "board",
        [
            "",
            " ",
            "https://jobs.ashbyhq.com/tarn",
            "tarn/..",
            "../x",
            "tarn?x=1",
            "tarn#x",
            "a\tb",
            "a\u202eb",
            "x" * 201,
            "%2e%2e",
        ],
    )
    def test_what_cannot_be_a_boards_name_is_refused_before_anybody_is_asked(
        self, administrator: Client, boards: Boards, board: str
    ) -> None:
        add(administrator, board=board)
        assert not Source.objects.exists()

    def test_a_server_that_is_away_stops_nobody_but_is_told(
        self, administrator: Client, boards: Boards
    ) -> None:
        boards.said["tarn"] = boards.reply(503)
        assert "The server answered 503." in add(administrator).text
        assert Source.objects.get().is_enabled

    @pytest.mark.slow
    def test_a_server_that_drips_is_given_up_in_time(
        self, administrator: Client, settings: Any, boards: Boards, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.OUTGOING = replace(settings.OUTGOING, try_seconds=1)
        with serving(SLOW["drips its headers"]) as server:
            monkeypatch.setattr(ashby, "HOST", f"http://{server}")
            assert "took longer than 1 s" in add(administrator).text


class TestAnOlderRow:
    @pytest.fixture
    def odd(self, company: Company) -> Source:
        return Source.objects.create(
            system="Lever", board="tarn", company=company, is_enabled=False
        )

    def test_an_unknown_system_is_named(self, moderator: Client, odd: Source) -> None:
        for url in (
            reverse("admin:listings_source_changelist"),
            reverse("admin:listings_source_change", args=[odd.pk]),
        ):
            assert "“Lever” is no system that this board knows" in moderator.get(url).text

    def test_it_cannot_be_switched_on(self, moderator: Client, odd: Source) -> None:
        url = reverse("admin:listings_source_change", args=[odd.pk])
        page = moderator.post(url, as_typed(moderator, url, is_enabled="on"))
        assert "knows no system “Lever”" in page.text
        lists = reverse("admin:listings_source_changelist")
        moderator.post(lists, {"action": "enable", "_selected_action": [odd.pk]})
        odd.refresh_from_db()
        assert not odd.is_enabled

    def test_it_stops_no_other_even_where_it_is_on(
        self, odd: Source, company: Company, boards: Boards
    ) -> None:
        Source.objects.update(is_enabled=True)
        Source.objects.create(system="ashby", board="good", company=company)
        boards.says("good", job(1))
        assert read_enabled().startswith("1 boards read, 1 failed")
        odd.refresh_from_db()
        assert odd.last_error.startswith("“Lever” is no system that this board can read")
        assert Listing.objects.live().count() == 1


class TestTrying:
    def test_it_tells_what_the_board_has_and_writes_nothing(
        self, moderator: Client, source: Source, boards: Boards
    ) -> None:
        boards.says("tarn", job(1), job(2, title=None), *(job(n) for n in range(3, 10)))
        before = Source.objects.values().get()
        said = press(moderator, source, "test")
        assert "The board ashby:tarn answers with 9 postings." in said
        assert "The first: Harbour Data Engineer 1; Harbour Data Engineer 3;" in said
        assert "Of the first 5, 1 cannot be read." in said
        assert not Listing.objects.exists()
        assert Source.objects.values().get() == before

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Boards.reply(500), "The server answered 500."),
            (Boards.reply(404), "There is no such board (404)."),
            (Boards.reply(200, b"<html>"), "The answer is not JSON"),
            (Boards.reply(200, b'{"jobs": ' + b"[" * 100_000), "The answer is nested too deeply."),
            (Boards.reply(200, b"[]"), "The answer holds no list of postings."),
        ],
    )
    def test_what_went_wrong_is_told_in_plain_words(
        self, moderator: Client, source: Source, boards: Boards, reply: bytes, told: str
    ) -> None:
        boards.said["tarn"] = reply
        assert told in press(moderator, source, "test")

    def test_an_editor_has_no_such_buttons(self, sign_in: SignIn, source: Source) -> None:
        url = reverse("admin:listings_source_change", args=[source.pk])
        assert sign_in("editor").get(url).status_code == 403


class TestReadingNow:
    @pytest.fixture(autouse=True)
    def _statistics(self) -> None:
        later = timezone.now() + timedelta(hours=9)
        TimetableEntry.objects.create(name="statistics", next_run_at=later)

    def read(self) -> None:
        coordination.new_worker("w").run()

    @pytest.mark.django_db(transaction=True)
    def test_the_worker_reads_it_and_its_page_says_how_it_went(
        self, moderator: Client, source: Source, boards: Boards
    ) -> None:
        boards.says("tarn", job(1), job(2))
        assert "being read: asked for" in press(moderator, source, "read_now")
        assert not Listing.objects.exists()
        self.read()
        url = reverse("admin:listings_source_change", args=[source.pk])
        text = moderator.get(url).text
        assert "Postings: 2 new." in text
        assert "being read" not in text
        assert Listing.objects.live().count() == 2
        assert TimetableEntry.objects.get().next_run_at <= timezone.now()

    @pytest.mark.slow
    @pytest.mark.django_db(transaction=True)
    def test_a_failure_is_shown_with_its_reason(
        self, moderator: Client, source: Source, boards: Boards
    ) -> None:
        press(moderator, source, "read_now")
        self.read()
        url = reverse("admin:listings_source_change", args=[source.pk])
        text = moderator.get(url).text
        assert "failed: There is no such board (404)." in text
        assert "being read" not in text

    def test_only_what_a_sync_would_ask(self, moderator: Client, source: Source) -> None:
        for state in ({"is_enabled": False}, {"is_recorded": True}):
            Source.objects.update(**{"is_enabled": True, "is_recorded": False, **state})
            url = reverse("admin:listings_source_changelist")
            moderator.post(url, {"action": "read_now", "_selected_action": [source.pk]})
        assert not DBTaskResult.objects.exists()


class TestTheClock:
    def test_one_board_that_fails_is_no_failure_of_all(
        self, source: Source, company: Company, boards: Boards
    ) -> None:
        Source.objects.create(system="ashby", board="good", company=company)
        boards.says("good", job(1))
        said = read_enabled()
        assert said == "1 boards read, 1 failed; postings: 1 new, 0 changed, 0 unchanged, 0 skipped"

    def test_all_that_fail_are(self, source: Source, company: Company, boards: Boards) -> None:
        Source.objects.create(system="ashby", board="other", company=company)
        with pytest.raises(BoardsFailedError, match="All 2 boards failed; ashby:tarn: There is"):
            read_enabled()

    def test_a_board_without_postings_is_read_well(self, source: Source, boards: Boards) -> None:
        boards.says("tarn")
        read_enabled()
        source.refresh_from_db()
        assert source.last_good_at
        assert source.last_outcome == "The board lists no postings."


class TestSilence:
    @pytest.fixture(autouse=True)
    def _an_administrator(self, administrator: Client) -> None:
        """Who is told."""

    def told(self, kind: str) -> list[str]:
        return list(OutgoingMail.objects.filter(kind=kind).values_list("text", flat=True))

    def read_ago(self, **ago: float) -> None:
        Source.objects.update(last_good_at=timezone.now() - timedelta(**ago))

    def test_administrators_are_told_once_before_postings_leave_the_lists(
        self, source: Source
    ) -> None:
        Source.objects.update(last_error="The server answered 503.")
        self.read_ago(hours=47)
        tell_of_silence(timezone.now())
        assert self.told(SILENT) == []
        self.read_ago(hours=49)
        for _ in range(3):
            tell_of_silence(timezone.now())
        (text,) = self.told(SILENT)
        said = " ".join(text.replace("\xa0", " ").split())
        assert (
            "ashby:tarn (Tarn & Co), not read for 2 days, 1 hour: The server answered 503." in said
        )
        assert "Its postings leave the lists in 22 hours, 59 minutes." in said

    def test_and_again_when_it_is_read(self, source: Source) -> None:
        self.read_ago(hours=49)
        tell_of_silence(timezone.now())
        Source.objects.update(last_good_at=timezone.now())
        for _ in range(2):
            tell_of_silence(timezone.now())
        assert len(self.told(BACK)) == 1
        self.read_ago(hours=49)
        tell_of_silence(timezone.now())
        assert len(self.told(SILENT)) == 2

    @pytest.mark.parametrize("state", [{"is_enabled": False}, {"is_recorded": True}])
    def test_what_nobody_reads_is_not_missed(self, source: Source, state: dict[str, bool]) -> None:
        self.read_ago(hours=49)
        Source.objects.update(**state)
        tell_of_silence(timezone.now())
        assert self.told(SILENT) == []
