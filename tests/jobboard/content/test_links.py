"""Dead links: within the site by its rows, outside by asking, politely and never inwards."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from django.utils import timezone

from jobboard.content.link_checks import CLOSED, LinkAnswer, ask, check_outside
from jobboard.content.links import SitePages, is_outside, uses
from jobboard.models import LinkCheck
from roles.models import Guide, Role, RoleSection
from tests.listings.factories import make_listing, make_role
from tests.roles.factories import add_section, make_guide, make_term

DB = pytest.mark.django_db


@DB
def test_links_of_every_text_and_source_are_found_with_their_field() -> None:
    role = make_role("Nurse")
    Role.objects.update(definition="[a](/roles/) ![b](/media/x.webp)")
    section = RoleSection.objects.create(role=role, kind="week", body="<https://a.example/>")
    section.sources.create(title="S", url="https://s.example/", accessed_on="2026-01-01")
    guide = make_guide(role, introduction="`[not](/code/)` [c][1]\n\n[1]: /guides/", tips="[d](#x)")
    add_section(guide, "First", "None.")
    add_section(guide, "Second", "[mail](mailto:a@a.example) [e](/jobs/?role=nurse)")
    term = make_term("Ward", body="[f](/glossary/)")
    found = {address: [place.url for place in places] for address, places in uses().items()}
    assert found == {
        "/roles/": [f"/admin/roles/role/{role.pk}/change/#id_definition"],
        "/media/x.webp": [f"/admin/roles/role/{role.pk}/change/#id_definition"],
        "https://a.example/": [f"/admin/roles/rolesection/{section.pk}/change/#id_body"],
        "https://s.example/": [f"/admin/roles/rolesection/{section.pk}/change/#id_sources-0-url"],
        "/guides/": [f"/admin/roles/guide/{guide.pk}/change/#id_introduction"],
        "/jobs/?role=nurse": [f"/admin/roles/guide/{guide.pk}/change/#id_sections-1-body"],
        "/glossary/": [f"/admin/roles/term/{term.pk}/change/#id_body"],
    }


@DB
def test_a_link_within_the_site_is_dead_when_no_row_answers_it() -> None:
    role = make_role("Nurse")
    make_guide(role, slug="out")
    make_guide(title="Hidden", slug="hidden", status="draft", published_at=None)
    Guide.objects.filter(slug="out").update(slug="moved")
    listing = make_listing()
    pages = SitePages()
    alive = [
        "/",
        "/roles/nurse/",
        "/guides/moved/",
        "/guides/out/",
        "/salaries/nurse/#pay",
        "/jobs/?role=nurse&q=x",
        listing.get_absolute_url(),
        "/about/",
    ]
    dead = [
        "/nowhere/",
        "/roles/no-one/",
        "/guides/hidden/",
        "/roles/compare/nurse-vs-no-one/",
        "/jobs/?role=no-one",
        "/jobs/999999-x/",
        "/media/" + "0" * 32 + ".webp",
        "relative/page",
        "/%00\n",
    ]
    assert [address for address in alive if pages.fault(address)] == []
    assert [address for address in dead if not pages.fault(address)] == []


def test_the_sites_own_address_is_no_address_outside(settings: Any) -> None:
    settings.SITE_URL = "https://board.example"
    assert is_outside("https://other.example/x")
    assert not is_outside("https://board.example/x")
    assert not is_outside("/x")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_a_link_that_leads_inside_is_refused_before_anything_is_sent(host: str) -> None:
    answer = ask(f"http://{host}:9/secret")
    assert answer.fault in {CLOSED, "there is no such host"}
    assert answer.status is None


def says(*answers: httpx.Response | Exception) -> tuple[httpx.MockTransport, list[str]]:
    """A net that gives these answers in turn, and what it was asked."""
    asked: list[str] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url}")
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    return httpx.MockTransport(answer), asked


def to(address: str) -> httpx.Response:
    return httpx.Response(301, headers={"location": address})


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([httpx.Response(200)], LinkAnswer(200)),
        ([httpx.Response(404)], LinkAnswer(404, "the server answers 404")),
        ([httpx.Response(405), httpx.Response(200)], LinkAnswer(200)),
        ([httpx.Response(404), httpx.Response(200)], LinkAnswer(200)),
        ([httpx.Response(403)], LinkAnswer(403)),
        ([httpx.Response(429)], LinkAnswer(429)),
        ([httpx.Response(503)], LinkAnswer(503, "the server answers 503")),
        (
            [to("/new"), httpx.Response(200)],
            LinkAnswer(200, leads_to="https://a.example/new"),
        ),
        ([to("https://a.example/")], LinkAnswer(None, "the server redirects too often")),
        (
            [to("file:///etc/passwd")],
            LinkAnswer(None, "it leads to an address that is neither http nor https"),
        ),
        ([httpx.ReadTimeout("x")], LinkAnswer(None, "the server does not answer in time")),
        ([httpx.ConnectError("x")], LinkAnswer(None, "the server cannot be reached")),
    ],
)
def test_what_a_server_answers_becomes_a_verdict(
    answers: list[httpx.Response | Exception], expected: LinkAnswer
) -> None:
    transport, _ = says(*answers)
    assert ask("https://a.example/", transport) == expected


def two_sources(*urls: str) -> None:
    section = RoleSection.objects.create(role=make_role("Nurse"), kind="week", body="x")
    for url in urls:
        section.sources.create(title="S", url=url, accessed_on="2026-01-01")


def days_ago(number: int) -> None:
    """Let what was found be that old."""
    for check in LinkCheck.objects.all():
        check.checked_at -= dt.timedelta(days=number)
        if check.failing_since:
            check.failing_since -= dt.timedelta(days=number)
        check.save()


@DB
def test_an_address_is_dead_after_it_failed_on_two_days() -> None:
    two_sources("https://a.example/")
    bad, _ = says(httpx.Response(404))
    assert check_outside(transport=bad, pause=0).failed == 1
    assert not LinkCheck.objects.dead().exists()
    assert check_outside(transport=bad, pause=0).asked == 0
    days_ago(1)
    check_outside(transport=bad, pause=0)
    assert LinkCheck.objects.dead().get().url == "https://a.example/"
    days_ago(1)
    good, _ = says(httpx.Response(200))
    check_outside(transport=good, pause=0)
    assert not LinkCheck.objects.dead().exists()
    assert LinkCheck.objects.get().failing_since is None
    days_ago(6)
    assert check_outside(transport=good, pause=0).asked == 0
    days_ago(2)
    assert check_outside(transport=good, pause=0).asked == 1


@DB
def test_asking_is_bounded_and_the_longest_unasked_come_first() -> None:
    two_sources("https://a.example/", "https://b.example/", "https://c.example/")
    good, asked = says(httpx.Response(200))
    LinkCheck.objects.create(
        url="https://a.example/", status=200, checked_at=timezone.now() - dt.timedelta(days=30)
    )
    done = check_outside(most=2, transport=good, pause=0)
    assert (done.asked, done.left) == (2, 1)
    assert asked == ["HEAD https://b.example/", "HEAD https://c.example/"]


@DB
def test_one_host_is_asked_with_a_pause() -> None:
    two_sources("https://a.example/1", "https://a.example/2", "https://b.example/")
    good, _ = says(httpx.Response(200))
    pauses: list[float] = []
    check_outside(transport=good, pause=5, sleep=pauses.append)
    assert len(pauses) == 1
    assert 4 < pauses[0] <= 5


@DB
def test_what_nobody_links_to_is_forgotten() -> None:
    LinkCheck.objects.create(url="https://gone.example/", checked_at=timezone.now())
    good, asked = says(httpx.Response(200))
    check_outside(transport=good)
    assert not LinkCheck.objects.exists()
    assert asked == []


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that keeps who asked."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(501)

        def do_GET(self) -> None:
            self.answer(200)

        def answer(self, status: int) -> None:
            seen.append(f"{self.command} {self.headers['User-Agent']}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/", seen
    running.shutdown()
    thread.join()
    running.server_close()


def test_a_real_server_is_told_who_asks_and_one_inside_is_never_reached(
    server: tuple[str, list[str]], settings: Any
) -> None:
    url, seen = server
    settings.SITE_URL = "https://board.example"
    assert ask(url).fault == CLOSED
    assert seen == []
    settings.OUTGOING = replace(settings.OUTGOING, networks=(ip_network("127.0.0.0/8"),))
    assert ask(url) == LinkAnswer(200)
    assert [one.split()[0] for one in seen] == ["HEAD", "GET"]
    assert "+https://board.example" in seen[0]


@DB
def test_the_command_names_dead_links_within_the_site() -> None:
    make_guide(introduction="[gone](/roles/nobody/)")
    out = StringIO()
    call_command("check_links", "--inside", stdout=out)
    said = out.getvalue()
    assert "/roles/nobody/: there is no such role (Nurse vs. Midwife: introduction)" in said
    assert "1 dead links" in said
