"""Bodies of public pages are kept by address and version, within a size; nothing personal is."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jobboard.http import conditional
from jobboard.http.conditional import KeptPages, Version, unless_unchanged


class Page:
    """A page that counts how often it was made."""

    def __init__(self) -> None:
        self.version, self.made, self.cookie, self.status = "1", 0, False, 200
        self.view = unless_unchanged(lambda request: Version(f'"{self.version}"'))(self.render)

    def render(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"made {self.made}", status=self.status)
        if self.cookie:
            response.set_cookie("who", "ada")
        return response

    def ask(self, address: str = "/", **headers: str) -> HttpResponse:
        return self.view(RequestFactory().get(address, headers=headers))


@pytest.fixture
def page() -> Page:
    return Page()


def test_a_page_is_made_once_for_each_version_and_address(page: Page) -> None:
    assert [page.ask().content for _ in range(2)] == [b"made 1", b"made 1"]
    assert page.ask("/?country=DE").content == b"made 2"
    page.version = "2"
    assert page.ask().content == b"made 3"
    assert page.ask(**{"If-None-Match": '"2"'}).status_code == 304


def test_what_one_visitor_is_told_is_not_told_to_another(page: Page) -> None:
    page.cookie = True
    assert [page.ask().content for _ in range(2)] == [b"made 1", b"made 2"]


def test_headers_added_to_one_answer_are_not_in_the_next(page: Page) -> None:
    page.ask()
    page.ask()["X-Request"] = "mine"
    assert "X-Request" not in page.ask()


@pytest.mark.parametrize("status", [404, 500, 302])
def test_only_whole_pages_are_kept(page: Page, status: int) -> None:
    page.status = status
    assert [page.ask().content for _ in range(2)] == [b"made 1", b"made 2"]
    assert "ETag" not in page.ask()


def test_the_least_asked_for_goes_first_and_one_page_is_never_most_of_it() -> None:
    pages = KeptPages(most=100)
    for name in "abcde":
        pages.put((name,), HttpResponse("x" * 25))
        pages.get(("a",))
    assert pages.size == 100
    found: list[Any] = [pages.get((name,)) is not None for name in "abcde"]
    assert found == [True, False, True, True, True]
    pages.put(("large",), HttpResponse("x" * 26))
    assert pages.get(("large",)) is None


def test_a_board_may_keep_nothing(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional, "kept", KeptPages(0))
    assert [page.ask().content for _ in range(2)] == [b"made 1", b"made 2"]
