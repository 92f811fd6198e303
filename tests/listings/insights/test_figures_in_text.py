"""Figures that authors write into their texts: what readers see, and what editors are told."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.markup import render, validate_markup
from jobboard.models import SiteIdentity, User
from jobboard.site import identity
from listings.models import Place, Skill
from listings.reading.descriptions import plain_text
from roles.models import Role
from tests.admin_pages import opened
from tests.database import copied
from tests.jobboard.markup.reading import Page
from tests.listings.factories import make_city, make_listing, make_role, make_skill, yearly
from tests.listings.figures import take_figures
from tests.roles.factories import make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db


def shown(text: str, country: str = "") -> str:
    """The plain text of a page whose country is this one."""
    html = render(text, defaults={"country": country} if country else {})
    return html.text.replace("\N{NO-BREAK SPACE}", " ")


def today() -> str:
    return f"{timezone.localdate():%-d %b %Y}"


class TestPay:
    @pytest.fixture
    @copied
    def nurse(self) -> Role:
        nurse, austin = make_role("Nurse"), make_city("Austin", "US")
        for number in range(12):
            pay = yearly(60_000 + number, 80_000)
            make_listing(roles=(nurse,), places=(austin,), pay=pay, level="senior")
        take_figures()
        return nurse

    def test_reads_as_the_median_with_its_sample_and_date(self, nurse: Role) -> None:
        assert shown("About {{ pay nurse }} a year.") == (
            f"About USD 70K (median of 12 postings with pay, {today()}) a year."
        )

    def test_leads_to_its_postings_and_to_how_it_was_made(self, nurse: Role) -> None:
        html = render("{{ pay nurse country=US level=senior }}").html
        assert 'href="/jobs/?role=nurse&amp;has_salary=true&amp;country=US&amp;level=' in html
        assert 'href="/salaries/nurse/?country=US&amp;level=senior"' in html
        assert "with pay, United States, senior," in html

    def test_a_role_that_has_another_slug_by_now_is_still_meant(self, nurse: Role) -> None:
        Role.objects.update(slug="registered-nurse")
        assert "12 postings with pay" in shown("{{ pay nurse }}")
        validate_markup("{{ pay nurse }}")
        with pytest.raises(ValidationError, match="registered-nurse"):
            validate_markup("{{ pay registered-nurs }}")

    def test_a_country_that_the_author_names_holds(self, nurse: Role) -> None:
        assert shown("Paid {{ pay nurse country=DE }}. Next.", country="US") == "Next."

    def test_the_pages_country_falls_back_to_everywhere_and_says_so(self, nurse: Role) -> None:
        assert "with pay, everywhere," in shown("{{ pay nurse }}", country="DE")
        assert "with pay, United States," in shown("{{ pay nurse }}", country="US")


class TestDemand:
    @pytest.fixture
    @copied
    def nurse(self) -> Role:
        nurse, austin, triage = make_role("Nurse"), make_city("Austin", "US"), make_skill("Triage")
        for number in range(24):
            make_listing(
                roles=(nurse,),
                places=(austin,),
                skills=(triage,) if number < 18 else (),
                workplaces=["remote"] if number < 6 else ["onsite"],
                remote_scope="countries" if number < 6 else "",
                remote_countries=["US"] if number < 6 else [],
                level="senior" if number < 3 else "",
            )
        take_figures()
        return nurse

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("figure", "reads"),
        [
            ("openings nurse", "24 openings (at 24 employers, {today})"),
            ("share triage nurse", "75% (of 24 postings, {today})"),
            ("remote nurse", "25% (of 24 postings, {today})"),
            ("share triage nurse country=US", "75% (of 24 postings, United States, {today})"),
            ("openings Nurse level=senior", "3 openings (at 3 employers, senior, {today})"),
        ],
    )
    def test_reads_as_value_sample_and_date(self, nurse: Role, figure: str, reads: str) -> None:
        assert shown(f"{{{{ {figure} }}}}") == reads.format(today=today())

    @pytest.mark.parametrize(
        ("figure", "postings", "details"),
        [
            ("openings nurse country=US", "role=nurse&amp;country=US", "country=US"),
            (
                "share triage nurse",
                "role=nurse&amp;skill=triage",
                "country=everywhere#skill-triage",
            ),
            ("remote nurse", "role=nurse&amp;workplace=remote", "country=everywhere#remote"),
        ],
    )
    def test_leads_to_its_postings_and_to_how_it_was_made(
        self, nurse: Role, client: Client, figure: str, postings: str, details: str
    ) -> None:
        html = render(f"{{{{ {figure} }}}}").html
        assert f'href="/jobs/?{postings}"' in html
        assert f'href="/roles/nurse/demand/?{details}"' in html
        for address in Page(html).hrefs():
            assert client.get(address).status_code == 200

    def test_a_figure_leads_to_as_many_openings_as_it_says(
        self, nurse: Role, client: Client
    ) -> None:
        [postings, _] = Page(render("{{ openings nurse }}").html).hrefs()
        assert "24 openings" in client.get(postings).content.decode()

    def test_too_small_a_sample_leaves_the_authors_words_or_drops_the_sentence(
        self, nurse: Role
    ) -> None:
        text = 'First. {{ share triage nurse level=senior else="Most" }} ask. {{ remote cook }} do.'
        assert shown(text) == "First. Most ask."

    def test_no_opening_is_no_figure(self, nurse: Role) -> None:
        assert shown("First. There are {{ openings nurse country=DE }}.") == "First."

    def test_the_pages_country_falls_back_to_everywhere_and_says_so(self, nurse: Role) -> None:
        assert (
            shown("{{ share triage nurse }}", "DE")
            == f"75% (of 24 postings, everywhere, {today()})"
        )

    def test_roles_beside_each_other_are_of_one_place(self, nurse: Role) -> None:
        """Where midwives have too few there, nurses are told of everywhere, too."""
        midwife, bonn = make_role("Midwife"), make_city("Bonn", "DE")
        for _ in range(20):
            skills = (Skill.objects.get(slug="triage"),)
            make_listing(roles=(midwife,), places=(bonn,), skills=skills)
        take_figures()
        both = shown("{{ share triage nurse }}, {{ share triage midwife }}", "US")
        assert both.count("everywhere") == 2
        assert "United States" in shown("{{ share triage nurse }}, {{ openings midwife }}", "US")

    def test_a_page_asks_one_query_and_none_for_names(
        self, nurse: Role, django_assert_num_queries: Any
    ) -> None:
        text = "{{ openings nurse }} {{ share triage nurse }} {{ remote nurse }} {{ pay nurse }}"
        with django_assert_num_queries(1):
            render(f"{text}\n\n{text} {{{{ share triage nurse country=US }}}}")

    def test_a_check_looks_up_each_word_once(
        self, nurse: Role, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):  # roles, skills
            validate_markup("{{ share triage nurse }} {{ share triage nurse }} {{ remote nurse }}")


class TestWhatEditorsAreTold:
    @pytest.mark.parametrize(
        ("figure", "message"),
        [
            ("pay nrse", "There is no role “nrse”. Did you mean nurse?"),
            ("pay Nurse country=Germany", "There is no country “Germany”. Did you mean DE?"),
            ("share trage nurse", "There is no skill “trage”. Did you mean triage?"),
            ("share nurse", "“share” needs a skill and a role, as in {{ share SKILL ROLE }}"),
            ("pay nurse level=snior", "There is no level “snior”. Did you mean senior?"),
        ],
    )
    def test_an_unknown_name_is_refused_with_the_nearest_ones(
        self, figure: str, message: str
    ) -> None:
        make_role("Nurse")
        make_skill("Triage")
        with pytest.raises(ValidationError) as refused:
            validate_markup(f"Text.\n\n{{{{ {figure} }}}}")
        assert refused.value.messages == [f"Line 3: {message}"]

    def test_the_list_of_figures_is_for_staff_alone(self, client: Client) -> None:
        make_role("Nurse")
        make_skill("Triage")
        assert client.get("/admin/figures.json").status_code == 302
        client.force_login(User.objects.create_superuser("ada@example.org", "a long password"))
        found = client.get("/admin/figures.json").json()
        assert {kind["name"]: kind["example"] for kind in found["kinds"]} == {
            "openings": "{{ openings nurse }}",
            "pay": "{{ pay nurse }}",
            "share": "{{ share triage nurse }}",
            "remote": "{{ remote nurse }}",
            "degree": "{{ degree nurse }}",
            "entry": "{{ entry nurse }}",
        }
        assert ["DE", "Germany"] in found["names"]["country"]


class TestTheDialog:
    """What the editor's dialog shows is what the page will say."""

    @pytest.mark.slow
    @pytest.mark.parametrize("home", ["US", "DE"])
    def test_its_numbers_are_the_pages(self, admin_client: Client, home: str) -> None:
        SiteIdentity.objects.create(country=home)
        identity.forget()
        nurse = make_profiled_role("Nurse", tools="Scales.")
        for number, city in enumerate([("Austin", "US")] * 11 + [("Graz", "AT")] * 3):
            place = Place.objects.filter(city=city[0]).first() or make_city(*city)
            pay = yearly(60_000 + 9_000 * (city[1] == "AT") + number, 80_000)
            make_listing(roles=(nurse,), places=(place,), pay=pay)
        take_figures()
        figures = ("pay nurse", "openings nurse", "pay nurse country=US")
        sources = [f"{{{{ {figure} }}}}" for figure in figures]
        for model, row, field in (
            ("guide", make_guide(nurse), "introduction"),
            ("role", nurse, "definition"),
            ("rolesection", nurse.sections.get(), "body"),
            ("term", make_term("Triage"), "body"),
        ):
            asked = f"{reverse('admin:editor-figure')}?on=roles.{model}"
            told = [admin_client.post(asked, {"source": one}).json()["shown"] for one in sources]
            typed = opened(admin_client, row, **{field: f"Now {' and '.join(sources)}."})
            page = plain_text(
                admin_client.post(reverse(f"admin:roles_{model}_preview"), typed).text
            )
            assert all(told), model
            assert [one for one in told if one not in page] == [], model


def test_a_dialog_on_a_page_that_is_none_knows_no_country(admin_client: Client) -> None:
    for label in ("", "x", "roles.nothing", "listings.listing", "sessions.session", "a.b.c", "\0"):
        answer = admin_client.post(
            f"{reverse('admin:editor-figure')}?{urlencode({'on': label})}", {"source": "{{ x }}"}
        )
        assert "problem" in answer.json()
