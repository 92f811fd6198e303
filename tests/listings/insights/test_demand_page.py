"""``/roles/<role>/demand/`` and its CSV: what they show, withhold and say; bad input; markup."""

import csv
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from listings.insights import demand_page
from roles.models import OldSlug, Role
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    make_source,
)
from tests.listings.figures import take_figures

pytestmark = pytest.mark.django_db

PAGE = "/roles/nurse/demand/"


@pytest.fixture
def nurse() -> Role:
    return make_role("Nurse")


def hire(role: Role, number: int = 20, employers: int = 5, **fields: Any) -> None:
    companies = [make_company() for _ in range(employers)]
    for i in range(number):
        make_listing(roles=(role,), company=companies[i % employers], **fields)
    take_figures()


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", response.content.decode()))


class TestWhatItShows:
    @pytest.mark.slow
    def test_of_very_many_skills_the_most_named_and_where_the_others_are(
        self, client: Client, nurse: Role, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(demand_page, "MOST_SKILLS", 2)
        hire(nurse, skills=tuple(make_skill(name) for name in ("Triage", "Suture", "Welding")))
        text = text_of(client, f"{PAGE}?country=everywhere")
        assert "The 2 most named of 3 skills" in text
        assert "All of them are in these figures as CSV" in text
        assert text.count("100%84 to 100%20 of 20") == 2

    def test_openings_shares_and_getting_in_each_with_sample_and_interval(
        self, client: Client, nurse: Role
    ) -> None:
        skills = (make_skill("Triage"),)
        hire(nurse, skills=skills, workplaces=["remote"], level="entry", years_asked=2)
        text = text_of(client, f"{PAGE}?country=everywhere")
        for piece in (
            "Openings: Everywhere, all levels20at 5 employers",
            "How many of 20 postings from 5 employers name each skill",
            "Triage100%84 to 100%20 of 20",
            "100% may be worked remotely: 20 of 20 postings",
            "Open to beginners of those that state a level100%",
            "Years of experience median of those that state them2",
            "method version 3",
        ):
            assert piece in text
        html = client.get(f"{PAGE}?country=everywhere").content.decode()
        assert 'id="skill-triage"' in html
        assert 'href="/jobs/?role=nurse&amp;skill=triage"' in html

    def test_where_no_change_can_be_told_the_line_says_none(
        self, client: Client, nurse: Role
    ) -> None:
        seen = timezone.now() - timedelta(days=100)
        make_listing(roles=(nurse,), days_ago=100, first_seen_at=seen, source=make_source())
        hire(nurse, 4)
        text = text_of(client, PAGE)
        assert "cannot be told" in text
        assert "openings at the end of a period." in text
        assert "in the period to" not in text

    def test_a_small_country_falls_back_openly(self, client: Client, nurse: Role) -> None:
        hire(nurse, skills=(make_skill("Triage"),), places=(make_city("Austin", "US"),))
        make_listing(roles=(nurse,), places=(make_city("Bern", "CH"),))
        take_figures()
        text = text_of(client, f"{PAGE}?country=CH")
        assert (
            "Switzerland, all levels: too few postings for shares: 1 posting from 1 employer"
            in text
        )
        assert "Shown instead: Everywhere, all levels" in text

    def test_too_small_a_sample_says_how_small_and_is_not_indexed(
        self, client: Client, nurse: Role
    ) -> None:
        hire(nurse, 4, skills=(make_skill("Triage"),))
        text = text_of(client, PAGE)
        assert "Too few postings for shares: 4 postings from 4 employers." in text
        assert b'content="noindex"' in client.get(PAGE).content

    def test_a_role_without_postings_says_so(self, client: Client, nurse: Role) -> None:
        assert "no posting for Nurses was seen" in text_of(client, PAGE)

    def test_structured_data_names_the_download(self, client: Client, nurse: Role) -> None:
        hire(nurse, skills=(make_skill("Triage"),))
        html = client.get(PAGE).content.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        kinds = {block["@type"]: block for block in map(json.loads, blocks)}
        assert kinds["Dataset"]["distribution"]["contentUrl"].endswith("/roles/nurse/demand.csv")
        assert 'rel="canonical" href="http://127.0.0.1:8000/roles/nurse/demand/"' in html
        assert b"/roles/nurse/demand/" in client.get("/sitemap-demand.xml").content


class TestItsAddress:
    def test_bad_values_are_named_and_left_out(self, client: Client, nurse: Role) -> None:
        text = text_of(client, f"{PAGE}?country=XX&level=boss")
        assert "“XX” is no country" in text
        assert "“boss” is no level" in text

    def test_an_unknown_role_is_not_found_and_an_old_slug_leads_on(
        self, client: Client, nurse: Role
    ) -> None:
        text_of(client, "/roles/nobody/demand/", 404)
        text_of(client, "/roles/nobody/demand.csv", 404)
        OldSlug.objects.create(slug="carer", role=nurse)
        assert client.get("/roles/carer/demand/")["Location"] == PAGE

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_only_reading_is_allowed(self, client: Client, nurse: Role, method: str) -> None:
        assert getattr(client, method)(PAGE).status_code == 405

    def test_it_takes_six_queries_and_is_not_sent_again_until_a_figure_changes(
        self, client: Client, nurse: Role, django_assert_num_queries: Any
    ) -> None:
        hire(nurse, skills=(make_skill("Triage"),))
        client.get(PAGE)
        with django_assert_num_queries(6):
            etag = client.get(PAGE)["ETag"]
        headers = {"If-None-Match": etag}
        assert client.get(PAGE, headers=headers).status_code == 304
        hire(nurse, 1)
        assert client.get(PAGE, headers=headers).status_code == 200


class TestDownload:
    def test_every_figure_has_a_line_with_value_interval_and_sample(
        self, client: Client, nurse: Role
    ) -> None:
        hire(nurse, skills=(make_skill("Triage"),), places=(make_city("Austin", "US"),))
        response = client.get("/roles/nurse/demand.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(response.content.decode().splitlines()))
        assert {row["country"] for row in rows} == {"", "US"}
        [skill] = [row for row in rows if row["metric"] == "skill" and row["country"] == "US"]
        numbers = ("value", "low", "high", "count", "n", "employers", "method_version")
        assert [skill[name] for name in numbers] == [
            "1.0000", "0.8389", "1.0000", "20", "20", "5", "3",
        ]  # fmt: skip

    def test_one_cell_can_be_asked_for(self, client: Client, nurse: Role) -> None:
        hire(nurse, places=(make_city("Austin", "US"),), level="senior")
        for asked in ("country=US&level=senior", "level=senior"):  # at home, as on the page
            text = client.get(f"/roles/nurse/demand.csv?{asked}").content.decode()
            cells = {(row["country"], row["level"]) for row in csv.DictReader(text.splitlines())}
            assert cells == {("US", "senior")}, asked

    def test_what_is_withheld_is_not_in_it(self, client: Client, nurse: Role) -> None:
        hire(nurse, 4, employers=2, skills=(make_skill("Triage"),), workplaces=["remote"])
        text = client.get("/roles/nurse/demand.csv").content.decode()
        assert {row["metric"] for row in csv.DictReader(text.splitlines())} == {"openings"}
