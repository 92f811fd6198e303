"""Who speaks for a company, and what becomes of one that an employer has proposed."""

import pytest

from listings.editing.companies import merge
from listings.models import Company, Listing
from tests.listings.factories import make_company, make_employer, make_submission

pytestmark = pytest.mark.django_db


def test_two_companies_of_one_name_have_addresses_of_their_own() -> None:
    slugs = [make_company("Umbra").slug for _ in range(3)]
    assert slugs == ["umbra", "umbra-2", "umbra-3"]


class TestAMergedCompany:
    def test_its_postings_go_to_the_other(self) -> None:
        known, proposed = make_company("Umbra"), make_company("Umbra", is_approved=False)
        listing = make_submission(company=proposed)
        merge(proposed, known)
        assert Listing.objects.get().company == known
        assert list(Company.objects.all()) == [known]
        assert Listing.objects.get() == listing

    def test_nobody_gains_a_voice_in_the_other(self) -> None:
        known, proposed = make_company("Umbra"), make_company("Umbra", is_approved=False)
        make_submission(company=known)
        newcomer = make_employer("", proposed)
        merge(proposed, known)
        assert not newcomer.company_memberships.exists()
        assert not Listing.objects.of_employer(newcomer).exists()

    def test_who_has_a_voice_there_keeps_it(self) -> None:
        known, proposed = make_company("Umbra"), make_company("Umbra", is_approved=False)
        employer = make_employer("", known, proposed)
        merge(proposed, known)
        assert Company.objects.of_employer(employer).get() == known
