"""``/jobs/values/<facet>/``: every value of a facet, found by its name, chosen or left out."""

import re

import pytest
from django.test import Client

from listings.models import Listing
from listings.search.facets import all_values
from listings.search.views import values
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill
from tests.listings.search.test_facets import QUERIES, make_market, results, search_for

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return " ".join(response.text.split())


def links(page: str) -> list[str]:
    return re.findall(r'<a href="(/jobs/\?[^"]*)" rel="nofollow">', page)


def test_all_values_are_there_however_many(client: Client) -> None:
    skills = tuple(make_skill(f"Skill {number}") for number in range(60))
    make_listing(skills=skills)
    page = text_of(client, "/jobs/values/skill/")
    assert "60 values" in page
    for skill in skills:
        assert f"/jobs/?skill={skill.slug}" in links(page)


@pytest.mark.slow
def test_what_a_value_counts_is_what_its_link_gives(client: Client) -> None:
    make_market()
    for query in QUERIES[:20]:
        for name in ("skill", "company", "country", "city", "level", "workplace"):
            search = search_for(query)
            for count in all_values(search, name):
                if not count.value:
                    continue
                asked = search.data.copy()
                kept = asked.getlist(name) if name == "skill" else []
                asked.setlist(name, [*kept, count.value])
                assert count.number == results(asked.urlencode()), (query, name, count)


def test_a_value_adds_itself_to_the_search_and_a_chosen_one_takes_itself_off(
    client: Client,
) -> None:
    make_listing(level="senior", roles=(make_role("Nurse"),))
    make_listing(level="senior", roles=(make_role("Cook"),))
    page = text_of(client, "/jobs/values/role/?level=senior&role=nurse")
    more = "/jobs/?role=nurse&amp;role=cook&amp;level=senior"
    assert links(page) == [more, "/jobs/?level=senior"]
    assert "Counted among openings for <b>Nurse</b>, <b>Senior</b>" in page


def test_a_value_can_be_left_out_and_taken_back(client: Client) -> None:
    make_listing(company=make_company("Umbra"))
    make_listing(company=make_company("Vela"))
    page = text_of(client, "/jobs/values/company/")
    assert 'href="/jobs/?not-company=umbra"' in page
    page = text_of(client, "/jobs/values/company/?not-company=umbra")
    assert 'Left out: <a class="active-filter" href="/jobs/">' in page
    assert "1 value" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ru", ["Rust", "Ruby on Rails", "Scrum"]),
        ("RUST", ["Rust"]),
        ("rails", ["Ruby on Rails"]),
        ("cafe", ["Café"]),
        ("zebra", []),
    ],
)
def test_typed_text_finds_values_by_their_beginning_first(
    client: Client, typed: str, found: list[str]
) -> None:
    made = {name: make_skill(name) for name in ("Scrum", "Ruby on Rails", "Rust", "Café")}
    make_listing(skills=tuple(made.values()))
    make_listing("Another", skills=(made["Rust"], made["Scrum"]))
    response = client.get("/jobs/values/skill/", {"find": typed})
    assert [one.option.label for one in response.context["values"]] == found


def test_a_script_gets_the_nearest_values_as_boxes_to_tick(client: Client) -> None:
    make_listing(skills=tuple(make_skill(f"Skill {number}") for number in range(30)))
    page = text_of(client, "/jobs/values/skill/?find=skill", **{"HX-Request": "true"})
    assert "<html" not in page
    assert page.count('type="checkbox"') == values.MOST_FOUND
    assert "30 found: these are the nearest." in page


def test_many_values_have_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "PAGE_SIZE", 10)
    make_listing(skills=tuple(make_skill(f"Skill {number}") for number in range(25)))
    page = text_of(client, "/jobs/values/skill/?part=3&q=")
    assert len(links(page)) == 5
    assert "page 3 of 3" in page


def test_a_long_search_is_sent_again_by_buttons(client: Client) -> None:
    make_listing("data data", skills=(make_skill("Rust"),))
    page = text_of(client, "/jobs/values/skill/?q=" + "data+" * 80)
    assert links(page) == []
    assert '<button class="as-link" name="skill" value="rust">' in page


@pytest.mark.parametrize("typed", ["", "\x00", "<script>alert(1)</script>", "%", "a" * 1_000])
def test_anything_typed_is_answered(client: Client, typed: str) -> None:
    make_listing(places=(make_city("Paris", "FR"),))
    response = client.get("/jobs/values/city/", {"find": typed, "part": typed, "level": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_what_is_no_facet_has_no_page(client: Client) -> None:
    assert client.get("/jobs/values/salary_min/").status_code == 404
    assert client.post("/jobs/values/skill/").status_code == 405


def test_the_page_is_not_for_search_engines(client: Client) -> None:
    assert Listing.objects.count() == 0
    assert "noindex" in text_of(client, "/jobs/values/skill/")
