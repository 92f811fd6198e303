"""Who speaks for a company, and companies that are the same."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import Picture
from listings.editing.companies import merge
from listings.models import Company, CompanyMember, CompanyRevision, Listing, OldCompanySlug
from tests.admin_pages import address, as_typed
from tests.listings.factories import make_company, make_employer, make_listing, make_source
from tests.listings.searched import found

pytestmark = pytest.mark.django_db

LIST = "admin:listings_company_changelist"


def merging(company: Company) -> str:
    return reverse("admin:listings_company_merge", args=[company.pk])


def proposed(name: str = "Umbra Ltd.") -> Company:
    return make_company(name, is_approved=False)


def test_an_editor_vouches_for_a_person_and_takes_it_back(moderator: Client) -> None:
    company = make_company("Umbra")
    user = make_employer("ada@mail.example", company, is_verified=False)
    voice = Company.objects.of_employer(user)
    values = as_typed(moderator, address(company), **{"members-0-may_speak": "on"})
    assert moderator.post(address(company), values).status_code == 302
    assert voice.get() == company
    assert CompanyMember.objects.get().verified_by_domain == ""
    values = as_typed(moderator, address(company))
    values.pop("members-0-may_speak")
    moderator.post(address(company), values)
    assert not voice.exists()
    assert CompanyMember.objects.exists()


def test_saving_a_company_leaves_what_its_domain_verified(moderator: Client) -> None:
    company = make_company("Umbra")
    make_employer("ada@umbra.example", company)
    CompanyMember.objects.update(verified_by_domain="umbra.example")
    moderator.post(address(company), as_typed(moderator, address(company), size="11–50"))
    assert CompanyMember.objects.get().verified_by_domain == "umbra.example"


def test_a_proposed_company_goes_into_the_one_that_is_known(moderator: Client) -> None:
    company, known = proposed(), make_company("Lantern")
    posting = make_listing(company=company)
    user = make_employer("ada@umbra.example", company)
    values = {"action": "merge", "_selected_action": [company.pk]}
    response: Any = moderator.post(reverse(LIST), values)
    assert response.url == merging(company)
    shown = moderator.get(merging(company), {"other": known.pk}).text
    assert "1 posting, " in shown
    assert "gains no voice" in shown
    moderator.post(merging(company), {"other": known.pk})
    posting.refresh_from_db()
    assert posting.company == known
    assert found("heading", "lantern").get() == posting
    assert not Company.objects.filter(pk=company.pk).exists()
    assert not Company.objects.of_employer(user).exists()
    assert not OldCompanySlug.objects.exists()  # its address was never public


def test_any_two_companies_become_one_with_all_that_is_theirs(
    moderator: Client, client: Client
) -> None:
    logo = Picture.objects.create(
        alt="A lamp", content_hash="a" * 32, format="png", width=9, height=9
    )
    company = make_company("Umbra Ltd", website="https://umbra.example", logo=logo, size="11–50")
    known = make_company("Umbra", size="51–200")
    source = make_source("umbra", company=company)
    posting = make_listing("Cook", company=company, source=source)
    ada = make_employer("ada@umbra.example", company)
    both = make_employer("ben@umbra.example", company, known)
    CompanyRevision.objects.create(company=company, description="Lamps.")
    old = company.get_absolute_url()
    shown = moderator.get(merging(company), {"q": "umbra", "other": str(known.pk)}).text
    for part in ("1 posting, 1 of them live", str(source), ada.email, "website, logo", old):
        assert part in shown
    assert moderator.post(merging(company), {"other": known.pk}).status_code == 302
    known.refresh_from_db()
    posting.refresh_from_db()
    source.refresh_from_db()
    assert (posting.company, source.company) == (known, known)
    assert (known.website, known.size, known.logo) == ("https://umbra.example", "51–200", logo)
    assert (
        Company.objects.of_employer(ada).get() == Company.objects.of_employer(both).get() == known
    )
    assert CompanyRevision.objects.pending().get().company == known
    answer = client.get(f"{old}?page=2")
    assert (answer.status_code, answer["Location"]) == (301, f"{known.get_absolute_url()}?page=2")
    assert "Cook" in client.get(f"/jobs/?company={company.slug}").text


def test_an_old_address_leads_on_for_ever_and_is_nobody_elses(client: Client) -> None:
    first, second, third = (make_company(name) for name in ("Ombra", "Umbra", "Shade"))
    first_address, second_address = first.get_absolute_url(), second.get_absolute_url()
    merge(first, second)
    merge(second, third)
    third.slug = "shade-inc"
    third.save()
    for old in (first_address, second_address, "/companies/shade/"):
        assert client.get(old)["Location"] == "/companies/shade-inc/"
    assert make_company("Umbra").slug == "umbra-2"
    with pytest.raises(ValidationError, match="still redirects there"):
        Company(name="Ombra", slug="ombra").full_clean()
    with pytest.raises(IntegrityError, match="that of another company"), transaction.atomic():
        make_company("Ombra", slug="ombra")
    third.slug = "shade"
    third.save()
    assert client.get("/companies/shade/").status_code == 200


def test_copies_of_one_posting_are_joined_by_a_merge() -> None:
    text = "<p>" + " ".join(f"word{number}" for number in range(60)) + "</p>"
    known, company = make_company("Umbra"), make_company("Umbra Ltd")
    for one in (known, company):
        make_listing("Cook", company=one, text=text)
    merge(company, known)
    assert Listing.objects.filter(duplicate_of__isnull=False).count() == 1


def test_of_two_texts_that_wait_that_of_the_company_that_stays_is_kept() -> None:
    known, company = make_company("Umbra"), make_company("Umbra Ltd")
    for one in (known, company):
        CompanyRevision.objects.create(company=one, description=f"Of {one}.")
    merge(company, known)
    assert CompanyRevision.objects.pending().get().description == "Of Umbra."
    assert known.revisions.count() == 2


@pytest.mark.parametrize("which", ["itself", "blocked", "proposed"])
def test_what_cannot_be_one_says_why(moderator: Client, which: str) -> None:
    company, other = make_company("Umbra"), make_company("Lantern")
    if which == "blocked":
        other.blocked_at = timezone.now()
    other.is_approved = which != "proposed"
    other.save()
    chosen = company if which == "itself" else other
    page = moderator.post(merging(company), {"other": chosen.pk})
    assert page.status_code == 200
    assert page.context["problem"]
    assert Company.objects.count() == 2


def test_the_other_company_is_found_by_name_and_website(moderator: Client) -> None:
    company = make_company("Umbra")
    wanted = make_company("Ümbra Ltd", website="https://lamps.example")
    for words in ("umbra", "lamps.example", "ltd UMBRA"):
        [found_one] = moderator.get(merging(company), {"q": words}).context["companies"]
        assert found_one == wanted
    assert "No company has these words" in moderator.get(merging(company), {"q": "zzz"}).text
    for odd in ("\x00", "%", "_" * 300):
        assert moderator.get(merging(company), {"q": odd}).status_code == 200


def test_a_board_goes_to_another_company_with_its_postings(moderator: Client) -> None:
    wrong, right = make_company("Umbra"), make_company("Lantern")
    source = make_source("umbra", company=wrong)
    posting = make_listing("Cook", company=wrong, source=source)
    other = make_listing("Baker", company=wrong)
    values = {"action": "give", "_selected_action": [source.pk]}
    sources = reverse("admin:listings_source_changelist")
    page: Any = moderator.post(sources, values)
    assert "1 posting that it brought" in moderator.get(page.url, {"other": right.pk}).text
    assert moderator.post(page.url, {"other": right.pk}).status_code == 302
    for row in (posting, other, source):
        row.refresh_from_db()
    assert (posting.company, source.company, other.company) == (right, right, wrong)
    assert found("heading", "lantern").get() == posting


@pytest.mark.first(3)
@pytest.mark.parametrize("other", ["", "999999", "x", "\x00", "9" * 40])
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
