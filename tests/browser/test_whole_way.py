"""The whole way of an employer, on a phone and without JavaScript, from form to undoing."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from listings.models import Listing, Status
from listings.moderation import services
from tests.listings.employers.typed import TEXT, code_of, mails, make_hamburg

pytestmark = pytest.mark.django_db(transaction=True)

STROKE = 0.2  # seconds a key, on a phone
LOOK = 2.0  # seconds to find the next field or button
MINUTES = 4


class Hands:
    """Types and presses, and counts how long a person would take for it."""

    def __init__(self, page: Page) -> None:
        self.page, self.seconds = page, 0.0

    def type(self, label: str, text: str, *, is_pasted: bool = False) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        self.seconds += LOOK + (0 if is_pasted else STROKE * len(text))

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(value)
        self.seconds += LOOK

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check()
        self.seconds += LOOK

    def press(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.seconds += LOOK

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def by_name(self, name: str, text: str, *, is_pasted: bool = False) -> None:
        field = self.page.locator(f"main [name={name}]").first
        if field.evaluate("(element) => element.tagName") == "SELECT":
            field.select_option(text)
            self.seconds += LOOK
            return
        field.fill(text)
        self.seconds += LOOK + (0 if is_pasted else STROKE * len(text))


@pytest.fixture
def hands(chromium: Browser, live_server: LiveServer) -> Iterator[Hands]:
    make_hamburg()
    context = chromium.new_context(
        viewport={"width": 375, "height": 800}, java_script_enabled=False, base_url=live_server.url
    )
    yield Hands(context.new_page())
    context.close()


def test_the_whole_way_takes_a_person_less_than_four_minutes(hands: Hands) -> None:
    fill_in_with_an_error(hands)
    mend_and_confirm(hands)
    listing = Listing.objects.get()
    services.approve(listing)
    correct_pay_and_title(hands, listing)
    take_back_extend_close_and_undo(hands, listing)
    assert hands.seconds < MINUTES * 60


def fill_in_with_an_error(hands: Hands) -> None:
    hands.page.goto("/employers/post/")
    hands.by_name("company_name", "Umbra")
    hands.by_name("title", "Lamp keeper")
    hands.by_name("description", TEXT, is_pasted=True)
    hands.tick("workplaces", "onsite")
    hands.by_name("places", "Hamburg, Germany")
    hands.by_name("pay_minimum", "40000")
    hands.by_name("pay_maximum", "4000")
    hands.by_name("pay_currency", "EUR")
    hands.by_name("pay_period", "year")
    hands.by_name("apply_to", "https://umbra.example/apply")
    hands.by_name("email", "ada@umbra.example")
    hands.press("Send for review")
    assert "Not sent yet" in hands.page.locator("#errors").inner_text()
    assert hands.page.locator("[name=places]").first.input_value() == "Hamburg, Germany"


def mend_and_confirm(hands: Hands) -> None:
    hands.by_name("pay_maximum", "50000")
    hands.press("Send for review")
    assert hands.heading() == "Confirm your address"
    hands.type("Code from the mail", code_of(list(mails())[-1]))
    hands.press("Confirm")
    assert "An editor reads it next" in hands.heading()


def correct_pay_and_title(hands: Hands, listing: Listing) -> None:
    hands.page.goto(f"/employers/postings/{listing.pk}/")  # signed in by the code
    hands.press("Edit")
    hands.by_name("pay_maximum", "55000")
    hands.press("Send the changes")
    assert hands.heading() == "It is public."
    assert "The pay is corrected" in hands.page.locator("main").inner_text()
    hands.press("Manage this posting", "link")
    hands.press("Edit")
    hands.by_name("title", "Head keeper")
    hands.press("Send the changes")
    assert "An editor reads the changes" in hands.heading()
    assert "correction of pay" not in hands.page.locator("main").inner_text()
    listing.refresh_from_db()
    assert (listing.title, listing.pay_maximum) == ("Lamp keeper", Decimal(55_000))


def take_back_extend_close_and_undo(hands: Hands, listing: Listing) -> None:
    hands.press("Manage this posting", "link")
    hands.press("Take these changes back")
    assert not listing.revisions.pending().exists()
    hands.press("Extend to 60 days")
    listing.refresh_from_db()
    assert listing.run_days == 60
    hands.press("Close it", "link")
    hands.press("Yes: it is filled")
    listing.refresh_from_db()
    assert listing.status == Status.CLOSED
    hands.press("Undo: open it again")
    assert Listing.objects.live().get() == listing
