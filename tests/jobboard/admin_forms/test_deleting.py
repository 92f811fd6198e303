"""The question before something is deleted: what goes with it, in words, and a way back."""

import pytest
from django.test import Client

from roles.models import Term
from tests.admin_pages import address
from tests.listings.factories import make_company, make_demand, make_listing, make_role
from tests.roles.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> Term:
    found = make_term("Wick")
    found.roles.add(make_role("Lamp Keeper"), make_role("Pilot"))
    found.related.add(make_term("Lens"))
    return found


def test_it_names_what_goes_and_no_rows_without_a_name(administrator: Client, term: Term) -> None:
    page = administrator.get(address(term, "delete")).text
    assert "<h1>Delete “Wick”?</h1>" in page
    assert "Term: " in page
    assert "relationship" not in page
    assert "object (" not in page


def test_of_several_it_is_the_same(administrator: Client, term: Term) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [term.pk]}
    page = administrator.post(address(term, "changelist"), chosen).text
    assert "<h1>Delete " in page
    assert "object (" not in page
    administrator.post(address(term, "changelist"), {**chosen, "post": "yes"})
    assert not Term.objects.filter(pk=term.pk).exists()


def test_the_way_back_works_without_scripts(administrator: Client, term: Term) -> None:
    page = administrator.get(address(term, "delete")).text
    assert f'href="{address(term)}" class="button cancel-link"' in page
    assert 'href="#"' not in page


def test_what_cannot_be_deleted_says_what_hangs_on_it(administrator: Client) -> None:
    role = make_role("Pilot")
    make_demand(role)
    page = administrator.get(address(role, "delete")).text
    assert "cannot be deleted here. What hangs on it would go with it" in page
    company = make_company("Umbra")
    make_listing(company=company)
    page = administrator.get(address(company, "delete")).text
    assert "cannot be deleted while these still need it" in page
