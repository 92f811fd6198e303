"""``/roles/compare/``: any two roles side by side, without an editor."""

import re
from itertools import combinations
from typing import Any

import pytest
from django.test import Client

from listings.models import Skill
from roles.models import GuideKind, GuideStatus, Role
from roles.pairs import indexable_pairs
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill
from tests.listings.figures import forget_all, statements, statements_of, take_figures
from tests.roles.factories import hire, make_guide, make_profiled_role

pytestmark = pytest.mark.django_db

PAIR = "/roles/compare/midwife-vs-nurse/"


def make_complete(name: str) -> Role:
    return make_profiled_role(name, responsibilities=f"Work of a {name}.", skills="Calm.", week="-")


@pytest.fixture
def nurse(db: None) -> Role:
    return make_complete("Nurse")


@pytest.fixture
def midwife(db: None) -> Role:
    return make_complete("Midwife")


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def plain(text: str) -> str:
    """The same text whose lines may break anywhere."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def found_skill(name: str) -> Any:
    return Skill.objects.filter(name=name).first() or make_skill(name)


class TestThePage:
    def test_it_shows_both_profiles_side_by_side_and_the_market(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        make_listing("Night midwife", roles=(midwife,))
        text = text_of(client, f"{PAIR}?country=everywhere")
        assert "<h1>Midwife vs. Nurse</h1>" in text
        part = text[text.index('id="responsibilities"') :]
        assert part.index("Work of a Midwife.") < part.index("Work of a Nurse.")
        for piece in ("side-a", "side-b", 'id="separates"', "Night midwife", "BreadcrumbList"):
            assert piece in text
        assert f'rel="canonical" href="http://127.0.0.1:8000{PAIR}"' in text

    def test_in_the_main_navigation_it_stands_under_roles_alone(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        assert re.findall(r'<a href="([^"]*)" aria-current="true">', text_of(client, PAIR)) == [
            "/roles/"
        ]

    def test_what_separates_the_two_is_said_with_samples_and_ways_to_the_postings(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        hire(nurse, 30, "Triage", "Charting")
        hire(midwife, 25, "Birth", "Charting")
        take_figures()
        text = plain(text_of(client, f"{PAIR}?country=everywhere"))
        deck = re.search(r'guide__deck">([^<]+)<', text)
        assert deck
        assert deck[1] == (
            "Postings for Midwifes name Birth more often (100% against 0%), "
            "those for Nurses Triage (100% against 0%). Both name Charting (100% and 100%). "
            "Counted in 25 and 30 postings everywhere."
        )
        choose = text[text.index('id="choose"') :]
        assert "Nurse, if" in choose
        assert '<a href="/jobs/?role=nurse&amp;skill=triage">Triage</a> (100% against 0%)' in choose
        assert "of 30 and 25 postings" in choose

    def test_too_few_openings_are_said_and_nothing_is_recommended(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        hire(nurse, 3, "Triage")
        take_figures()
        text = text_of(client, f"{PAIR}?country=everywhere")
        assert "cannot be measured yet: for that, each needs 20 postings." in text
        assert 'id="choose"' not in text

    @pytest.mark.slow
    def test_beginners_and_degrees_count_where_the_difference_is_clear(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        hire(nurse, 25, level="entry")
        hire(midwife, 25, level="senior", degree_asked="required")
        take_figures()
        text = plain(text_of(client, f"{PAIR}?country=everywhere"))
        assert "you are starting out: 100% of 25 postings with a level" in text
        assert "you have no degree: 0% of 25 postings require one, against 100% of 25" in text
        assert "Midwife, if" not in text

    @pytest.mark.slow
    def test_shares_of_a_small_country_are_those_of_everywhere_and_say_so(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        paris = (make_city("Paris", "FR"),)
        hire(nurse, 25, "Triage", places=(make_city("Austin", "US"),))
        hire(midwife, 25, "Birth", places=paris)
        take_figures()
        text = text_of(client, f"{PAIR}?country=FR")
        assert "postings everywhere." in text
        assert "Everywhere, too few postings in France" in text


class TestItsAddress:
    def test_the_other_order_leads_to_the_canonical_one(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        response = client.get("/roles/compare/nurse-vs-midwife/?country=FR")
        assert (response.status_code, response["Location"]) == (301, f"{PAIR}?country=FR")

    def test_old_slugs_lead_there_in_one_step(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        Role.objects.filter(pk=nurse.pk).update(slug="carer")
        response = client.get(PAIR)
        assert (response.status_code, response["Location"]) == (
            301,
            "/roles/compare/carer-vs-midwife/",
        )

    def test_a_guide_for_exactly_this_pair_stands_in_its_place_while_it_is_out(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        doctor = make_complete("Doctor")
        make_guide(nurse, midwife, doctor, title="Three")
        make_guide(nurse, midwife, title="Draft", status=GuideStatus.DRAFT)
        make_guide(nurse, midwife, title="Read", kind=GuideKind.EXPLAINER)
        assert client.get(PAIR).status_code == 200
        guide = make_guide(nurse, midwife)
        response = client.get(PAIR + "?country=FR")
        assert response.status_code == 302
        assert response["Location"] == guide.get_absolute_url() + "?country=FR"

    @pytest.mark.parametrize(
        "pair", ["nurse", "nurse-vs-nobody", "a-vs-b-vs-c", "nurse-vs-midwife-vs-nurse", "-vs-"]
    )
    def test_other_addresses_are_not_found(
        self, client: Client, nurse: Role, midwife: Role, pair: str
    ) -> None:
        assert client.get(f"/roles/compare/{pair}/").status_code == 404

    def test_the_same_role_twice_offers_another_choice(self, client: Client, nurse: Role) -> None:
        make_complete("Midwife")
        text = text_of(client, "/roles/compare/nurse-vs-nurse/", status=404)
        assert "That is the same role. Choose another one." in text

    def test_a_role_without_a_profile_is_named(self, client: Client, nurse: Role) -> None:
        make_complete("Midwife")
        make_role("Baker")
        text = text_of(client, "/roles/compare/baker-vs-nurse/", status=404)
        assert "“baker” has no profile here that could be compared." in text

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_only_reading_is_allowed(self, client: Client, method: str) -> None:
        assert getattr(client, method)(PAIR).status_code == 405
        assert getattr(client, method)("/roles/compare/").status_code == 405


class TestChoosing:
    def test_two_chosen_roles_lead_to_their_page(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        response = client.get("/roles/compare/?a=nurse&b=midwife")
        assert (response.status_code, response["Location"]) == (302, PAIR)

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("a=nurse&b=nurse", "That is the same role."),
            ("a=nurse&b=%00%F0%9F%92%A5<script>", "&lt;script&gt;” has no profile here"),
            ("a=nurse&b=" + "x" * 900, "has no profile here"),
        ],
    )
    def test_a_bad_choice_is_said_beside_its_field_and_keeps_the_other(
        self, client: Client, nurse: Role, midwife: Role, query: str, message: str
    ) -> None:
        text = text_of(client, f"/roles/compare/?{query}")
        assert f'id="b-error">{"That" if message[0] == "T" else "“"}' in text
        assert message in text
        assert '<option value="nurse" selected>' in text

    @pytest.mark.slow
    def test_a_role_offers_the_most_alike_first(self, client: Client, nurse: Role) -> None:
        for name, skills in (("Midwife", ("Birth",)), ("Paramedic", ("Triage",))):
            hire(make_complete(name), 20, *skills)
        hire(nurse, 20, "Triage")
        take_figures()
        text = text_of(client, "/roles/nurse/?country=everywhere")
        near = text[text.index("compare-with__near") : text.index("Most alike")]
        assert near.index("Paramedic") < near.index("Midwife")
        assert 'href="/roles/compare/nurse-vs-paramedic/"' in near
        assert '<input type="hidden" name="a" value="nurse">' in text

    def test_a_board_with_one_profile_has_nothing_to_compare(
        self, client: Client, nurse: Role
    ) -> None:
        assert "Compare with" not in text_of(client, "/roles/nurse/")
        assert "not written yet" in text_of(client, "/roles/compare/")

    def test_a_guide_leads_to_other_comparisons(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        text = text_of(client, make_guide(nurse, midwife).get_absolute_url())
        assert 'href="/roles/compare/?a=nurse"' in text


class TestIndexing:
    @pytest.mark.slow
    def test_only_pairs_with_five_real_postings_each_are_for_search_engines(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        hire(nurse, 5)
        hire(midwife, 4)
        hire(midwife, 3, is_demo=True)
        take_figures()
        assert "noindex" in text_of(client, PAIR)
        assert list(indexable_pairs()) == []
        hire(midwife, 1)
        take_figures()
        assert "noindex" not in text_of(client, PAIR)
        assert PAIR in text_of(client, "/sitemap-comparisons.xml")

    @pytest.mark.slow
    def test_the_sitemap_leaves_pairs_with_a_guide_out_and_asks_three_queries(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        roles = [nurse, midwife, make_complete("Doctor"), make_complete("Porter")]
        for role in roles:
            hire(role, 5)
        take_figures()
        make_guide(nurse, midwife)
        pairs = list(indexable_pairs())
        assert statements_of(lambda: list(indexable_pairs())) == 3
        assert len(pairs) == 5
        assert "midwife-vs-nurse" not in {pair.slug for pair in pairs}


@pytest.mark.slow
def test_every_pair_answers_within_twelve_queries(client: Client) -> None:
    company = make_company("Ward")
    roles = [make_complete(f"Nurse {number:02}") for number in range(6)]
    for role in roles:
        for number in range(role.pk % 4 * 8):
            make_listing(f"{role} {number}", roles=(role,), skills=(found_skill("Triage"),))
        make_listing(roles=(role,), company=company)
    take_figures()
    for one, other in combinations(roles, 2):
        forget_all()
        url = f"/roles/compare/{one.slug}-vs-{other.slug}/?country=FR"
        assert statements(client, url) <= 12
