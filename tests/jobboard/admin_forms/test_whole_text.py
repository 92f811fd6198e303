"""A text that is pasted comes whole: what is too long is said, and nothing is cut on the way."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from jobboard.models import MailWording, User
from listings.models import Listing
from tests.admin_pages import address
from tests.listings.employers.managing.postings import live, sent, signed_in
from tests.listings.factories import make_employer, make_listing, make_role, make_skill
from tests.roles.factories import make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db

NOT_KEPT = ("picture-", "try-title", "-reason")
"""Beside the form: a title that is tried, a dialog, the reason of an action."""

FORMS: dict[str, Callable[[], Model]] = {
    "guide": lambda: make_guide(make_role("Nurse")),
    "role with its sections": lambda: make_profiled_role("Nurse", tools="Scales."),
    "skill with its other names": lambda: make_skill("Knots"),
    "term": lambda: make_term("Triage"),
    "posting": lambda: make_listing("Cook"),
    "mail wording": lambda: MailWording.objects.get(kind="test"),
    "group": lambda: Group.objects.create(name="Cooks"),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_field_of_a_form_of_the_admin_cuts(name: str) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("ada@desk.example"))
    page = client.get(address(FORMS[name]())).text
    fields = re.findall(r"<(?:input|textarea)[^>]*>", page[page.index('id="content-main"') :])
    cut = [field for field in fields if "maxlength" in field]
    assert fields
    assert [field for field in cut if not any(name in field for name in NOT_KEPT)] == []


def test_no_field_of_readers_and_employers_cuts(client: Client) -> None:
    listing = live()
    report = client.get(f"{listing.get_absolute_url()}report/").text
    Listing.objects.filter(pk=sent(title="Cook").pk).update(status="changes_requested")
    waiting = Listing.objects.get(title="Cook")
    own = signed_in().get(reverse("own-posting", args=[waiting.pk])).text
    speaker = signed_in(make_employer("bob@umbra.example", listing.company))
    company = speaker.get(reverse("own-company", args=[listing.company_id])).text
    for page in (report, own, company, client.get(reverse("post")).text):
        form = page[page.index("<main") :]
        assert "<textarea" in form, form[:300]
        assert "maxlength" not in form


def test_what_is_too_long_is_said_and_kept(client: Client) -> None:
    page = client.post(
        f"{live().get_absolute_url()}report/", {"reason": "scam", "text": "x" * 1_001}
    )
    assert "1001 characters; 1000 is the most" in page.text
    assert "x" * 1_001 in page.text
