"""Whatever is asked for, in whatever way, the answer is ours and never an error of ours.

Each request is rolled back, so that all of them meet the same board. The admin has each of its
kinds of page dozens of times, one for each model; there a page meets one query and one odd part, in
turn, and methods and headers are tried once on each kind. Who has signed in tries all of it where
the answer depends on that: on the pages of employers and accounts.
"""

import itertools
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests import every_address
from tests.board import Board

pytestmark = pytest.mark.django_db

METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "BREW")
PARTS = (
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "%C0%AF",
    "..%2F..%2Fetc%2Fpasswd",
    "%D9%A1%D9%A2",
    "%0D%0ASet-Cookie:x",
    "%",
    "9" * 400,
    "a" * 3_000,
)
QUERIES = (
    "%00=%00&%&=&&==;",
    "next=%00&q=%FF&sent=%FF",
    "page=%ED%A0%80&p=9e99&o=-99&_to_field=x",
    "q=%ED%A0%80&sent=%ED%A0%80&page=-1&q[]=1",
    "q=%00&page=%00",
)
HEADERS = (
    {"Accept-Encoding": "gzip;q=x,\x00", "Accept": "\xff"},
    {"Cookie": "sessionid=%00; csrftoken=\xff; =;;==; a"},
    {"If-None-Match": '"', "If-Modified-Since": "x" * 3_000, "Range": "bytes=9-1,x"},
    {"Referer": "http://[::1", "Origin": "null", "HX-Request": "true", "HX-Current-URL": "//[x"},
    {"X-Forwarded-For": "%00,,\xff", "Forwarded": "for=;;", "User-Agent": "\x00" * 2_000},
)


def odd(addresses: list[str]) -> list[str]:
    """Each address with each of its parts but the first replaced, once for each view it reaches.

    What stands in a fixed part leads the addresses of all models to the same view.
    """
    found: dict[object, str] = {}
    in_turn = itertools.cycle(PARTS)
    for address in addresses:
        segments = address.strip("/").split("/")
        for at in range(1, len(segments)):
            for part in [next(in_turn)] if segments[0] == "admin" else PARTS:
                one = "/" + "/".join([*segments[:at], part, *segments[at + 1 :]]) + "/"
                found.setdefault((view(one) or segments[0], at, part), one)
    return list(found.values())


def is_tried(address: str, who: str) -> bool:
    """Tell whether the answer there may be another one for this person than for everybody."""
    own = {"owner": ("/employers/", "/accounts/"), "admin": ("/admin/",)}
    if who == "anonymous":
        return not address.startswith("/admin/")
    return address.startswith(own[who])


def view(address: str) -> object:
    """What answers there; None where nothing does."""
    try:
        return resolve(unquote(address, errors="replace")).func
    except Resolver404:
        return None


def status(client: Client, method: str, address: str, **options: object) -> int:
    with transaction.atomic():
        found: int = client.generic(method, address, **options).status_code  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return found


@pytest.fixture(params=["owner", "anonymous", "admin"])
def walk(request: pytest.FixtureRequest) -> tuple[Client, list[str]]:
    """Somebody's browser, and an address of each kind for it."""
    board, who = Board(), request.param
    client = board.client(who)
    client.raise_request_exception = False
    found = every_address.one_of_each(admin=who == "admin", key=board.draft.key)
    return client, [address for address in found if is_tried(address, who)]


@pytest.mark.slow
def test_no_part_of_an_address_is_an_error_of_ours(walk: tuple[Client, list[str]]) -> None:
    client, found = walk
    for address in odd(found):
        assert status(client, "GET", address) < 500, address


@pytest.mark.slow
def test_no_query_is_an_error_of_ours(walk: tuple[Client, list[str]]) -> None:
    client, found = walk
    for at, address in enumerate(found):
        is_admin = address.startswith("/admin/")
        for query in [QUERIES[at % len(QUERIES)]] if is_admin else QUERIES:
            assert status(client, "GET", address, QUERY_STRING=query) < 500, (address, query)


@pytest.mark.slow
@pytest.mark.first(1)
@pytest.mark.parametrize("who", ["owner", "anonymous", "admin"])
def test_no_method_or_header_is_an_error_of_ours(who: str) -> None:
    board = Board()
    client = board.client(who)
    client.raise_request_exception = False
    for address in every_address.one_of_each_view(key=board.draft.key):
        if is_tried(address, who):
            for method in METHODS:
                assert status(client, method, address) < 500, (method, address)
            for headers in HEADERS:
                assert status(client, "GET", address, headers=headers) < 500, (address, headers)
