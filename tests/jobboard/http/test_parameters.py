"""What a page does not read makes no page of its own."""

import pytest
from django.test import Client, RequestFactory

from jobboard.http import conditional
from jobboard.http.parameters import drop_unread


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("utm_source=mail&country=DE", "country=DE"),
        ("country=DE&country=%46R&x", "country=DE&country=%46R"),
        ("co%75ntry=DE", "co%75ntry=DE"),
        ("Country=DE&=&&;country=DE", ""),
        ("country", "country"),
    ],
)
def test_only_what_is_read_is_left_as_it_was_written(asked: str, read: str) -> None:
    request = RequestFactory().get(f"/salaries/?{asked}")
    assert request.GET is not None  # read before
    drop_unread(request, ["country"])
    assert request.META["QUERY_STRING"] == read
    assert request.get_full_path() == "/salaries/" + (read and f"?{read}")
    assert list(request.GET) == (["country"] if read else [])


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_pages")
def test_a_page_is_kept_once_whatever_is_added_to_its_address(client: Client) -> None:
    first = client.get("/salaries/?country=DE").content
    size = conditional.pages.size
    for asked in ("utm_source=a&country=DE", "country=DE&fbclid=b", "country=DE&c"):
        assert client.get(f"/salaries/?{asked}").content == first
    assert conditional.pages.size == size > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_pages")
def test_a_search_is_kept_by_all_of_its_address(client: Client) -> None:
    """It names the values that it does not know."""
    client.get("/jobs/?country=DE")
    size = conditional.pages.size
    client.get("/jobs/?country=FR")
    assert conditional.pages.size > size


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_pages")
def test_a_long_query_is_refused_whatever_is_in_it(client: Client) -> None:
    assert client.get("/salaries/?utm_source=" + "a" * 5_000).status_code == 414
