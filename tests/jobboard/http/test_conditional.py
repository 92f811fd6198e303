"""Public pages are kept by address until what they show changes; nothing personal is."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from jobboard.http.changes import ChangeKind, changes
from jobboard.http.conditional import KeptPages, KeptPagesMiddleware, keeping_of, kept
from jobboard.http.parts import LONGEST_SECONDS, CachePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_pages")]


class Page:
    """A page of figures that counts how often it was made."""

    def __init__(self) -> None:
        self.made, self.status, self.headers, self.cookie = 0, 200, {"ETag": '"1"'}, False
        self.asked: list[str] = []
        self.answer = KeptPagesMiddleware(kept(ChangeKind.FIGURES, reads=("country",))(self.render))

    def render(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"made {self.made}", status=self.status, headers=self.headers)
        if self.cookie:
            response.set_cookie("who", "ada")
        if keeping := keeping_of(request):
            keeping.asked = lambda request: self.asked.append(request.path)
        return response

    def ask(self, address: str = "/", *, cookies: str = "", **headers: str) -> HttpResponse:
        request = RequestFactory().get(address, headers=headers)
        request.META["HTTP_COOKIE"] = cookies
        return self.answer(request)

    def bodies(self, times: int = 2, **asked: Any) -> list[bytes]:
        return [self.ask(**asked).content for _ in range(times)]


@pytest.fixture
def page() -> Page:
    return Page()


def test_a_page_is_made_once_for_each_address_until_something_changes(page: Page) -> None:
    assert page.bodies() == [b"made 1", b"made 1"]
    assert page.ask("/salaries/?country=DE").content == b"made 2"
    changes._note({(ChangeKind.POSTING, 1)})
    assert page.bodies(1) == [b"made 1"]
    changes._note({(ChangeKind.FIGURES, 0)})
    assert page.bodies() == [b"made 3", b"made 3"]


@pytest.mark.parametrize("kind", [ChangeKind.HIDDEN, ChangeKind.IDENTITY])
def test_every_page_is_made_anew_when_something_is_hidden_or_the_board_changes(
    page: Page, kind: str
) -> None:
    page.ask()
    changes._note({(kind, 0)})
    assert page.bodies(1) == [b"made 2"]


def test_who_has_a_page_is_told_so(page: Page) -> None:
    for _ in ("when it is made", "and from memory"):
        answer = page.ask(**{"If-None-Match": '"1"'})
        assert (answer.status_code, answer.content) == (304, b"")
    assert page.made == 1
    assert page.ask(**{"If-None-Match": '"2"'}).content == b"made 1"


def test_each_request_is_told_of_whoever_answers(page: Page) -> None:
    for _ in range(3):
        page.ask("/x/")
    assert page.asked == ["/x/"] * 3


@pytest.mark.parametrize("cookie", ["sessionid=1", "messages=2"])
def test_who_may_be_known_gets_a_page_of_their_own(page: Page, cookie: str) -> None:
    page.ask()
    assert page.bodies(cookies=cookie) == [b"made 2", b"made 3"]
    assert page.bodies(1) == [b"made 1"]


def test_a_part_of_a_page_is_not_kept(page: Page) -> None:
    assert page.bodies(2, **{"HX-Request": "true"}) == [b"made 1", b"made 2"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Vary", "Cookie"),
        ("Vary", "*"),
        ("Cache-Control", "private"),
        ("Cache-Control", "no-store"),
    ],
)
def test_what_depends_on_the_visitor_is_not_kept(page: Page, name: str, value: str) -> None:
    page.headers = {name: value}
    assert page.bodies() == [b"made 1", b"made 2"]


def test_what_sets_a_cookie_is_not_kept(page: Page) -> None:
    page.cookie = True
    assert page.bodies() == [b"made 1", b"made 2"]


@pytest.mark.parametrize("status", [404, 410, 500, 302])
def test_only_whole_pages_are_kept(page: Page, status: int) -> None:
    page.status = status
    assert page.bodies() == [b"made 1", b"made 2"]


def test_headers_added_to_one_answer_are_not_in_the_next(page: Page) -> None:
    page.ask()
    page.ask()["X-Request"] = "mine"
    assert "X-Request" not in page.ask()


def test_compressed_answers_are_for_those_who_asked_for_them(page: Page) -> None:
    page.ask(**{"Accept-Encoding": "gzip, br"})
    assert page.bodies(1) == [b"made 2"]
    assert page.bodies(1, **{"Accept-Encoding": "gzip"}) == [b"made 1"]


def test_the_least_asked_for_goes_first_and_one_page_is_never_a_quarter_of_all() -> None:
    pages, keeping = KeptPages(), CachePolicy(0, float("inf"))
    for name in "abcde":
        pages.put((name, False), (HttpResponse("x" * 4_000_000), keeping))
        pages.get(("a", False))
    assert pages.size == 16_000_000
    assert [pages.get((name, False)) is not None for name in "abcde"] == [1, 0, 1, 1, 1]
    pages.put(("large", False), (HttpResponse("x" * 4_000_001), keeping))
    assert pages.get(("large", False)) is None


def test_a_board_may_keep_nothing(page: Page, settings: Any) -> None:
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, megabytes=0)
    assert page.bodies() == [b"made 1", b"made 2"]


def test_what_is_kept_ends_by_itself() -> None:
    now = time.monotonic()
    keeping = CachePolicy(changes.look(), now)
    keeping.end_at(None, timezone.now() - timedelta(days=1), timezone.now() + timedelta(seconds=9))
    assert keeping.is_good()
    assert now + 8 < keeping.until < now + 10
    keeping.until = now
    assert not keeping.is_good()


@pytest.mark.parametrize("quiet_for", [10, LONGEST_SECONDS + 10])
def test_what_is_kept_outlives_a_minute_only_while_nothing_changes(quiet_for: float) -> None:
    number = changes.look()
    made_at = time.monotonic() - LONGEST_SECONDS - 1
    changes.changed_at = made_at - quiet_for
    keeping = CachePolicy(number, made_at, {ChangeKind.FIGURES})
    assert keeping.is_good() is (quiet_for > LONGEST_SECONDS)
    changes._note({(ChangeKind.POSTING, 1)})
    assert not keeping.is_good()
    assert CachePolicy(number, time.monotonic(), {ChangeKind.FIGURES}).is_good()
