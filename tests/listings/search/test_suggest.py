"""What is suggested while one types: names that begin so, each with what it would find."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from listings.models import Listing, Place, RemoteScope, Skill, SkillAlias
from listings.search import suggestions
from listings.search.filters import ListingFilter
from listings.search.renewed import Renewed
from listings.search.suggestion_names import Suggestion
from listings.search.suggestions import Prefixes, SuggestionTable
from listings.transitions import rows
from tests.database import copied
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db

HOSTILE = (
    *("", " ", "\x00", "😀", "%", "\\", "(", "'", "\u202e"),
    *("x" * 3_000, "ﷺ" * 300, "a b " * 700, "a\u0301" * 900),
)


def suggested(client: Client, **typed: str) -> dict[str, list[tuple[str, str]]]:
    """Labels and numbers by the title of their group."""
    groups = client.get("/jobs/suggest/", typed).json()["groups"]
    return {
        group["title"]: [(one["label"], one["number"]) for one in group["options"]]
        for group in groups
    }


def values(client: Client, **typed: str) -> list[str]:
    groups = client.get("/jobs/suggest/", typed).json()["groups"]
    return [one["value"] for group in groups for one in group["options"]]


def found(where: str = "", q: str = "") -> int:
    query = QueryDict(mutable=True)
    query.update({"where": where, "q": q})
    search = ListingFilter(query, queryset=Listing.objects.live().vacancies())
    return len({one.duplicate_of_id or one.pk for one in search.qs})


class TestWords:
    def test_roles_skills_companies_titles_and_places_each_with_its_openings(
        self, client: Client
    ) -> None:
        role, skill, company = make_role("Data Engineer"), make_skill("Data"), make_company("Datum")
        city = make_city("Dataville", "FR")
        for title in ("Data Lead", "Data Lead", "Nurse"):
            make_listing(title, roles=(role,), skills=(skill,), company=company, places=(city,))
        assert suggested(client, q="dat") == {
            "Roles": [("Data Engineer", "3 openings")],
            "Skills": [("Data", "3 openings")],
            "Companies": [("Datum", "3 openings")],
            "Titles": [("Data Lead", "2 openings")],
            "Places": [("Dataville, France", "3 openings")],
        }

    def test_any_word_of_a_name_may_begin_so_and_the_most_wanted_comes_first(
        self, client: Client
    ) -> None:
        ml, data = make_role("Machine Learning Engineer"), make_role("Data Engineer")
        for role, number in ((ml, 1), (data, 2)):
            for _ in range(number):
                make_listing("Job", roles=(role,))
        both = [("Data Engineer", "2 openings"), ("Machine Learning Engineer", "1 opening")]
        assert suggested(client, q="engi")["Roles"] == both
        assert suggested(client, q="Learning E")["Roles"] == both[1:]
        assert suggested(client, q="ngineer") == {}

    @pytest.mark.parametrize("typed", ["C++", "c+", "C"])
    def test_signs_are_part_of_a_name(self, client: Client, typed: str) -> None:
        make_listing("Job", skills=(make_skill("C++"),))
        assert suggested(client, q=typed)["Skills"] == [("C++", "1 opening")]

    def test_accents_and_case_do_not_matter(self, client: Client) -> None:
        make_listing("Job", company=make_company("Éclair Löwe"))
        for typed in ("ecl", "ÉCL", "löw", "LOW"):
            assert suggested(client, q=typed) == {"Companies": [("Éclair Löwe", "1 opening")]}

    def test_a_skill_is_found_by_its_alias_once_that_is_typed(self, client: Client) -> None:
        skill = make_skill("Kubernetes")
        SkillAlias.objects.create(skill=skill, phrase="k8s")
        make_listing("Job", skills=(skill,))
        assert suggested(client, q="k8s")["Skills"] == [("Kubernetes", "1 opening")]
        assert suggested(client, q="k8") == {}

    def test_the_last_words_are_completed_and_those_before_stay(self, client: Client) -> None:
        make_listing("Job", roles=(make_role("Data Engineer"),))
        assert values(client, q="senior data en") == ["senior Data Engineer"]
        assert values(client, q="remote (data") == ["remote (Data Engineer"]

    def test_titles_that_differ_in_spelling_are_one_and_a_role_is_no_title(
        self, client: Client
    ) -> None:
        role = make_role("Data Engineer")
        for title in ("Full Stack Developer", "Full Stack Developer", "Full-stack developer"):
            make_listing(title)
        make_listing("Data Engineer", roles=(role,))
        assert suggested(client, q="full") == {"Titles": [("Full Stack Developer", "3 openings")]}
        assert "Titles" not in suggested(client, q="data")

    def test_the_number_beside_a_role_or_skill_is_what_choosing_it_finds(
        self, client: Client
    ) -> None:
        role, skill = make_role("Data Engineer"), make_skill("Kafka")
        make_listing("Pipelines", roles=(role,), skills=(skill,))
        for title in ("Data Engineer", "Lead Data Engineer, Kafka", "Nurse"):
            make_listing(title)
        assert suggested(client, q="data")["Roles"] == [("Data Engineer", "3 openings")]
        assert suggested(client, q="kafk")["Skills"] == [("Kafka", "2 openings")]
        for typed, number in (("Data Engineer", 3), ("Kafka", 2)):
            assert found(q=typed) == number

    def test_what_has_no_live_opening_is_not_suggested(self, client: Client) -> None:
        make_role("Engineer")
        make_skill("Engines")
        rows.freeze(make_listing("Engine driver"), by="editor", reason="scam")
        make_listing("Engine talk", status="draft")
        assert suggested(client, q="eng") == {}


class TestPlaces:
    @pytest.fixture(autouse=True)
    @copied
    def postings(self) -> None:
        berlin, munich = make_city("Berlin", "DE"), make_city("Munich", "DE", names=("munchen",))
        paris = make_city("Paris", "FR", region="Ile de France")
        Place.objects.filter(pk=paris.pk).update(latitude=48.85, longitude=2.35)
        make_listing("A", places=(berlin, munich))
        make_listing("B", places=(berlin,), workplaces=["remote"], remote_scope="not-stated")
        make_listing("C", places=(paris,))
        make_listing(
            "D", workplaces=["remote"], remote_scope=RemoteScope.COUNTRIES, remote_countries=["DE"]
        )
        make_listing("E", workplaces=["remote"], remote_scope=RemoteScope.ANYWHERE)
        copy = make_listing("B", places=(berlin, munich))
        Listing.objects.filter(pk=copy.pk).update(duplicate_of=Listing.objects.get(title="A"))

    def test_cities_regions_countries_groups_and_areas(self, client: Client) -> None:
        assert suggested(client, where="mun") == {"Cities": [("Munich, Germany", "1 opening")]}
        assert suggested(client, where="fran")["Countries"] == [("France", "2 openings")]
        assert suggested(client, where="ile") == {
            "Regions": [("Ile de France, France", "1 opening")]
        }
        assert suggested(client, where="greater p")["Areas"] == [("Greater Paris", "1 opening")]
        assert ("European Union", "5 openings") in suggested(client, where="eu")[
            "Groups of countries"
        ]
        assert suggested(client, where="rem") == {
            "Remote work": [("Remote", "3 openings"), ("Remote from anywhere", "1 opening")]
        }

    @pytest.mark.first(3)
    @pytest.mark.parametrize("typed", ["ber", "mun", "par", "ger", "fra", "eu", "rem", "greater"])
    def test_the_number_beside_a_place_is_what_choosing_it_finds(
        self, client: Client, typed: str
    ) -> None:
        groups = client.get("/jobs/suggest/", {"where": typed}).json()["groups"]
        for one in (one for group in groups for one in group["options"]):
            assert int(one["number"].split()[0]) == found(one["value"]), one

    def test_a_city_counts_its_parts(self, client: Client) -> None:
        for city, slug in (("Hamburg", "hamburg-de"), ("Altona", "altona-de")):
            made = make_city(city, "DE")
            Place.objects.filter(pk=made.pk).update(slug=slug)
            make_listing(city, places=(made,))
        assert suggested(client, where="ham")["Cities"] == [("Hamburg, Germany", "2 openings")]
        assert found("Hamburg, Germany") == 2
        assert suggested(client, where="alt")["Cities"] == [("Altona, Germany", "1 opening")]

    def test_another_name_is_found_from_its_fourth_letter_on(self, client: Client) -> None:
        assert suggested(client, where="Münch") == {"Cities": [("Munich, Germany", "1 opening")]}
        assert suggested(client, where="mün") == {"Cities": [("Munich, Germany", "1 opening")]}
        assert suggested(client, where="eu")["Groups of countries"][0][0] == "European Union"

    def test_the_last_of_several_is_completed(self, client: Client) -> None:
        assert values(client, where="Paris, ber")[0] == "Paris, Berlin, Germany"
        assert values(client, where="remote in ger") == ["remote in Germany"]

    def test_a_region_that_is_called_like_a_city_is_typed_as_one(self, client: Client) -> None:
        city = make_city("New York City", "US", region="New York", names=("new york", "nyc"))
        make_listing("F", places=(city,))
        region = Place.objects.create(
            kind="region", slug="new-york-us", region="New York", region_slug="new-york-us",
            country="US", sort_name="new york", names=["new york"],
        )  # fmt: skip
        make_listing("G", places=(region,))
        [value] = [one for one in values(client, where="new york") if "region" in one]
        assert value == "New York (region), United States"
        assert (found("New York"), found(value)) == (1, 2)


class TestAnswer:
    def test_it_may_be_kept_for_a_short_time_and_is_no_page(self, client: Client) -> None:
        response = client.get("/jobs/suggest/?q=a")
        assert response["Cache-Control"] == "public, max-age=60"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Content-Type"] == "application/json"

    @pytest.mark.first(3)
    @pytest.mark.parametrize("typed", HOSTILE)
    def test_whatever_is_typed_is_answered(self, client: Client, typed: str) -> None:
        make_listing("Data Engineer", places=(make_city("Paris", "FR"),))
        for name in ("q", "where"):
            response = client.get("/jobs/suggest/", {name: typed})
            assert response.status_code in {200, 414}
            if response.status_code == 200:
                assert response.json() == {"groups": []}

    def test_nothing_at_all_is_answered_and_only_get_is(self, client: Client) -> None:
        assert client.get("/jobs/suggest/").json() == {"groups": []}
        assert client.get("/jobs/suggest/?q=a&q=b&where=").status_code == 200
        assert client.post("/jobs/suggest/").status_code == 405

    @pytest.mark.slow
    def test_as_many_queries_make_the_names_of_any_board(
        self, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            make_listing(f"Job {number}", places=(make_city(f"City {number}", "FR"),))
        with django_assert_max_num_queries(20):
            suggestions.make_table()

    def test_no_more_names_are_kept_than_the_settings_allow(
        self, client: Client, settings: Any
    ) -> None:
        settings.SUGGESTIONS = replace(settings.SUGGESTIONS, most=2)
        for number in range(4):
            for _ in range(number + 1):
                make_listing("Job", skills=(Skill.objects.get_or_create(name=f"S{number}")[0],))
        kept = [("S3", "4 openings"), ("S2", "3 openings")]
        assert suggested(client, q="s")["Skills"] == kept


class TestProcess:
    """What a web process keeps between requests."""

    @pytest.fixture
    def kept(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Renewed[SuggestionTable]:
        kept = Renewed[SuggestionTable](lambda _: None, lambda: 60)
        monkeypatch.setattr(suggestions, "kept", kept)
        make_listing(roles=(make_role("Data Engineer"),))
        kept.put(suggestions.make_table())
        settings.SEARCH = replace(settings.SEARCH, is_index_fresh=False)
        return kept

    @pytest.mark.usefixtures("kept")
    def test_typing_asks_the_database_nothing(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        suggested(client, q="who the site is")
        with django_assert_num_queries(0):
            assert suggested(client, q="dat")["Roles"] == [("Data Engineer", "1 opening")]
            assert suggested(client, where="dat") == {}

    def test_until_the_names_are_made_nothing_is_suggested_and_nothing_kept(
        self, client: Client, kept: Renewed[SuggestionTable]
    ) -> None:
        kept.put(None)
        response = client.get("/jobs/suggest/?q=dat")
        assert response.json() == {"groups": []}
        assert response["Cache-Control"] == "no-store"


class TestPrefixes:
    """The structure alone."""

    def names(self, *names: str) -> Prefixes:
        return Prefixes(Suggestion("x", one, one, n, one) for n, one in enumerate(names))

    def test_what_is_called_exactly_so_comes_first(self) -> None:
        found = self.names("R", "Rust", "React").begin_with("r", {"x": 2})
        assert [one.label for one in found["x"]] == ["R", "React"]

    def test_each_name_stands_once_however_many_of_its_words_begin_so(self) -> None:
        found = self.names("data data data").begin_with("da", {"x": 5})
        assert [one.label for one in found["x"]] == ["data data data"]

    def test_no_names_suggest_nothing(self) -> None:
        assert Prefixes(()).completing("a", {"x": 5}) == ("", {})
