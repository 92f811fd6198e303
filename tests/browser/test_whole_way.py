"""The whole way of an employer, on a phone and without JavaScript, wrong once at every step.

Each slip is answered by a sentence that says what to do, and nothing that was typed is lost.
``at_human_speed.py`` walks the same way as fast as a person types.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Browser, Locator, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.models import User
from listings.models import Confirmation, Listing, PostingDraft, Status
from tests.browser import employers_way as way
from tests.browser.employers_way import EDITOR, NEEDED, PASSWORD, Hands

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def employer(chromium: Browser, live_server: LiveServer) -> Iterator[Hands]:
    """A phone without JavaScript."""
    way.know_hamburg()
    context = chromium.new_context(
        viewport={"width": 375, "height": 800}, java_script_enabled=False, base_url=live_server.url
    )
    yield Hands(context.new_page())
    context.close()


@pytest.fixture
def editor(chromium: Browser, live_server: LiveServer) -> Iterator[Hands]:
    """An editor's laptop."""
    user = User.objects.create_user(EDITOR, PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, base_url=live_server.url
    )
    yield Hands(context.new_page())
    context.close()


def test_the_whole_way_with_every_slip_ends_well(employer: Hands, editor: Hands) -> None:
    fill_in_with_slips(employer)
    look_before_it_is_sent(employer)
    confirm_with_slips(employer)
    approve_with_slips(editor)
    see_it_in_public(employer)
    correct_with_slips(employer)
    close_and_undo_with_slips(employer)


def keeps(hands: Hands, **changed: str) -> None:
    """Fail unless the form holds all that was typed."""
    for name, text, _ in NEEDED:
        expect(hands.find(name)).to_have_value(changed.get(name, text))
    expect(hands.page.locator("[name=workplaces][value=onsite]")).to_be_checked()


def errors(hands: Hands) -> Locator:
    return hands.page.locator("#errors li")


def fill_in_with_slips(hands: Hands) -> None:
    slips = {
        "title": "",
        "places": "Hamburk",
        "pay_minimum": "50000",
        "pay_maximum": "a lot",
        "email": "ada@umbra",
    }
    way.fill_in(hands, **slips)
    way.send(hands)
    beginnings = ("Job title: ", "Places: ", "To: ", "Your e-mail address: ")
    expect(errors(hands)).to_have_text([re.compile(f"^{one}") for one in beginnings])
    keeps(hands, **slips)

    hands.write("title", way.TITLE)
    hands.write("email", way.EMAIL)
    hands.write("pay_maximum", "40000")  # the ends of the range the wrong way round
    hands.page.get_by_label("Hamburg, Germany").check()  # one of the places that it offers
    way.send(hands)
    expect(errors(hands)).to_have_count(1)
    keeps(hands, places="Hamburk", pay_minimum="50000", pay_maximum="40000")
    hands.write("pay_minimum", "40000")
    hands.write("pay_maximum", "50000")
    assert not PostingDraft.objects.exists()


def look_before_it_is_sent(hands: Hands) -> None:
    hands.write("apply_to", "by pigeon")
    hands.press("Preview")
    hands.is_told("Nothing was sent yet")
    hands.is_told("what cannot be right is marked below")
    keeps(hands, places="Hamburk", apply_to="by pigeon")
    hands.write("apply_to", "https://umbra.example/apply")
    hands.press("Preview")
    looked = hands.page.frame_locator(".look__frame")
    expect(looked.get_by_role("heading", level=1)).to_have_text(way.TITLE)
    expect(looked.locator("main")).to_contain_text("EUR 40K – 50K / year")
    expect(looked.locator("main")).to_contain_text("Hamburg")
    way.send(hands)
    hands.is_at("Confirm your address")


def confirm_with_slips(hands: Hands) -> None:
    old_code, old_link = way.newest_code(), way.newest_link()
    way.confirm(hands, "")
    hands.is_told("Type or paste the code from the mail.")
    way.confirm(hands, "AAAA-AAAA")
    hands.is_told("That is not the code of our newest mail to you.")
    hands.press("Send a new code")
    hands.is_told("No new code was sent. The last mail was asked for a moment ago.")
    Confirmation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    hands.press("Send a new code")
    hands.is_told("A new code was made; the old one no longer works.")
    way.confirm(hands, old_code)
    hands.is_told("Look at the last one that came.")
    waiting = hands.page.url
    hands.open(old_link)
    hands.is_at("This link no longer works.")
    hands.open(waiting)
    assert PostingDraft.objects.get().data["title"] == way.TITLE
    assert not Listing.objects.exists()
    way.confirm(hands, way.newest_code().lower().replace("-", " "))
    hands.is_at("Thank you. An editor reads it next.")
    hands.open(way.newest_link())  # pressed once more, out of the mail: it leads to the posting
    hands.is_told("In the queue")


def approve_with_slips(hands: Hands) -> None:
    way.sign_in_as_editor(hands, "three-wrong-words")
    hands.is_told("Address and password do not fit together.")
    way.sign_in_as_editor(hands)
    way.open_review(hands)
    hands.press("Reject")
    hands.is_told("Choose the reason: the employer reads it.")
    hands.press("Ask for changes")
    hands.is_told("Say what should change: the employer reads it.")
    assert Listing.objects.get().status == Status.PENDING
    way.approve(hands)
    expect(hands.page.locator(".messagelist")).to_contain_text(f"“{way.TITLE}”: published.")
    assert Listing.objects.live().get().title == way.TITLE


def see_it_in_public(hands: Hands) -> None:
    hands.open("/jobs/")
    hands.press(way.TITLE, "link")
    hands.is_at(way.TITLE)
    hands.is_told("EUR 40K – 50K / year")
    assert hands.page.evaluate("document.documentElement.scrollWidth") == 375


def correct_with_slips(hands: Hands) -> None:
    listing = Listing.objects.get()
    hands.open("/employers/postings/")
    hands.press(way.TITLE, "link")
    way.begin_edit(hands)
    form = hands.page.url
    hands.write("title", "")
    hands.write("pay_maximum", "55000")
    way.send_changes(hands)
    expect(errors(hands)).to_have_text([re.compile("^Job title:")])
    expect(hands.find("pay_maximum")).to_have_value("55000")
    hands.write("title", "Head keeper")
    way.send_changes(hands)
    hands.is_at("Thank you. An editor reads the changes.")
    hands.is_told("Your correction of pay is public already.")
    listing.refresh_from_db()
    assert (listing.title, listing.pay_maximum) == (way.TITLE, Decimal(55_000))
    hands.open(form)  # the edit is sent: its form leads to what became of it
    hands.is_at("Thank you. An editor reads the changes.")
    way.manage(hands)
    forgotten = hands.other_tab()
    hands.press("Take these changes back")
    hands.is_told("Your changes are taken back; the public version stays.")
    assert not listing.revisions.pending().exists()
    forgotten.press("Take these changes back")
    forgotten.is_told("No changes wait any more: taken back already, or decided.")


def close_and_undo_with_slips(hands: Hands) -> None:
    listing = Listing.objects.get()
    hands.press("Close it", "link")
    hands.press("No, leave it as it is", "link")
    assert Listing.objects.live().get() == listing
    hands.press("Close it", "link")
    forgotten = hands.other_tab()
    hands.press("Yes: it is filled")
    hands.is_told("Closed as filled. It is off the lists; you can undo it for a day.")
    assert not Listing.objects.live().exists()
    forgotten.press("Yes: it is filled")
    forgotten.is_told("That is not possible now. It is marked “Closed")
    way.undo(hands)
    hands.is_told("It is open again, under its own date and with its own end.")
    assert Listing.objects.live().get() == listing
