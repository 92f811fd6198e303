"""Who speaks for a company, and companies that are the same."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Company, CompanyMember, Listing
from tests.listings.admin.forms import as_typed, found
from tests.listings.factories import make_company, make_employer, make_listing, make_source

pytestmark = pytest.mark.django_db

LIST = "admin:listings_company_changelist"


def page(company: Company) -> str:
    return reverse("admin:listings_company_change", args=[company.pk])


def merging(company: Company) -> str:
    return reverse("admin:listings_company_merge", args=[company.pk])


def proposed(name: str = "Umbra Ltd.") -> Company:
    return make_company(name, is_approved=False)


def test_an_editor_vouches_for_a_person_and_takes_it_back(moderator: Client) -> None:
    company = make_company("Umbra")
    user = make_employer("ada@mail.example", company, is_verified=False)
    voice = Company.objects.of_employer(user)
    values = as_typed(moderator, page(company), **{"members-0-may_speak": "on"})
    assert moderator.post(page(company), values).status_code == 302
    assert voice.get() == company
    assert CompanyMember.objects.get().verified_by_domain == ""
    values = as_typed(moderator, page(company))
    values.pop("members-0-may_speak")
    moderator.post(page(company), values)
    assert not voice.exists()
    assert CompanyMember.objects.exists()


def test_saving_a_company_leaves_what_its_domain_verified(moderator: Client) -> None:
    company = make_company("Umbra")
    make_employer("ada@umbra.example", company)
    CompanyMember.objects.update(verified_by_domain="umbra.example")
    moderator.post(page(company), as_typed(moderator, page(company), size="11–50"))
    assert CompanyMember.objects.get().verified_by_domain == "umbra.example"


def test_a_proposed_company_goes_into_the_one_that_is_known(moderator: Client) -> None:
    company, known = proposed(), make_company("Lantern")
    posting = make_listing(company=company)
    user = make_employer("ada@umbra.example", company)
    values = {"action": "merge", "_selected_action": [company.pk]}
    response: Any = moderator.post(reverse(LIST), values)
    assert response.url == merging(company)
    assert "its 1 posting can go there" in moderator.get(merging(company)).content.decode()
    moderator.post(merging(company), {"other": known.pk})
    posting.refresh_from_db()
    assert posting.company == known
    assert found("heading", "lantern").get() == posting
    assert not Company.objects.filter(pk=company.pk).exists()
    assert not Company.objects.of_employer(user).exists()


def test_only_a_company_that_was_never_public_can_go(moderator: Client) -> None:
    public, read = make_company("Lantern"), proposed("Read")
    make_source(company=read)
    for company in (public, read):
        values = {"action": "merge", "_selected_action": [company.pk]}
        said = moderator.post(reverse(LIST), values, follow=True).context["messages"]
        assert "Nothing was merged" in " ".join(map(str, said))
        assert moderator.get(merging(company)).status_code == 404


@pytest.mark.parametrize("other", ["", "999999", "x", "\x00"])
def test_one_that_is_not_there_is_no_goal(moderator: Client, other: str) -> None:
    company = proposed()
    response = moderator.post(merging(company), {"other": other})
    assert response.status_code == 200
    assert Company.objects.filter(pk=company.pk).exists()


def test_nobody_else_may_merge(sign_in: Any) -> None:
    company = proposed()
    assert sign_in("editor").get(merging(company)).status_code == 403
    assert Client().get(merging(company)).status_code == 302
    assert Listing.objects.count() == 0
