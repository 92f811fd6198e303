"""``/jobs/`` as a visitor meets it."""

import random
import re
import string
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import ClosedReason, Source
from listings.search.filterset import FACETS
from listings.search.index.current import fresh
from listings.search.understanding import current
from listings.transitions import rows
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_rate,
    make_role,
    make_skill,
    make_source,
    yearly,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
EVERY_FILTER = (
    "/jobs/?q=data&role=data-engineer&skill=python&company=umbra&level=senior&type=full-time"
    "&workplace=onsite&country=FR&region=ile&city=paris&salary_min=10000&currency=USD"
    "&has_salary=true&posted=30&sort=salary&page=2&featured=true"
)


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_card_shows_pay_company_place_level_type_age_and_skills(client: Client) -> None:
    make_listing(
        "Data Engineer",
        company=make_company("Umbra"),
        places=(make_city("Paris", "FR"),),
        skills=(make_skill("Kafka"),),
        pay=yearly(100_000, 130_000),
        level="senior",
        employment_types=["full-time"],
        days_ago=3,
    )
    page = text_of(client, "/jobs/")
    for piece in ("Data Engineer", "USD 100K – 130K / year", "Umbra", "Paris, France", "Kafka"):
        assert piece in page
    for piece in ("Senior", "Full\N{NO-BREAK SPACE}time", "3 days ago", "1 opening"):
        assert piece in page


def test_an_empty_board_says_so(client: Client) -> None:
    assert "No openings yet." in text_of(client, "/jobs/")


def test_no_result_names_the_filter_to_drop_and_what_that_gives(client: Client) -> None:
    make_listing("A", level="senior")
    make_listing("B", level="entry", workplaces=["remote"], remote_scope="anywhere")
    page = text_of(client, "/jobs/?level=senior&workplace=remote")
    assert "1 opening without <b>Senior</b>" in page
    assert "1 opening without <b>Remote</b>" in page


def test_where_no_filter_alone_is_enough_two_are_named(client: Client) -> None:
    make_listing("A", level="senior")
    make_listing("B", level="entry", workplaces=["remote"], remote_scope="anywhere")
    page = text_of(client, "/jobs/?level=lead&workplace=hybrid&has_salary=true")
    assert "Dropping one filter or two is not enough." in page
    page = text_of(client, "/jobs/?level=senior&workplace=hybrid&has_salary=true")
    assert "Dropping two of these would give:" in page
    assert "1 opening without <b>Hybrid and with pay</b>" in page
    assert page.count("1 opening without") == 1
    assert 'href="/jobs/?level=senior"' in page


def test_words_and_filters_are_dropped_together(client: Client) -> None:
    make_listing("Nurse", level="senior", places=(make_city("Leeds", "GB"),))
    current.kept.forget()
    page = text_of(client, "/jobs/?q=zymurgist+remote+leeds&level=senior")
    assert "1 opening without <b>Workplace: Remote and “zymurgist”</b>" in page
    assert 'href="/jobs/?q=leeds&amp;level=senior"' in page


@pytest.mark.parametrize("hidden", ["draft", "pending", "rejected", "unconfirmed"])
def test_what_was_never_published_is_absent(client: Client, hidden: str) -> None:
    make_listing("Hidden", status=hidden)
    assert "Hidden" not in text_of(client, "/jobs/")


def test_closed_frozen_future_expired_blocked_and_stale_ones_are_absent(client: Client) -> None:
    now = timezone.now()
    rows.close(make_listing("Closed"), ClosedReason.FILLED)
    rows.freeze(make_listing("Frozen"), by="editor", reason="scam")
    make_listing("Future", posted_at=now + timedelta(hours=1))
    make_listing("Expired", expires_at=now - timedelta(seconds=1))
    make_listing("Blocked", company=make_company(blocked_at=now))
    make_listing("Stale", source=make_source("old", last_good_at=now - timedelta(hours=73)))
    make_listing("Pool", is_open_application=True)
    make_listing("Twin", duplicate_of=make_listing("Original"))
    page = text_of(client, "/jobs/")
    assert "Original" in page
    for title in ("Closed", "Frozen", "Future", "Expired", "Blocked", "Stale", "Pool", "Twin"):
        assert f">{title}</a>" not in page


def test_a_recorded_board_counts_as_verified_without_a_date(client: Client) -> None:
    source = make_source("old", last_good_at=timezone.now() - timedelta(days=300), is_recorded=True)
    make_listing("Recorded", source=source, days_ago=400)
    page = text_of(client, "/jobs/")
    assert "Recorded" in page
    assert "open since" in page
    assert Source.objects.verified().count() == 1


def test_past_the_last_page_is_the_last_page_with_a_message(client: Client) -> None:
    for number in range(21):
        make_listing(f"Posting {number}")
    page = text_of(client, "/jobs/?page=9")
    assert "There is no page 9" in page
    assert "21–21 of 21" in page


def test_bad_values_are_named_and_shown_again(client: Client) -> None:
    make_listing()
    page = text_of(client, "/jobs/?level=wizard&salary_min=lots&q=%22data")
    assert "Level: “wizard”" in page
    assert 'value="wizard" checked' in page
    assert 'value="lots"' in page
    assert 'value="&quot;data"' in page


def test_what_a_search_says_besides_looks_like_no_error_and_a_bad_value_does(
    client: Client,
) -> None:
    make_listing("Data Engineer")
    assert "notice--error" not in text_of(client, "/jobs/?q=data+engineer+no+travel")
    assert "notice--error" in text_of(client, "/jobs/?q=data+engineer+no+travel&level=wizard")


@pytest.mark.first(3)
@pytest.mark.parametrize("typed", ["-", "🚀", "#", "— …", '""', "- -", "OR", "?!"])
def test_a_search_for_no_word_says_that_it_was_left_out(client: Client, typed: str) -> None:
    make_listing("Data Engineer")
    response = client.get("/jobs/", {"q": typed})
    page = unescape(response.text)
    assert f"Search: “{typed}” holds no word to search for; it was left out" in page
    assert "Data Engineer" in page
    assert not response.context["active_filters"]
    assert response.context["search"].order == "newest"


def test_signs_that_are_words_are_searched_for(client: Client) -> None:
    make_listing("C++ Engineer")
    make_listing("Data Engineer")
    page = client.get("/jobs/", {"q": "c++"}).text
    assert "<mark>C++</mark> Engineer" in page
    assert "Data Engineer" not in page


def test_where_comes_back_in_its_field_as_typed(client: Client) -> None:
    make_listing(places=(make_city("Paris", "FR"),))
    assert 'name="where" value="Paris, Atlantis"' in text_of(client, "/jobs/?where=Paris, Atlantis")
    assert 'name="where" value="Paris; London"' in text_of(
        client, "/jobs/?where=Paris&where=London"
    )
    assert '<option value="25" selected>' in text_of(client, "/jobs/?where=Paris&radius=25")


def test_a_city_by_its_bare_name_comes_back_in_its_facet(client: Client) -> None:
    make_listing(places=(make_city("Paris", "FR"),))
    make_listing(places=(make_city("Berlin", "DE"),))
    assert 'name="city" value="Paris" checked' in text_of(client, "/jobs/?city=Paris")
    assert 'name="city" value="Atlantis" checked' in text_of(client, "/jobs/?city=Atlantis")
    assert 'name="city" value="paris-fr" checked' in text_of(client, "/jobs/?city=paris-fr")


def test_hostile_text_is_only_text(client: Client) -> None:
    make_listing("<script>alert(1)</script>", company=make_company('"><img src=x>'))
    page = text_of(client, "/jobs/?q=<script>alert(2)</script>&city=<b>x</b>&role=<i>y</i>")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>x" not in page


def test_htmx_gets_results_counts_and_status_and_the_clean_address(client: Client) -> None:
    make_listing("A", level="senior")
    response = client.get("/jobs/?level=senior&q=&city=", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert 'data-hx-swap-oob="innerHTML"' in page
    assert "1 opening" in page
    assert 'data-address="/jobs/?level=senior"' in page


def test_an_old_address_longer_than_4000_bytes_gets_a_page_that_says_so(client: Client) -> None:
    response = client.get("/jobs/?q=" + "a" * 4_000)
    assert response.status_code == 414
    assert b"4,000 bytes" in response.content
    assert client.get("/jobs/?q=" + "a" * 3_998).status_code == 200


def test_a_card_says_what_all_postings_of_its_cluster_say(client: Client) -> None:
    """The oldest has no pay and is open in Japan; its copies pay, in two places."""
    oldest = make_listing(
        "Pilot",
        days_ago=9,
        workplaces=["remote"],
        remote_scope="countries",
        remote_countries=["JP"],
    )
    copies: dict[str, Any] = {"company": oldest.company, "duplicate_of": oldest}
    pay = yearly(105_000, 150_000, "USD")
    american: dict[str, Any] = {"remote_scope": "countries", "remote_countries": ["US"]}
    make_listing("Pilot", days_ago=8, pay=pay, workplaces=["remote"], **american, **copies)
    london = (make_city("London", "GB"),)
    make_listing("Pilot", days_ago=7, pay=yearly(60_000, 75_000, "GBP"), places=london, **copies)
    card = text_of_card(client, "/jobs/?workplace=remote&country=JP")
    assert "USD 105K – 150K / year (United States), GBP 60K – 75K / year (London)" in card
    assert "Remote in Japan · also London, United Kingdom, remote in United States" in card


def test_any_posting_of_a_cluster_brings_up_its_card_with_its_own_facts_first(
    client: Client,
) -> None:
    oldest = make_listing("Pilot", days_ago=9, places=(make_city("Oslo", "NO"),))
    pay = yearly(105_000, 150_000, "USD")
    austin = (make_city("Austin", "US"),)
    copy = make_listing(
        "Pilot", company=oldest.company, duplicate_of=oldest, pay=pay, places=austin, days_ago=8
    )
    response = client.get("/jobs/?salary_min=100000&currency=USD")
    assert response.context["total"] == 1
    card = text_of_card(client, "/jobs/?salary_min=100000&currency=USD")
    assert copy.get_absolute_url() in response.content.decode()
    assert "Austin, United States · also Oslo, Norway" in card
    assert client.get("/jobs/?country=NO&salary_min=100000").context["total"] == 0


@pytest.mark.parametrize("currency", ["", "&currency=PLN"])
def test_a_currency_without_a_rate_is_told_of_once(client: Client, currency: str) -> None:
    make_listing(pay=yearly(150_000, None, "PLN"))
    page = client.get(f"/jobs/?salary_min=100000{currency}").text
    assert page.count("exchange rate") == 1
    assert ("notice--error" in page) == bool(currency)


def text_of_card(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    card = page.split('<ul class="cards">')[1].split("</ul>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", card).split())


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/jobs/").status_code == 405


def test_few_queries_whatever_the_filters_and_the_rows(client: Client) -> None:
    make_rate("USD", "1.1")
    for _ in range(25):
        make_listing(
            "Data Engineer",
            company=make_company(),
            places=(make_city("Paris", "FR", region=f"Ile {_}"),),
            skills=(make_skill(f"Skill {_}"),),
            roles=(make_role(f"Role {_}"),),
        )
    client.get("/jobs/?q=data")  # what words mean is kept from here on
    with CaptureQueriesContext(connection) as of_index:
        fresh()  # as each search of a test does
    for url, most, searches in (
        ("/jobs/", 12, 1),
        ("/jobs/?q=data&country=FR&city=paris&sort=salary", 12, 1),
        (EVERY_FILTER, 19, 2),  # nothing is found: the texts too, near misses, other spellings
    ):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) - searches * len(of_index) <= most, url


def test_any_query_string_is_answered(client: Client) -> None:
    make_listing("Data Engineer", places=(make_city("Paris", "FR"),), pay=yearly(1, 2))
    pick = random.Random(11)
    names = ["q", "role", "skill", "company", "level", "type", "workplace", "country", "region"]
    names += ["city", "salary_min", "currency", "has_salary", "posted", "featured", "sort", "page"]
    pool = string.printable + "äß€😀\x00\u202e\ud7ff'\"\\%&|!():*<>-"
    for _ in range(100):
        pairs = [
            f"{pick.choice(names)}={quote(''.join(pick.choices(pool, k=pick.randint(0, 30))))}"
            for _ in range(pick.randint(1, 8))
        ]
        url = "/jobs/?" + "&".join(pairs)
        if len(url) < 4_000:
            response = client.get(url)
            assert response.status_code == 200, url
            assert b"\x00" not in response.content, url


JOINTS = (
    *(" ", " or ", " and ", ", ", "/", " not "),
    *(" in ", " near ", " (", ") ", " -", " und "),
)


@pytest.mark.slow
def test_any_of_the_words_that_a_search_knows_are_answered(client: Client) -> None:
    """Joined in any way, also where a search ends between two of them."""
    make_listing("Data Engineer", places=(make_city("Paris", "FR"),), pay=yearly(1, 2))
    files = sorted((ROOT / "listings" / "reading" / "data").glob("*.toml"))
    known = [word for file in files for word in re.findall(r'"([^"]{1,40})"', file.read_text())]
    pick = random.Random(12)
    for _ in range(60):
        parts = (pick.choice(known) + pick.choice(JOINTS) for _ in range(pick.randint(1, 5)))
        text_of(client, f"/jobs/?q={quote(''.join(parts))}")


@pytest.mark.first(2)
@pytest.mark.parametrize("q", ["zzyzx or", "oder zzyzx ou", "or", "(zzyzx) and or", "not zzyzx or"])
def test_a_search_that_ends_between_two_words_is_answered(client: Client, q: str) -> None:
    make_listing("Data Engineer")
    text_of(client, f"/jobs/?q={quote(q)}")


def test_postings_that_state_nothing_are_listed_by_each_facet(client: Client) -> None:
    listing = make_listing("Chief Happiness Officer", level="", employment_types=[], workplaces=[])
    for name in FACETS:
        assert listing.title in text_of(client, f"/jobs/?{name}=none"), name
        assert text_of(client, f"/jobs/?not-{name}=none")


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "query",
    [
        "%ff%fe=%c3%28",
        "q=%c3%28&city=%ff",
        "&&&===&q",
        "q[]=1&q[$ne]=2",
        "role=" + "&role=".join(str(n) for n in range(300)),
        "q=" + "(" * 1500,
        "q=" + "a+OR+" * 700,
        "page=" + "9" * 3000,
        "salary_min=" + "9" * 3000,
        "q=" + "%22a" * 900,
    ],
)
def test_malformed_and_huge_queries_are_answered(client: Client, query: str) -> None:
    make_listing()
    assert client.get("/jobs/?" + query).status_code == 200


class TestSearchEngines:
    def test_the_plain_list_and_a_role_with_five_openings_are_indexed(self, client: Client) -> None:
        role = make_role("Nurse")
        for _ in range(5):
            make_listing("Nurse", roles=(role,), places=(make_city(f"Paris{_}", "FR"),))
        for url in ("/jobs/", "/jobs/?role=nurse", "/jobs/?role=nurse&amp;country=FR"):
            page = text_of(client, url.replace("&amp;", "&"))
            assert "noindex" not in page
            assert f'<link rel="canonical" href="http://127.0.0.1:8000{url}">' in page

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        "query", ["role=nurse", "level=senior", "role=nurse&level=senior", "page=2", "q=nurse"]
    )
    def test_thin_mixed_and_deep_lists_are_not(self, client: Client, query: str) -> None:
        role = make_role("Nurse")
        for number in range(25):
            make_listing("Nurse", roles=(role,) if number < 4 else (), level="senior")
        page = text_of(client, f"/jobs/?{query}")
        assert "noindex" in page
        assert '<link rel="canonical" href="http://127.0.0.1:8000/jobs/">' in page

    def test_lists_of_demo_postings_say_so_and_are_not_indexed(self, client: Client) -> None:
        make_listing(is_demo=True)
        page = text_of(client, "/jobs/")
        assert "A demonstration" in page
        assert "noindex" in page
