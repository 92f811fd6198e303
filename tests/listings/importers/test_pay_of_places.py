"""Pay that a text states apart for a region: a posting there has it, all others have the rest."""

import pytest

from listings.models import Listing
from tests.listings.importers.boards import TEXT, job, run

pytestmark = pytest.mark.django_db

APART = TEXT + (
    "<p>The range across the U.S. is: $90,000 - $120,000 + equity. For Colorado, the salary range "
    "is: $80,000 - $99,000 + equity.</p>"
)
IN_LINES = TEXT + "<p>Denver: $80,000 - $99,000<br>Seattle: $95,000 - $125,000</p>"


@pytest.mark.parametrize(
    ("city", "state", "text", "pay"),
    [
        ("Denver", "Colorado", APART, "USD 80K – 99K / year"),
        ("Seattle", "Washington", APART, "USD 90K – 120K / year"),
        ("Denver", "Colorado", IN_LINES, "USD 80K – 99K / year"),
        ("Seattle", "Washington", IN_LINES, "USD 95K – 125K / year"),
    ],
)
def test_a_posting_has_the_pay_of_its_own_place(city: str, state: str, text: str, pay: str) -> None:
    address = {"addressLocality": city, "addressRegion": state, "addressCountry": "United States"}
    where = {"location": city, "address": {"postalAddress": address}}
    run(job(1, compensation=None, descriptionHtml=text, **where))
    assert Listing.objects.get().pay_display == pay
