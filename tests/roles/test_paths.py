"""From one role to another: what more is asked for, and which openings are within reach."""

import re
from html import unescape

import pytest
from django.test import Client

from jobboard.site.addresses import address_of
from listings.models import Listing, Statistic
from roles.models import Role
from tests.listings.figures import forget_all, statements, take_figures
from tests.roles.factories import hire_in_austin, make_guide, make_profiled_role

pytestmark = pytest.mark.django_db

PAIR = "/roles/compare/midwife-vs-nurse/?country=US"


@pytest.fixture
def nurse(db: None) -> Role:
    return make_profiled_role("Nurse", responsibilities="Care.", skills="Calm.", week="-")


@pytest.fixture
def midwife(db: None) -> Role:
    return make_profiled_role("Midwife", responsibilities="Births.", skills="Calm.", week="-")


@pytest.fixture
def market(nurse: Role, midwife: Role) -> None:
    """Nurses do triage and charting; a birth is what most midwives' openings add to that."""
    hire_in_austin(nurse, 22, "Triage", "Charting", pay=50_000)
    hire_in_austin(midwife, 14, "Charting", "Birth", pay=90_000, level="senior")
    hire_in_austin(midwife, 3, "Charting", level="entry")
    hire_in_austin(midwife, 4, "Charting", "Birth", "Ultrasound", "Latin", pay=90_000)
    hire_in_austin(midwife, 2, "Birth", pay=90_000)
    take_figures()


def section(client: Client, url: str = PAIR) -> str:
    """The part of the page, or nothing."""
    text = client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    found = re.search(r'<section class="part part--paths.*?</section>', text, re.DOTALL)
    return found[0] if found else ""


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.usefixtures("market")
class TestTwoRoles:
    def test_both_directions_say_what_is_asked_for_more_there(self, client: Client) -> None:
        words = said(section(client))
        to_midwife = words[words.index("From Nurse to Midwife") :]
        assert "Birth 87% of 23, against 0% of 22" in to_midwife
        back = words[words.index("From Midwife to Nurse") :]
        assert "Triage 100% of 22, against 0% of 23" in back

    @pytest.mark.slow
    def test_openings_within_reach_of_what_is_usual_where_one_comes_from(
        self, client: Client
    ) -> None:
        words = said(section(client))
        assert "usually name (United States, 22 postings): Charting, Triage." in words
        assert "3 openings with these alone" in words
        assert "14 openings with one skill more" in words
        assert "0 openings with two skills more" in words
        assert "The one skill more: Birth, 14 openings" in words

    @pytest.mark.slow
    def test_openings_for_beginners_are_told(self, client: Client) -> None:
        words = said(section(client))
        assert "3 openings for beginners" in words
        assert "0 openings for beginners" in words

    @pytest.mark.slow
    def test_each_number_is_the_total_of_the_list_behind_it(self, client: Client) -> None:
        pattern = r'<a href="(/jobs/\?[^"]+)">(?:<b>)?(?:[A-Z]\w+,\s+)?(\d+)(?:</b>)?\s+opening'
        counted = re.findall(pattern, section(client))
        assert len(counted) >= 6
        for url, number in counted:
            response = client.get(unescape(url))
            assert response.context["total"] == int(number), url
            assert not response.context["search"].rejected

    @pytest.mark.slow
    def test_pay_is_told_where_its_difference_is_clear(self, client: Client) -> None:
        told = "Postings for Midwifes offer USD 39.3K more than those for Nurses"
        assert told in said(section(client))

    @pytest.mark.slow
    def test_the_same_stands_in_a_guide_about_the_two(
        self, client: Client, nurse: Role, midwife: Role
    ) -> None:
        guide = make_guide(nurse, midwife)
        assert "From Nurse to Midwife" in section(client, f"{guide.get_absolute_url()}?country=US")

    @pytest.mark.slow
    def test_the_way_to_ones_own_skills_has_the_usual_ones_ticked(self, client: Client) -> None:
        urls = re.findall(r'href="(/jobs/my-skills/[^"]+)"', section(client))
        page = client.get(unescape(urls[0])).content.decode()
        assert len(re.findall(r"checked", page)) >= 2

    @pytest.mark.slow
    @pytest.mark.usefixtures("kept_pages")
    @pytest.mark.parametrize("kind", ["guide", "role", "comparison"])
    def test_the_first_call_of_a_page_asks_at_most_twelve_once_another_was_shown(
        self, client: Client, nurse: Role, midwife: Role, kind: str
    ) -> None:
        """What all pages share is known by then: words of the glossary, guides, likeness."""
        url = PAIR if kind == "comparison" else "/roles/nurse/?country=US"
        if kind == "guide":
            url = f"{make_guide(nurse, midwife).get_absolute_url()}?country=US"
        client.get("/roles/midwife/?country=US")
        assert statements(client, url) <= 12


@pytest.mark.usefixtures("market")
class TestStatements:
    @pytest.fixture(autouse=True)
    def _guides(self, nurse: Role, midwife: Role) -> None:
        """A guide with claims of every kind, another one to read next, and a third role."""
        doula = make_profiled_role(
            "Doula",
            responsibilities="{{ share birth doula above=midwife }}",
            skills="{{ degree doula below=90% }}",
            week="{{ openings doula above=2 }}",
        )
        hire_in_austin(doula, 24, "Birth", "Charting", pay=40_000)
        take_figures()
        make_guide(
            nurse,
            midwife,
            title="The two",
            introduction="{{ share triage nurse above=10% }} {{ entry midwife above=1% }}",
            tips="{{ pay nurse above=20K }} {{ pay midwife above=nurse }} {{ remote nurse }}",
        )
        make_guide(doula, title="Related")
        company = Listing.objects.earliest("pk").company
        company.slug = "ward"
        company.save()

    @pytest.mark.first(1)
    @pytest.mark.parametrize("query", ["", "?country=FR", "?country=everywhere"])
    def test_a_page_asks_at_most_twelve_where_nothing_is_kept(
        self, client: Client, query: str
    ) -> None:
        figure = Statistic.objects.latest_snapshots().latest("n")
        asked = {}
        for address in (
            *("/", "/guides/the-two/", "/guides/", "/roles/", "/roles/nurse/", "/roles/doula/"),
            *("/roles/compare/doula-vs-nurse/", "/roles/nurse/demand/", "/glossary/"),
            *("/salaries/", "/salaries/nurse/", address_of("figure", f"pay-{figure.pk}")),
            *("/companies/", "/companies/ward/"),
        ):
            forget_all()
            asked[address] = statements(client, address + query)
        assert not {address: number for address, number in asked.items() if number > 12}


def test_too_few_postings_show_no_way(client: Client, nurse: Role, midwife: Role) -> None:
    hire_in_austin(nurse, 3, "Triage")
    hire_in_austin(midwife, 3, "Birth")
    take_figures()
    assert section(client) == ""


@pytest.mark.slow
def test_a_way_from_a_role_of_few_postings_is_not_told(
    client: Client, nurse: Role, midwife: Role
) -> None:
    hire_in_austin(nurse, 22, "Triage")
    hire_in_austin(midwife, 3, "Triage")
    take_figures()
    words = said(section(client))
    assert "From Nurse to Midwife Asked for more Too few postings to tell." in words
    assert "usually name (Everywhere, 22 postings): Triage." in words
    assert "To Nurse Too few postings of the other role" in words


@pytest.mark.usefixtures("market")
class TestOneRole:
    @pytest.mark.slow
    def test_it_leads_on_to_the_roles_within_reach(self, client: Client) -> None:
        text = client.get("/roles/nurse/?country=US").content.decode()
        words = said(text[text.index('id="onward"') :])
        assert (
            "3 openings with these alone, 14 openings with one skill more, most often Birth"
            in words
        )
        assert "at least one in ten of 22 postings" in words

    @pytest.mark.slow
    def test_it_asks_which_openings_one_could_apply_for(self, client: Client) -> None:
        text = client.get("/roles/midwife/?country=US").content.decode()
        assert 'href="/jobs/my-skills/?role=midwife&amp;country=US"' in text
        assert "Which openings could I apply for now?" in text

    @pytest.mark.slow
    def test_without_figures_it_says_nothing_of_that(self, client: Client) -> None:
        make_profiled_role("Porter", responsibilities="Carry.", skills="Calm.", week="-")
        assert 'id="onward"' not in client.get("/roles/porter/").content.decode()


def test_getting_in_counts_the_openings_that_say_newcomers_are_welcome(
    client: Client, nurse: Role
) -> None:
    hire_in_austin(nurse, 2, newcomers="welcome")
    hire_in_austin(nurse, 1, newcomers="trained")
    hire_in_austin(nurse, 3)
    text = client.get("/roles/nurse/?country=US").content.decode()
    found = re.search(r'<dt>Open to newcomers</dt>\s*<dd><a href="([^"]+)"><b>(\d+)</b>', text)
    assert found
    assert found[2] == "3"
    assert client.get(unescape(found[1])).context["total"] == 3


def test_getting_in_is_silent_where_no_opening_says_so(client: Client, nurse: Role) -> None:
    hire_in_austin(nurse, 3)
    assert "Open to newcomers" not in client.get("/roles/nurse/").content.decode()


@pytest.mark.slow
def test_what_a_role_is_named_after_is_known_there_and_drawn_as_no_nought(
    client: Client, nurse: Role, midwife: Role
) -> None:
    """Of the role itself it is not counted: beside the other's share it would read as 0%."""
    hire_in_austin(nurse, 22, "Nursing", "Charting")
    hire_in_austin(midwife, 22, "Nursing", "Charting")
    take_figures()
    text = said(client.get(PAIR).content.decode())
    drawn = text[text.index("Most named skills") : text.index("The numbers")]
    assert "Charting 100%" in drawn
    assert "Nursing" not in drawn
    way = said(section(client))
    assert "postings usually name (United States, 22 postings): Charting, Nursing." in way
    assert way.count("22 openings with these alone") == 2
