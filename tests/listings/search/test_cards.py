"""Cards: what they say of a posting, and why it meets a search."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.models import Skill
from listings.search.understanding import current
from roles.models import RoleAlias
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db


def cards(client: Client, query: str = "") -> list[str]:
    """Each card of the list, as words on one line; what is marked stands in brackets."""
    page = client.get(f"/jobs/{query}").content.decode()
    found = re.findall(r'<li class="card.*?</div>\s*</li>', page, re.DOTALL)
    marked = (re.sub(r"<mark>(.*?)</mark>", r"[\1]", one) for one in found)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", one)).split()) for one in marked]


class TestSkills:
    def test_the_rarest_on_the_board_come_first(self, client: Client) -> None:
        common, rare = make_skill("Airflow"), make_skill("Zig")
        make_listing("Other", skills=(common,), days_ago=2)
        make_listing("Engineer", skills=(common, rare))
        Skill.objects.count_openings()
        assert "Zig Airflow" in cards(client)[0]

    def test_those_of_the_search_come_before_them_and_are_marked(self, client: Client) -> None:
        common, rare = make_skill("Airflow"), make_skill("Zig")
        make_listing("Other", skills=(common,), days_ago=2)
        make_listing("Engineer", skills=(common, rare))
        Skill.objects.count_openings()
        assert "[Airflow] Zig" in cards(client, "?skill=airflow")[0]
        assert "[Airflow] Zig" in cards(client, "?q=airflow")[0]

    def test_only_live_openings_count(self) -> None:
        skill = make_skill("Zig")
        make_listing(skills=(skill,))
        make_listing(skills=(skill,), status="draft", posted_at=None)
        make_listing(skills=(skill,), is_open_application=True)
        Skill.objects.count_openings()
        skill.refresh_from_db()
        assert skill.openings == 1

    def test_six_are_named_and_the_others_counted(self, client: Client) -> None:
        make_listing(skills=tuple(make_skill(f"S{number}") for number in range(8)))
        assert "S5 2 more" in cards(client)[0]


def test_a_line_neither_begins_with_a_dot_nor_parts_a_term(client: Client) -> None:
    make_listing(
        level="lead",
        employment_types=["full-time"],
        skills=tuple(make_skill(f"S{number}") for number in range(8)),
    )
    page = html.unescape(client.get("/jobs/").text)
    assert "Staff\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}Lead" in page
    assert "Full\N{NO-BREAK SPACE}time" in page
    assert "2\N{NO-BREAK SPACE}more</li>" in page
    (facts,) = re.findall(r'<p class="card__where">.*?</p>', page, re.DOTALL)
    assert facts.count("\N{NO-BREAK SPACE}· ") == facts.count("·") == 2


class TestPlaces:
    def test_the_place_that_is_asked_for_comes_first(self, client: Client) -> None:
        places = (make_city("London", "GB"), make_city("Munich", "DE"))
        make_listing(places=places)
        assert "London, United Kingdom + 1 more" in cards(client)[0]
        assert "Munich, Germany + 1 more" in cards(client, "?city=munich-de")[0]
        assert "Munich, Germany + 1 more" in cards(client, "?country=DE")[0]
        assert "Munich, Germany + 1 more" in cards(client, "?where=munich")[0]
        assert "Munich, Germany + 1 more" in cards(client, "?q=engineer+in+munich")[0]

    def test_a_remote_posting_names_its_office_to_those_who_look_there(
        self, client: Client
    ) -> None:
        remote: dict[str, Any] = {
            "workplaces": ["remote"],
            "remote_scope": "countries",
            "remote_countries": ["GB"],
        }
        make_listing(places=(make_city("Munich", "DE"),), **remote)
        assert "Munich" not in cards(client)[0]
        assert "Munich, Germany · Remote in United Kingdom" in cards(client, "?city=munich")[0]

    def test_the_country_that_is_asked_for_comes_first_among_those_of_a_remote_one(
        self, client: Client
    ) -> None:
        countries = ["AU", "BR", "CA", "US"]
        make_listing(workplaces=["remote"], remote_scope="countries", remote_countries=countries)
        assert "Remote in United States, Australia" in cards(client, "?country=US")[0]

    def test_a_place_of_another_member_of_the_cluster_comes_first(self, client: Client) -> None:
        head = make_listing(places=(make_city("Paris", "FR"),))
        make_listing(places=(make_city("Munich", "DE"),), duplicate_of=head, days_ago=2)
        assert "Paris, France · also Munich, Germany" in cards(client)[0]
        assert "Munich, Germany · also Paris, France" in cards(client, "?city=munich")[0]

    def test_the_workplace_is_among_the_facts(self, client: Client) -> None:
        make_listing(places=(make_city("Paris", "FR"),), workplaces=["hybrid"], level="lead")
        assert "Paris, France · Hybrid · Staff / Lead" in cards(client)[0]

    def test_what_it_says_to_newcomers_is_among_the_facts(self, client: Client) -> None:
        make_listing(employment_types=["full-time"], newcomers="welcome")
        assert "Full time · Career changers welcome" in cards(client)[0]


class TestWords:
    def test_they_are_marked_in_the_title_by_their_stem(self, client: Client) -> None:
        make_listing("Data Engineers, Berlin", language="en")
        assert "[Data Engineers], Berlin" in cards(client, "?q=data+engineer")[0]

    def test_the_name_of_a_role_is_marked_whole_whatever_it_was_called(
        self, client: Client
    ) -> None:
        role = make_role("Machine Learning Engineer")
        RoleAlias.objects.create(role=role, phrase="ml engineer")
        make_listing("Senior Machine Learning Engineer", roles=(role,))
        current.kept.forget()
        text = client.get("/jobs/", {"q": "ml engineer"}).text
        assert "Senior <mark>Machine Learning Engineer</mark>" in text

    def test_a_word_that_only_the_text_has_shows_the_line_in_which_it_stands(
        self, client: Client
    ) -> None:
        make_listing("Analyst", text="Some words before. You look after our <b>lighthouses</b>.")
        card = cards(client, "?q=analyst+lighthouse&in=text")[0]
        assert "You look after our [lighthouses]" in card

    def test_a_text_is_not_quoted_where_the_title_says_it_all(self, client: Client) -> None:
        make_listing("Analyst", text="An analyst of tides.")
        assert "tides" not in cards(client, "?q=analyst&in=text")[0]

    def test_hostile_texts_and_titles_stay_text(self, client: Client) -> None:
        title = "<script>alert(1)</script> Nurse <mark>"
        make_listing(title, text="&lt;img src=x onerror=alert(2)&gt; nightshift &lt;b&gt;")
        page = client.get("/jobs/?q=nurse+nightshift+script&in=text").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(2)&gt; <mark>nightshift</mark>" in page
        assert "<mark>script</mark>&gt;alert(1)" in page
        assert "<mark>Nurse</mark> &lt;mark&gt;" in page


def test_a_company_without_a_logo_has_its_initial(client: Client) -> None:
    make_listing(company=make_company("umbra"))
    assert cards(client)[0].startswith("U Data Engineer")


def test_queries_do_not_grow_with_the_cards(client: Client) -> None:
    def number_for(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/jobs/{query}")
        return len(queries)

    query = "?q=lantern+engineer&in=text&country=DE&skill=zig"
    place, skill = make_city("Munich", "DE"), make_skill("Zig")
    make_listing(places=(place,), skills=(skill,), text="A lantern.")
    client.get("/jobs/?q=lantern")
    alone = number_for(query)
    for number in range(12):
        make_listing(places=(place,), skills=(skill,), text=f"A lantern {number}.")
    assert number_for(query) == alone
