"""What employers type, and the mail that they get."""

import re
from collections.abc import Iterable
from typing import Any

from django.test import Client

from jobboard.models import OutgoingMail
from listings.employers import submission_limits
from listings.employers.drafts import BEGUN
from listings.employers.forms import PostingForm
from listings.models import PostingDraft
from tests.listings.factories import make_city

TEXT = "We keep the lamps of eleven lighthouses, by day and by night, and write down every ship."


def typed(**changes: Any) -> dict[str, Any]:
    """A posting with nothing but what is needed, and what the test changes; None takes away."""
    make_hamburg()
    data = {
        "company_name": "Umbra",
        "title": "Lamp keeper",
        "description": TEXT,
        "workplaces": ["onsite"],
        "places": ["Hamburg, Germany"],
        "pay_minimum": "40,000",
        "pay_maximum": "50,000",
        "pay_currency": "EUR",
        "pay_period": "year",
        "apply_to": "https://umbra.example/apply",
        "run_days": "30",
        "email": "ada@umbra.example",
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def make_hamburg() -> None:
    from listings.models import Place  # noqa: PLC0415 (only once)

    if not Place.objects.filter(slug="hamburg-de").exists():
        make_city("Hamburg", "DE")
        Place.objects.filter(slug="hamburg-de").update(geonames_id=2_911_298)  # a known place


def form(**changes: Any) -> PostingForm:
    return PostingForm(typed(**changes))


def clean(**changes: Any) -> dict[str, Any]:
    checked = form(**changes)
    assert checked.is_valid(), checked.errors
    return checked.cleaned_data


def errors(**changes: Any) -> dict[str, list[str]]:
    """What is wrong with a posting, by field."""
    checked = form(**changes)
    return {name: list(map(str, said)) for name, said in checked.errors.items()}


def send(client: Client, url: str = "/employers/post/", **changes: Any) -> Any:
    """Press “Send” on a page that was handed out a while ago."""
    hidden = {
        "action": "send",
        "form_token": changes.pop("form_token", None) or submission_limits.fresh(),
    }
    return client.post(url, hidden | typed(**changes))


def begun_in(client: Client, draft: PostingDraft) -> str:
    """Have a draft that nobody owns be one that this browser began; returns its address."""
    session = client.session
    session[BEGUN] = [*session.get(BEGUN, []), draft.pk]
    session.save()
    return draft.get_absolute_url()


def mails() -> Iterable[OutgoingMail]:
    return OutgoingMail.objects.order_by("pk")


def code_of(mail: OutgoingMail) -> str:
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", mail.text)
    assert found
    return found[0]


def link_of(mail: OutgoingMail) -> str:
    found = re.search(r"/employers/confirm/[-\w]+/", mail.text)
    assert found
    return found[0]
