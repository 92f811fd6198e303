"""A long query makes no long page: what was asked stands in it once, not in each of its links."""

import gzip
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from listings.models import Company, Place, Skill
from roles.models import Role
from tests.database import shared_rows
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    yearly,
)

pytestmark = pytest.mark.django_db

MOST_COMPRESSED = 60_000
COUNTRIES = ("DE", "FR", "US", "GB", "ES", "IT", "NL", "SE", "NO", "DK", "FI", "PL", "AT", "CH")


@pytest.fixture(scope="module")
def market(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        make_market()
        yield


def make_market() -> None:
    roles = [make_role(f"Role {number}") for number in range(20)]
    skills = [make_skill(f"Skill {number}") for number in range(40)]
    for number in range(60):
        make_listing(
            f"Posting number {number}",
            company=make_company(f"Company {number}"),
            roles=(roles[number % 20],),
            skills=tuple(skills[number % 30 : number % 30 + 4]),
            places=(make_city(f"City {number}", COUNTRIES[number % 14]),),
            level=["entry", "mid", "senior"][number % 3],
            workplaces=["remote"] if number % 2 else ["onsite"],
            pay=yearly(50_000, 60_000),
        )


def filled(part: Callable[[int], str]) -> str:
    """As many parts as the longest query takes."""
    parts: list[str] = []
    length = 0
    while length + len(part(len(parts))) + 1 <= settings.LONGEST_QUERY:
        parts.append(part(len(parts)))
        length += len(parts[-1]) + 1
    return "&".join(parts)


def all_that_is_known() -> str:
    known = (
        *(("country", code) for code in COUNTRIES),
        *(("role", row.slug) for row in Role.objects.all()),
        *(("skill", row.slug) for row in Skill.objects.all()),
        *(("company", row.slug) for row in Company.objects.all()),
        *(("city", row.slug) for row in Place.objects.filter(kind="city")),
    )
    parts = [urlencode([one]) for one in known]
    return filled(lambda at: parts[at] if at < len(parts) else f"level={'senior'}&x={at}")


HOSTILE: dict[str, Callable[[], str]] = {
    "a long word": lambda: "q=" + "a" * 3_990,
    "2.4 KB of words": lambda: "q=" + "+".join(f"word{n}" for n in range(290)),
    "quotes, which HTML writes longer": lambda: "q=" + "%22%26%3C" * 440,
    "stars, which an address writes longer": lambda: "q=" + "*" * 3_990,
    "Cyrillic": lambda: "q=" + quote_plus("ж" * 600),
    "excluded words": lambda: "q=" + "+".join(f"-w{n}" for n in range(600)),
    "all that is known": all_that_is_known,
    "hundreds of unknown roles": lambda: filled(lambda n: f"role=r{n}"),
    "hundreds of empty values": lambda: filled(lambda n: "role="),
    "the same value again and again": lambda: filled(lambda n: "country=DE"),
    "countries that are none": lambda: filled(lambda n: f"country={n}"),
    "cities that are none": lambda: filled(lambda n: f"city=c{n}"),
    "regions that are none": lambda: filled(lambda n: f"region=r{n}"),
    "known and long": lambda: "role=role-1&country=DE&level=senior&q=" + "b" * 3_900,
    "parameters that mean nothing": lambda: filled(lambda n: f"utm_{n}=x"),
    "every filter at once, wrongly": lambda: filled(
        lambda n: f"{['type', 'level', 'workplace', 'skill', 'company', 'posted'][n % 6]}=%3C{n}"
    ),
    "a page far out": lambda: "page=99999999&q=" + "c" * 3_900,
    "what a button sends": lambda: "drop=" + "role%3Dx" * 440,
}


def page_of(client: Client, query: str, **headers: Any) -> str:
    response = client.get(f"/jobs/?{query}", **headers)
    assert response.status_code == 200, query[:100]
    return response.text


@pytest.mark.slow
@pytest.mark.usefixtures("market")
def test_the_longest_query_gives_a_page_of_the_usual_size(client: Client) -> None:
    plain = len(page_of(client, ""))
    for name, make in HOSTILE.items():
        query = make()
        assert 2_000 < len(query) <= settings.LONGEST_QUERY, name
        response = client.get(f"/jobs/?{query}", follow=True)
        assert response.status_code == 200, name
        assert len(gzip.compress(response.content)) < MOST_COMPRESSED, name
        assert len(response.content) < 3 * plain, name


@pytest.mark.slow
@pytest.mark.usefixtures("market")
def test_so_does_what_htmx_swaps(client: Client) -> None:
    plain = len(page_of(client, ""))
    for name, make in HOSTILE.items():
        response = client.get(f"/jobs/?{make()}", headers={"HX-Request": "true"})
        assert response.status_code == 200, name
        assert len(response.content) < 3 * plain, name


@pytest.mark.usefixtures("market")
class TestButtonsInPlaceOfLinks:
    words = "number " + " ".join(f'"posting number {n}" OR' for n in range(60)).removesuffix(" OR")
    query = urlencode([("q", words), ("level", "senior"), ("level", "mid"), ("region", "x" * 90)])

    def test_a_short_search_has_links(self, client: Client) -> None:
        text = page_of(client, "level=senior&level=mid")
        assert 'class="active-filter" href="/jobs/?level=mid"' in text
        assert 'rel="next" href="/jobs/?level=senior&amp;level=mid&amp;page=2"' in text
        assert 'name="drop"' not in text

    @pytest.mark.slow
    def test_a_long_one_has_a_button_that_drops_each_filter(self, client: Client) -> None:
        text = page_of(client, self.query)
        assert 'class="active-filter" href="/jobs/?' not in text
        dropped = re.findall(
            r'<button class="active-filter" form="search" name="drop" value="([^"]*)"', text
        )
        assert [unescape(one) for one in dropped] == [
            f"q={self.words}",
            "level=senior",
            "level=mid",
        ]

    def test_the_button_leads_to_the_list_without_it(self, client: Client) -> None:
        response = client.get(f"/jobs/?{self.query}&drop={quote_plus(f'q={self.words}')}")
        assert response.status_code == 302
        assert response["Location"] == "/jobs/?level=senior&level=mid"
        response = client.get("/jobs/?level=senior&country=DE&country=FR&drop=location")
        assert response["Location"] == "/jobs/?level=senior"
        response = client.get("/jobs/?level=senior&page=3&drop=level=mid")
        assert response["Location"] == "/jobs/?level=senior"

    def test_for_htmx_the_list_is_answered_at_once_under_its_address(self, client: Client) -> None:
        response = client.get(
            "/jobs/?level=senior&level=mid&drop=level%3Dsenior",
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/"},
        )
        assert 'data-address="/jobs/?level=mid"' in response.text
        assert response.text.count('class="active-filter"') == 1

    @pytest.mark.slow
    def test_its_pages_are_buttons_too(self, client: Client) -> None:
        text = page_of(client, "q=" + "number+" * 60)
        buttons = re.findall(r'form="search" name="page" value="(\d+)"', text)
        assert buttons == ["2", "3"]
        assert 'rel="next"' not in text

    def test_what_was_not_understood_is_named_up_to_ten_times(self, client: Client) -> None:
        text = page_of(client, "&".join(f"role=r{n}" for n in range(30)))
        assert text.count("is not known here; it was left out") == 10
        assert "20 more were left out." in text


def test_bytes_that_nobody_encoded_count_as_a_browser_sends_them(client: Client) -> None:
    words = "ж" * 700  # 1,400 bytes, 4,200 when encoded
    response = client.get("/jobs/", QUERY_STRING=f"q={words}".encode().decode("latin-1"))
    assert response.status_code == 414
