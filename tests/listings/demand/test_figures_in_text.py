"""Figures that authors write into their texts: what readers see, and what editors are told."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from jobboard.markup import render, validate_markup
from jobboard.models import User
from listings.pay.snapshots import refresh
from roles.models import Role
from tests.listings.factories import make_city, make_listing, make_role, make_skill, yearly

pytestmark = pytest.mark.django_db


def shown(text: str, country: str = "") -> str:
    """The plain text of a page whose country is this one."""
    return render(text, defaults={"country": country} if country else {}).text


def today() -> str:
    return f"{timezone.localdate():%-d %b %Y}"


class TestPay:
    @pytest.fixture
    def nurse(self) -> Role:
        nurse, austin = make_role("Nurse"), make_city("Austin", "US")
        for number in range(6):
            pay = yearly(60_000 + number, 80_000)
            make_listing(roles=(nurse,), places=(austin,), pay=pay, level="senior")
        refresh()
        return nurse

    def test_reads_as_the_median_with_its_sample_and_date(self, nurse: Role) -> None:
        assert shown("About {{ pay nurse }} a year.") == (
            f"About USD 70K (median of 6 postings with pay, {today()}) a year."
        )

    def test_leads_to_its_postings_and_to_how_it_was_made(self, nurse: Role) -> None:
        html = render("{{ pay nurse country=US level=senior }}").html
        assert 'href="/jobs/?role=nurse&amp;has_salary=true&amp;country=US&amp;level=' in html
        assert 'href="/salaries/nurse/?country=US&amp;level=senior"' in html
        assert "with pay, United States, senior," in html

    def test_a_country_that_the_author_names_holds(self, nurse: Role) -> None:
        assert shown("Paid {{ pay nurse country=DE }}. Next.", country="US") == "Next."

    def test_the_pages_country_falls_back_to_everywhere_and_says_so(self, nurse: Role) -> None:
        assert "with pay, everywhere," in shown("{{ pay nurse }}", country="DE")
        assert "with pay, United States," in shown("{{ pay nurse }}", country="US")


class TestWhatEditorsAreTold:
    @pytest.mark.parametrize(
        ("figure", "message"),
        [
            ("pay nrse", "There is no role “nrse”. Did you mean nurse?"),
            ("pay Nurse country=Germany", "There is no country “Germany”. Did you mean DE?"),
            ("pay nurse level=snior", "There is no level “snior”. Did you mean senior?"),
        ],
    )
    def test_an_unknown_name_is_refused_with_the_nearest_ones(
        self, figure: str, message: str
    ) -> None:
        make_role("Nurse")
        with pytest.raises(ValidationError) as refused:
            validate_markup(f"Text.\n\n{{{{ {figure} }}}}")
        assert refused.value.messages == [f"Line 3: {message}"]

    def test_the_list_of_figures_is_for_staff_alone(self, client: Client) -> None:
        make_role("Nurse")
        make_skill("Triage")
        assert client.get("/admin/figures.json").status_code == 302
        client.force_login(User.objects.create_superuser("ada@example.org", "a long password"))
        found = client.get("/admin/figures.json").json()
        pay = next(kind for kind in found["kinds"] if kind["name"] == "pay")
        assert pay["example"] == "{{ pay nurse }}"
        assert ["DE", "Germany"] in found["names"]["country"]
