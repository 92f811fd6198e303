"""A better name for a company that a board's address named: an editor's one click."""

import pytest
from django.test import Client
from django.urls import reverse

from listings.editing.companies import suggested_name, take_suggested_name
from listings.models import Company, SearchDocument
from tests.admin_pages import address, as_typed
from tests.listings.factories import make_company, make_listing, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    source = make_source("heidi", company=make_company("heidihealth.com.au"))
    make_listing(source=source, text="Heidi Health is hiring.")
    return source.company


@pytest.mark.slow
def test_its_page_offers_the_name_that_its_texts_have(moderator: Client, company: Company) -> None:
    shown = moderator.get(address(company))
    assert "Heidi Health" in shown.content.decode()
    button = shown.context["action_form"]["action"].html_name
    pressed = {button: "take_suggested_name", "_selected_action": company.pk}
    moderator.post(address(company), {**as_typed(moderator, address(company)), **pressed})
    company.refresh_from_db()
    assert (company.name, company.sort_name) == ("Heidi Health", "heidi health")
    assert company.edited_fields == ["name"]
    assert company.slug == "heidihealth-com-au"
    assert "'EN:heidi'" in SearchDocument.objects.get().text


def test_the_list_names_several_and_counts_those_that_have_none(
    moderator: Client, company: Company
) -> None:
    other = make_company("Umbra")
    address = reverse("admin:listings_company_changelist")
    chosen = {"action": "take_suggested_name", "_selected_action": [company.pk, other.pk]}
    answer = moderator.post(address, chosen, follow=True).content.decode()
    assert "1 company named. 1 left as it was" in answer


def test_what_a_person_wrote_has_no_suggestion(company: Company) -> None:
    assert suggested_name(company) == "Heidi Health"
    company.edited_fields = ["name"]
    company.save()
    assert suggested_name(company) == ""
    assert not take_suggested_name(company)
    assert suggested_name(make_company("lantern works")) == ""
