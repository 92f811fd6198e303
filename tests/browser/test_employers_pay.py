"""Pay, places and company on a phone without a script: asked back, answered, and shown as given."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from listings.importers.bulk_rows import known_place
from listings.models import KnownPlace, PostingDraft
from listings.reading.place_facts import PlaceFacts
from tests.browser.conftest import press
from tests.listings.employers.typed import TEXT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _ground() -> None:
    for number, city in enumerate(("Leipzig", "Hamburg"), start=1):
        slug = f"{city.lower()}-de"
        place = ("city", city, "", "", "DE", slug, 1.0, 1.0, 500_000, number, ())
        known_place(PlaceFacts(*place)).save()  # type: ignore[arg-type]
    assert KnownPlace.objects.count() == 2


@pytest.mark.slow
def test_what_is_unclear_is_asked_back_and_one_answer_sends_it(
    chromium: Browser, live_server: LiveServer
) -> None:
    phone = {"width": 375, "height": 800}
    page = chromium.new_page(viewport=phone, java_script_enabled=False)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/employers/post/")
    expect(page.get_by_label("Headquarters")).to_have_value("")
    expect(page.get_by_label("Currency")).to_have_value("")
    page.locator("#id_company_name").fill("Umbra")
    page.get_by_label("Job title").fill("Lamp keeper")
    page.locator("#id_description").fill(TEXT)
    page.get_by_label("Place 1").fill("04109 Leipzg")
    page.get_by_label("Place 2").fill("Hamburg, hybrid")
    page.get_by_label("One fixed amount").check()
    page.locator("#id_pay_minimum").fill("3.245 €")
    page.get_by_label("Where to apply").fill("umbra.example/apply")
    page.get_by_label("Your e-mail address").fill("ada@umbra.example")
    send = page.get_by_role("button", name="Send for review")
    press(send)
    wrong = page.locator("#errors li")
    expect(wrong).to_have_count(2)
    expect(wrong.nth(1)).to_contain_text("EUR 3,245 / month?")
    page.get_by_label("Leipzig, Germany").check()
    page.get_by_label("Yes, EUR 3,245 / year is meant").check()
    press(send)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    draft = PostingDraft.objects.get()
    assert draft.data["pay_minimum"] == "3.245 €"
    assert len(draft.data["answers"]) == 2
    page.close()
