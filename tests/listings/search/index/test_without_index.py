"""While there is no index, SQL gives a page and a capped total; no postings have one too."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from listings.search import facets
from listings.search.directory import hiring, lines_of
from listings.search.index import current, snapshot
from listings.search.index.answer import answer
from listings.search.index.check import search_for
from listings.search.index.current import fresh
from tests.listings.factories import make_company, make_listing, make_role, yearly
from tests.listings.figures import take_figures

pytestmark = pytest.mark.django_db


def test_the_page_comes_without_counts() -> None:
    newest, oldest = make_listing(days_ago=1), make_listing(days_ago=2)
    make_listing(duplicate_of=newest, days_ago=0.5)
    counts = facets.page_alone(search_for(""))
    assert (counts.total, counts.is_capped) == (2, False)
    assert counts.page == [newest.pk, oldest.pk]
    assert not counts.facets


def test_a_large_total_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST_WITHOUT_INDEX", 2)
    for _ in range(3):
        make_listing()
    counts = facets.page_alone(search_for("page=9"))
    assert (counts.total, counts.is_capped, len(counts.page)) == (2, True, 2)


def test_a_total_that_clusters_make_small_is_capped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST_WITHOUT_INDEX", 2)
    newest = make_listing(days_ago=1)
    make_listing(duplicate_of=newest, days_ago=2)
    make_listing(days_ago=3)
    counts = facets.page_alone(search_for(""))
    assert (counts.total, counts.is_capped) == (1, True)


@pytest.mark.parametrize("query", ["", "q=nurse", "q=nurse&in=text", "q=-nurse&in=text"])
def test_a_board_without_postings_has_an_index_too(query: str) -> None:
    assert answer(fresh(), search_for(query)).total == 0


def test_it_has_a_file_too_and_goes_on_from_there(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_DIR = tmp_path
    assert snapshot.build()
    state = current.begin(*snapshot.load(snapshot.path()))
    make_listing(level="senior")
    found = answer(current.look(state).index, search_for("level=senior"))
    assert found.total == 1


@pytest.fixture
def has_no_index(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that has just seen that there is none, and has it made by another one."""
    settings.SEARCH = replace(settings.SEARCH, is_index_fresh=False)
    settings.INDEX_DIR = tmp_path
    process = current.IndexOfProcess()
    process.built_at = time.monotonic()
    monkeypatch.setattr(current, "_process", process)


def hire(name: str, number: int, pay: int) -> None:
    role = make_role(name)
    for _ in range(number):
        make_listing(roles=(role,), pay=yearly(pay, pay + 10_000))


def drawn(client: Client) -> list[str]:
    """The roles of the front page's picture, and those of its list with their numbers."""
    text = client.get("/").content.decode()
    listed = re.findall(r'/roles/([-\w]+)/">[^<]+</a><span\s+class="meta">(\d+)<', text)
    pictured = re.findall(r'<g class="picture__row"><a href="/salaries/([-\w]+)/"', text)
    return [*pictured, *map(" ".join, listed)]


@pytest.mark.usefixtures("has_no_index")
def test_the_database_names_who_hires_most_first() -> None:
    for name, number in (("Small", 1), ("Large", 3), ("Medium", 2)):
        company = make_company(name)
        for _ in range(number):
            make_listing(company=company)
    found = facets.first(search_for(""), "company")
    ranked = [("Large", 3), ("Medium", 2), ("Small", 1)]
    assert [(one.label, one.number) for one in found.of("company")] == ranked
    assert found.values["company"] == 3
    listed = hiring()
    assert [
        (one.company.name, one.openings) for one in lines_of(listed.companies, listed)
    ] == ranked


@pytest.mark.usefixtures("has_no_index")
class TestFrontPage:
    @pytest.mark.slow
    def test_it_draws_the_roles_with_most_openings_all_the_same(
        self, client: Client, settings: Any
    ) -> None:
        for number in range(14):  # by name they would be the first ones
            hire(f"Baker {number}", 1, 20_000)
        hire("Nurse", 12, 80_000)
        hire("Midwife", 13, 90_000)
        take_figures()
        without = drawn(client)
        settings.SEARCH = replace(settings.SEARCH, is_index_fresh=True)
        assert without == drawn(client)
        assert without[:4] == ["midwife", "nurse", "midwife 13", "nurse 12"]

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.usefixtures("kept_pages")
    def test_what_was_made_without_an_index_is_made_anew_with_one(self, client: Client) -> None:
        for name in ("Nurse", "Midwife"):
            hire(name, 3, 50_000)
        option = 'name="role" value="nurse"'
        assert option not in client.get("/jobs/").content.decode()
        assert snapshot.build()
        assert option in client.get("/jobs/").content.decode()
