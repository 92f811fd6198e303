"""Whatever is sent to a form outside the admin, the answer is ours and never an error of ours.

Each request is rolled back, so that all of them meet the same board.
"""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests import every_address
from tests.board import Board
from tests.listings.employers.typed import typed

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
SURROGATE = "%ED%A0%80"
SENT = ", to be sent"


def bodies() -> Iterator[tuple[str, bytes, str]]:
    """What it is, what is sent, and as what."""
    noise = random.Random(5).randbytes(2_000)
    names = [
        *typed(),
        "action",
        "form_token",
        "version",
        "code",
        "reason",
        "text",
        "answer",
        "email",
    ]
    yield "nothing", b"", FORM
    yield "noise", noise, FORM
    yield "noise as parts", b"--x\r\n" + noise, PARTS
    yield "parts without an end", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', PARTS
    yield "no form at all", b'{"title": [1, {"a": null}]}', "application/json"
    yield "an unknown type", noise, "x/y; charset=no-such-charset"
    yield "a form in no charset", b"a=b", f"{FORM}; charset=no-such-charset"
    for what, value in (
        ("zeros", "%00"),
        ("halves of a sign", SURROGATE),
        ("no UTF-8", "%FF%FE"),
        ("numbers that are none", "-1e999"),
        ("digits of another script", "%D9%A1%D9%A2"),
        ("a long text", "x" * 5_000),
        ("script", "%3Cscript%3Ealert(1)%3C/script%3E"),
    ):
        yield what, "&".join(f"{name}={value}" for name in names).encode(), FORM
        yield what + SENT, _sent(names, value), FORM
    yield "each field three times", "&".join(f"{name}=a" for name in names * 3).encode(), FORM


def _sent(names: list[str], value: str) -> bytes:
    fields = {name: value for name in names if name != "action"}
    return "&".join(f"{name}={text}" for name, text in fields.items()).encode() + b"&action=send"


def addresses(board: Board) -> list[str]:
    """Those of employers, of accounts and of reports, the secret ones too; no 404 of a slug."""
    found = every_address.public(key=board.draft.key)
    beginnings = ("/employers/", "/accounts/", f"/jobs/{board.live.pk}-")
    own = [str(row.pk) for row in (board.live, board.company)]
    return [
        address
        for address in found
        if address.startswith(beginnings)
        and (not address.startswith("/employers/postings/") or address.split("/")[3] in ("", *own))
    ]


def rolled_back(call: Any, *args: Any, **kwargs: Any) -> int:
    with transaction.atomic():
        status: int = call(*args, **kwargs).status_code
        transaction.set_rollback(True)
    return status


def is_answered(client: Client, address: str) -> bool:
    return rolled_back(client.post, address) not in (404, 405)


def only_sent() -> list[tuple[str, bytes, str]]:
    return [(what, body, kind) for what, body, kind in bodies() if what.endswith(SENT)]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["anonymous", "owner"])
def test_no_body_is_an_error_of_ours(who: str) -> None:
    """An owner only sends what a form asks for where others sent it all the rest."""
    board = Board()
    client, anybody = board.client(who), board.client("anonymous")
    for address in filter(partial(is_answered, client), addresses(board)):
        is_again = who == "owner" and rolled_back(anybody.post, address) == 200
        for what, body, kind in only_sent() if is_again else bodies():
            status = rolled_back(client.generic, "POST", address, body, content_type=kind)
            assert status < 500, (address, what)
