"""Every address of the board, asked for once by each kind of person; what holds for each answer:

- it is ours, and no error of ours;
- looking changes nothing: after a GET or HEAD the database reads as before, but for the day's
  counters of a posting, allowances of a network, and what a session or the cache holds;
- no text that an editor has not approved is in it, unless its reader may moderate;
- what speaks to one person is kept by no cache;
- the admin calls a posting a posting.

The addresses come from the URL conf, so a new page, feed or API is tried as soon as it exists.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse

from listings.models import Company, Listing
from tests import every_address
from tests.board import HIDDEN, WORD, Board
from tests.test_personal_pages import kept_as_it_may_be

pytestmark = pytest.mark.django_db

MAY_CHANGE = {"listings_listingday", "jobboard_allowance", "django_session", "jobboard_cache"}

# of tables by their number; the view that names them asks ten times as much of each
WRITTEN = """
SELECT sum(
    pg_stat_get_xact_tuples_inserted(one) + pg_stat_get_xact_tuples_updated(one)
    + pg_stat_get_xact_tuples_deleted(one)
) FROM unnest(%s::oid[]) one
"""

# Where a reader's own question may come back in the answer: only openings are looked for there.
QUESTIONS = (
    f"/jobs/?q={WORD}",
    "/jobs/?q=keeper",
    "/jobs/?role=lamp-keeper",
    "/jobs/?skill=rope-work",
    "/jobs/?place=hamburg-de",
    "/jobs/?company=umbra",
    "/jobs/?sort=salary",
    "/jobs/?page=2",
    "/companies/?q=umbra",
    "/employers/post/places/?q=ham",
    "/roles/lamp-keeper/?country=DE",
)

# Signing in is the same page wherever it leads.
NEXT = re.compile(r"(?<=[?&])next=[^&]*")

OTHER_NAMES = re.compile(r"\blistings?\b", re.IGNORECASE)
NO_TEXT = re.compile(
    r"<(script|style|textarea|iframe)\b.*?</\1>|<[^>]*>|https?://[^\s<]+", re.DOTALL
)

# What a form or a button could ask for; it makes no posting by itself.
TYPED = {"action": "send", "version": "1", "title": "Mine now", "answer": "filled"}


def written() -> int:
    """How many rows this transaction has written so far, rolled back or not."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [_numbers()])
        [count] = cursor.fetchone()
        return int(count)


@cache
def _numbers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT one::oid FROM unnest(%s::regclass[]) one", [_tables()])
        return [number for (number,) in cursor.fetchall()]


def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in MAY_CHANGE]


def content() -> dict[str, Any]:
    """A hash of each table's rows."""
    with connection.cursor() as cursor:
        return {name: _hash(cursor, name) for name in _tables()}


def _hash(cursor: Any, table: str) -> Any:
    cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{table}\" t")
    return cursor.fetchone()


def chain(client: Client, response: Any, known: set[str]) -> Iterator[Any]:
    """An answer, and each that it leads to within the board and that is not known yet."""
    yield response
    for _ in range(5):
        if response.status_code not in (301, 302, 303) or not response.url.startswith("/"):
            return
        place = NEXT.sub("", response.url)
        if place in known:
            return
        known.add(place)
        response = client.get(response.url)
        yield response


def said(address: str, response: Any) -> str:
    """What an answer says, headers too; a page may name the address that was asked for."""
    body = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers} {body.decode(errors='replace')}".replace(address, "")


def called_otherwise(response: Any) -> list[str]:
    """What a page says where another name than a posting's stands in it."""
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        return []
    text = " ".join(NO_TEXT.sub(" ", response.content.decode()).split())
    return [text[max(0, at.start() - 40) : at.end() + 40] for at in OTHER_NAMES.finditer(text)]


def public(board: Board) -> list[str]:
    """Every public address, with the secret of each draft in turn."""
    secrets = [{}, *({"key": draft.key} for draft in board.drafts)]
    found = [address for some in secrets for address in every_address.public(**some)]
    return list(dict.fromkeys((*found, *QUESTIONS)))


def of_every_row() -> list[str]:
    return [*every_address.of_admin(every_row=True), *questions_of_the_admin()]


def questions_of_the_admin() -> Iterator[str]:
    """Lists with a search, autocomplete of each field, and the way to each row's page."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for query in (f"q={WORD}", "q=keeper", "o=-1&_popup=1"):
            yield f"{reverse(name)}?{query}"
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation:
                asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                yield f"{reverse('admin:autocomplete')}?term=&{asked}&field_name={field.name}"
    for kind in (Listing, Company):
        content_type = ContentType.objects.get_for_model(kind).pk
        for row in kind._default_manager.values_list("pk", flat=True):
            yield reverse("admin:view_on_site", args=[content_type, row])


def addresses(board: Board, who: str) -> list[str]:
    """What this person tries: where the most can be told, with the secrets of every draft.

    An editor may read each row that a writer may; staff meet each public page once.
    """
    if who == "editor":
        return of_every_row()
    if who == "writer":
        return [*every_address.of_admin(), *questions_of_the_admin()]
    if who in ("anonymous", "stranger"):
        return [*public(board), *every_address.of_admin()]
    if who in ("moderator", "admin"):
        one_of_each = every_address.one_of_each(admin=False, key=board.draft.key)
        return [*one_of_each, *every_address.of_admin()]
    return [*every_address.public(key=board.draft.key), *every_address.of_admin()]


@pytest.mark.first(1)
@pytest.mark.parametrize(
    "who", ["anonymous", "stranger", "owner", "writer", "editor", "moderator", "admin"]
)
def test_looking_at_a_page(who: str) -> None:
    board = Board()
    client, tried = board.client(who), addresses(board, who)
    known: set[str] = set()
    is_told_nothing = who in ("anonymous", "stranger", "writer", "editor")
    before, count = content(), written()
    for address in tried:
        first = client.get(address)
        assert kept_as_it_may_be(address, first), (address, first.status_code)
        assert not address.startswith("/admin/") or called_otherwise(first) == [], address
        for response in chain(client, first, known):
            assert response.status_code < 500, address
            if is_told_nothing:
                assert HIDDEN.casefold() not in said(address, response).casefold(), address
        if (now := written()) != count:
            assert content() == before, address
            count = now
    assert len(tried) > 200


@pytest.mark.slow
@pytest.mark.parametrize("who", ["anonymous", "owner", "moderator"])
def test_asking_for_the_head_of_a_page(who: str) -> None:
    board = Board()
    client, before = board.client(who), content()
    for address in every_address.one_of_each_view(key=board.draft.key):
        response = client.head(address)
        assert response.status_code < 500, address
        assert kept_as_it_may_be(address, response), address
    assert content() == before


@pytest.mark.first(1)
@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_a_post_to_any_address_neither_tells_nor_changes_what_is_others(who: str) -> None:
    board = Board()
    client, before = board.client(who), board.state()
    known: set[str] = set()
    for address in public(board):
        first = client.post(address, TYPED)
        assert kept_as_it_may_be(address, first), (address, first.status_code)
        for response in chain(client, first, known):
            assert response.status_code < 500, address
            assert HIDDEN.casefold() not in said(address, response).casefold(), address
        if who == "stranger" and "sign-out" in address:
            client.force_login(board.stranger)
    assert board.state() == before


def test_a_row_that_is_written_is_noticed() -> None:
    board = Board()
    count = written()
    board.live.title = "Changed"
    board.live.save()
    assert written() != count


@pytest.mark.slow
def test_the_walk_sees_what_is_public() -> None:
    """The tests above would pass on a board that shows nothing at all."""
    client = Board().client("anonymous")
    seen = " ".join(said(address, client.get(address)) for address in every_address.public())
    for word in ("Lamp keeper", "We keep lamps.", "Rope Work", "Harbour Pilot", "Fresnel lens"):
        assert word in seen
