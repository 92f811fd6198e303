"""Openings for the skills that a visitor has: those that name nothing else, or one skill more."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client

from jobboard.logs import clean
from listings.models import Listing, Skill, SkillAlias
from listings.search import facets
from listings.search.facets import clusters
from listings.search.filters import ListingFilter
from listings.transitions import rows
from tests.database import copied
from tests.listings.factories import make_city, make_listing, make_role, make_skill
from tests.listings.figures import statements

pytestmark = pytest.mark.django_db

PAGE = "/jobs/my-skills/"


def search_for(query: str) -> ListingFilter:
    return ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())


def found(query: str) -> set[str]:
    """The titles that a search finds, by SQL; the index must count as many."""
    search = search_for(query)
    assert facets.total(search, search.queryset) == clusters(search.qs)
    return {listing.title for listing in search.qs}


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def said(page: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links(page: str) -> list[tuple[str, int]]:
    """Every link to a list whose words begin with a number, with that number."""
    pattern = r'<a href="(/jobs/\?[^"]+)">(?:All\s+)?(?:<b>)?([\d,]+)(?:</b>)?\s+opening'
    return [
        (unescape(url), int(number.replace(",", ""))) for url, number in re.findall(pattern, page)
    ]


@pytest.fixture
@copied
def market() -> None:
    """Six data engineers' postings of different skills, and an analyst's."""
    engineer, analyst = make_role("Data Engineer"), make_role("Data Analyst")
    python, sql, docker, spark = map(make_skill, ("Python", "SQL", "Docker", "Spark"))
    berlin, paris = make_city("Berlin", "DE"), make_city("Paris", "FR")
    made = (
        ("Both", (python, sql), berlin, "entry"),
        ("One", (python,), paris, "senior"),
        ("Docker too", (python, docker), berlin, "entry"),
        ("Spark too", (sql, spark), berlin, "senior"),
        ("Two too", (python, docker, spark), berlin, "entry"),
        ("Nothing named", (), berlin, "entry"),
    )
    for title, skills, city, level in made:
        make_listing(title, roles=(engineer,), skills=skills, places=(city,), level=level)
    make_listing("Docker alone", roles=(analyst,), skills=(docker,), places=(berlin,))


@pytest.mark.usefixtures("market")
class TestWhatASearchFinds:
    def test_openings_that_name_some_of_the_skills_and_no_other(self) -> None:
        assert found("knows=python&knows=sql") == {"Both", "One"}
        assert found("knows=python") == {"One"}

    def test_openings_that_name_one_or_two_skills_more(self) -> None:
        assert found("knows=python&knows=sql&missing=1") == {"Docker too", "Spark too"}
        assert found("knows=python&knows=sql&missing=2") == {"Two too"}

    def test_what_names_no_skill_or_none_of_these_is_never_among_them(self) -> None:
        everything = set().union(*(found(f"knows=python&missing={n}") for n in ("0", "1", "2")))
        assert "Nothing named" not in everything
        assert "Docker alone" not in everything

    def test_it_goes_with_every_other_filter(self) -> None:
        both = "knows=python&knows=sql"
        assert found(f"{both}&country=DE") == {"Both"}
        assert found(f"{both}&level=senior") == {"One"}
        assert found(f"{both}&missing=1&skill=docker") == {"Docker too"}
        assert found(f"{both}&missing=1&not-skill=docker") == {"Spark too"}

    def test_a_copy_that_names_less_brings_up_its_cluster(self) -> None:
        docker, python = Skill.objects.get(slug="docker"), Skill.objects.get(slug="python")
        head = make_listing("Head", skills=(python, docker))
        make_listing("Copy", skills=(python,), duplicate_of=head)
        assert found("knows=python") == {"One", "Copy"}

    def test_how_many_are_missing_asks_for_nothing_alone(self) -> None:
        assert "missing" not in search_for("missing=1").asked
        assert len(found("missing=1")) == 7

    def test_an_unknown_skill_is_named_and_left_out(self) -> None:
        search = search_for("knows=python&knows=alchemy&missing=9")
        assert [(bad.name, bad.value) for bad in search.rejected] == [
            ("knows", "alchemy"),
            ("missing", "9"),
        ]
        assert {listing.title for listing in search.qs} == {"One"}


@pytest.mark.usefixtures("market")
class TestTheListOfOpenings:
    def test_each_skill_is_an_active_filter_and_the_page_says_what_is_shown(
        self, client: Client
    ) -> None:
        page = said(text_of(client, "/jobs/?knows=python&knows=sql"))
        assert "remove your skill Python" in page
        assert "These name skills that you have, and no other." in page
        page = said(text_of(client, "/jobs/?knows=python&missing=1"))
        assert "remove one skill more" in page
        assert "These name at least one skill that you have, and one besides." in page

    def test_the_form_keeps_them(self, client: Client) -> None:
        page = text_of(client, "/jobs/?knows=python&missing=1")
        assert '<input type="hidden" form="search" name="knows" value="python">' in page
        assert '<input type="hidden" form="search" name="missing" value="1">' in page

    def test_no_result_offers_to_drop_all_of_them(self, client: Client) -> None:
        page = said(text_of(client, "/jobs/?knows=spark&knows=docker&missing=1&country=FR"))
        assert "1 opening without your skill Spark, your skill Docker, one skill more" in page

    def test_nothing_keeps_such_a_page(self, client: Client) -> None:
        assert client.get("/jobs/?knows=python")["Cache-Control"] == "private, no-store"
        assert client.get("/jobs/?role=data-engineer")["Cache-Control"] == "no-cache"

    def test_the_way_to_the_page_of_ones_skills_takes_the_search_along(
        self, client: Client
    ) -> None:
        page = text_of(client, "/jobs/?q=senior+data+engineer&skill=sql&where=Berlin")
        url = re.search(rf'href="({PAGE}\?[^"]*)"', page)
        assert url
        query = QueryDict(unescape(url[1]).partition("?")[2])
        assert query.dict() == {
            "role": "data-engineer",
            "level": "senior",
            "where": query["where"],
            "knows": "sql",
        }
        assert query["where"].startswith("Berlin")


@pytest.mark.usefixtures("market")
class TestThePage:
    def test_without_skills_it_offers_those_that_openings_name_most(self, client: Client) -> None:
        page = text_of(client, f"{PAGE}?role=data-analyst")
        assert re.findall(r'name="knows"\s+value="(\w+)"', page) == ["docker"]
        assert "Tick what you know" in page

    def test_it_counts_what_names_nothing_else_and_one_skill_more_by_that_skill(
        self, client: Client
    ) -> None:
        page = text_of(client, f"{PAGE}?knows=python&knows=sql&role=data-engineer")
        words = said(page)
        assert "2 openings name only skills that you have" in words
        assert "2 openings name one skill more" in words
        assert "1 opening names two skills more" in words
        assert "Docker 1 opening that name Docker besides" in words
        assert "Of 6 openings for this work, level and place." in words
        assert "1 opening names no skill that this board knows" in words

    def test_where_nothing_names_only_these_it_shows_the_nearest_and_other_roles(
        self, client: Client
    ) -> None:
        page = text_of(client, f"{PAGE}?knows=docker&role=data-engineer")
        words = said(page)
        assert "0 openings name only skills that you have" in words
        assert ">Docker too</a>" in page
        assert ">Two too</a>" not in page
        assert "Other roles that your skills reach Data Analyst 1 opening" in words
        url = re.findall(r'href="([^"]+)#found"[^>]*>Data Analyst', page)[0]
        assert "1 opening names only skills" in said(text_of(client, unescape(url)))

    def test_where_nothing_is_near_it_says_what_to_do(self, client: Client) -> None:
        make_skill("Latin")
        words = said(text_of(client, f"{PAGE}?knows=latin"))
        assert "No opening of this work, level and place is that near." in words

    def test_each_number_is_the_total_of_the_list_behind_it(self, client: Client) -> None:
        page = text_of(client, f"{PAGE}?knows=python&knows=sql&where=Berlin&level=entry")
        counted = links(page)
        assert len(counted) >= 3
        for url, number in counted:
            assert client.get(url).context["total"] == number, url

    def test_skill_means_the_same_here(self, client: Client) -> None:
        page = text_of(client, f"{PAGE}?skill=python&skill=sql")
        assert "2 openings name only skills" in said(page)

    def test_skills_may_be_typed_by_any_of_their_names(self, client: Client) -> None:
        SkillAlias.objects.create(skill=Skill.objects.get(slug="sql"), phrase="Structured Query")
        page = text_of(client, f"{PAGE}?other_skills=PYTHON,+structured+query;+alchemy,,")
        assert set(re.findall(r'value="(\w+)"\s+checked', page)) == {"python", "sql"}
        assert "Skills: “alchemy” is no skill that this board knows; it was left out." in said(page)

    def test_i_know_it_adds_a_skill_and_keeps_the_rest(self, client: Client) -> None:
        page = text_of(client, f"{PAGE}?knows=python&level=entry")
        url = re.search(rf'href="({PAGE}[^"]*)#found"', page)
        assert url
        query = QueryDict(unescape(url[1]).partition("?")[2])
        assert query.getlist("knows") == ["python", "docker"] or "sql" in query.getlist("knows")
        assert query["level"] == "entry"

    def test_skills_are_suggested_behind_those_that_stand_there(self, client: Client) -> None:
        groups = client.get("/jobs/suggest/", {"other_skills": "Python, do"}).json()["groups"]
        assert [(one["title"], one["options"][0]["value"]) for one in groups] == [
            ("Skills", "Python, Docker")
        ]

    def test_a_closed_opening_does_not_count(self, client: Client) -> None:
        rows.freeze(Listing.objects.get(title="Both"), by="editor", reason="scam")
        page = text_of(client, f"{PAGE}?knows=python&knows=sql")
        assert "1 opening names only skills that you have" in said(page)

    @pytest.mark.parametrize(
        "query", ["knows=x&knows=%00&role=x&level=x", "other_skills=" + "x," * 900, "where=%00&q=-"]
    )
    def test_bad_values_are_named_and_nothing_breaks(self, client: Client, query: str) -> None:
        assert client.get(f"{PAGE}?{query}").status_code == 200

    def test_it_takes_few_queries(self, client: Client) -> None:
        url = f"{PAGE}?knows=python&knows=sql&role=data-engineer&level=entry&where=Berlin"
        client.get(url)
        assert statements(client, url) <= 12


class TestNobodyElseLearnsOfThem:
    def test_logs_do_not_tell_them(self) -> None:
        line = f'"GET {PAGE}?knows=python&role=nurse&skill=sql&other_skills=docker HTTP/1.1" 200'
        told = clean(line)
        assert not re.search("python|sql|docker", told)
        assert "role=nurse" in told

    @pytest.mark.usefixtures("market")
    def test_the_answer_is_kept_by_nobody_and_found_by_no_search_engine(
        self, client: Client
    ) -> None:
        response = client.get(f"{PAGE}?knows=python")
        assert response["Cache-Control"] == "private, no-store"
        assert 'content="noindex"' in response.content.decode()
        plain = client.get(PAGE)
        assert plain["Cache-Control"] == "no-cache"
        assert "noindex" not in plain.content.decode()

    def test_an_empty_board_says_so(self, client: Client) -> None:
        assert "Tick what you know" in text_of(client, PAGE)
