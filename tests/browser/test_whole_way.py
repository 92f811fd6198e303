"""The whole way of an employer, on a phone and without JavaScript, wrong once at every step.

Each slip is answered by a sentence that says what to do, and nothing that was typed is lost.
``at_human_speed.py`` walks the same way as fast as a person types.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from jobboard.models import User
from listings.models import Confirmation, Listing, PostingDraft, Status
from tests.browser import employers_way as way
from tests.browser.employers_way import EDITOR, NEEDED, PASSWORD, Hands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def employer(chromium: Browser, live_server: LiveServer) -> Iterator[Hands]:
    """A phone without JavaScript."""
    way.know_hamburg()
    context = chromium.new_context(
        viewport={"width": 375, "height": 800}, java_script_enabled=False, base_url=live_server.url
    )
    context.set_default_timeout(10_000)
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
    context.set_default_timeout(10_000)
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


def keeps(hands: Hands, **changed: str) -> bool:
    """Tell whether the form holds all that was typed."""
    wanted = {name: text for name, text, _ in NEEDED} | changed
    found = {name: hands.find(name).input_value() for name in wanted}
    is_ticked = hands.page.locator("[name=workplaces][value=onsite]").is_checked()
    return found == wanted and is_ticked


def errors(hands: Hands) -> list[str]:
    return hands.page.locator("#errors li").all_inner_texts()


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
    said = errors(hands)
    for beginning in ("Job title: ", "Places: ", "To: ", "Your e-mail address: "):
        assert [one for one in said if one.startswith(beginning)], (beginning, said)
    assert len(said) == len(slips) - 1
    assert keeps(hands, **slips)

    hands.write("title", way.TITLE)
    hands.write("email", way.EMAIL)
    hands.write("pay_maximum", "40000")  # the ends of the range the wrong way round
    hands.page.get_by_label("Hamburg, Germany").check()  # one of the places that it offers
    way.send(hands)
    assert len(errors(hands)) == 1
    assert keeps(hands, places="Hamburk", pay_minimum="50000", pay_maximum="40000")
    hands.write("pay_minimum", "40000")
    hands.write("pay_maximum", "50000")
    assert not PostingDraft.objects.exists()


def look_before_it_is_sent(hands: Hands) -> None:
    hands.write("apply_to", "by pigeon")
    hands.press("Preview")
    assert "Nothing was sent yet" in hands.said
    assert "what cannot be right is marked below" in hands.said
    assert keeps(hands, places="Hamburk", apply_to="by pigeon")
    hands.write("apply_to", "https://umbra.example/apply")
    hands.press("Preview")
    looked = hands.page.frame_locator(".look__frame")
    assert looked.get_by_role("heading", level=1).inner_text() == way.TITLE
    assert "EUR 40K – 50K / year" in looked.locator("main").inner_text()
    assert "Hamburg" in looked.locator("main").inner_text()
    way.send(hands)
    assert hands.heading == "Confirm your address"


def confirm_with_slips(hands: Hands) -> None:
    old_code, old_link = way.newest_code(), way.newest_link()
    way.confirm(hands, "")
    assert "Type or paste the code from the mail." in hands.said
    way.confirm(hands, "AAAA-AAAA")
    assert "That is not the code of our newest mail to you." in hands.said
    hands.press("Send a new code")
    assert "No new code was sent. The last mail was asked for a moment ago." in hands.said
    Confirmation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    hands.press("Send a new code")
    assert "A new code was made; the old one no longer works." in hands.said
    way.confirm(hands, old_code)
    assert "Look at the last one that came." in hands.said
    waiting = hands.page.url
    hands.open(old_link)
    assert hands.heading == "This link no longer works."
    hands.open(waiting)
    assert PostingDraft.objects.get().data["title"] == way.TITLE
    assert not Listing.objects.exists()
    way.confirm(hands, way.newest_code().lower().replace("-", " "))
    assert hands.heading == "Thank you. An editor reads it next."
    hands.open(way.newest_link())  # pressed once more, out of the mail: it leads to the posting
    assert "In the queue" in hands.said


def approve_with_slips(hands: Hands) -> None:
    way.sign_in_as_editor(hands, "three-wrong-words")
    assert "Address and password do not fit together." in hands.said
    way.sign_in_as_editor(hands)
    way.open_review(hands)
    hands.press("Reject")
    assert "Choose the reason: the employer reads it." in hands.said
    hands.press("Ask for changes")
    assert "Say what should change: the employer reads it." in hands.said
    assert Listing.objects.get().status == Status.PENDING
    way.approve(hands)
    assert f"“{way.TITLE}”: published." in hands.page.locator(".messagelist").inner_text()
    assert Listing.objects.live().get().title == way.TITLE


def see_it_in_public(hands: Hands) -> None:
    hands.open("/jobs/")
    hands.press(way.TITLE, "link")
    assert hands.heading == way.TITLE
    assert "EUR 40K – 50K / year" in hands.said
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
    assert [one.split(":")[0] for one in errors(hands)] == ["Job title"]
    assert hands.find("pay_maximum").input_value() == "55000"
    hands.write("title", "Head keeper")
    way.send_changes(hands)
    assert hands.heading == "Thank you. An editor reads the changes."
    assert "Your correction of pay is public already." in hands.said
    listing.refresh_from_db()
    assert (listing.title, listing.pay_maximum) == (way.TITLE, Decimal(55_000))
    hands.open(form)  # the edit is sent: its form leads to what became of it
    assert hands.heading == "Thank you. An editor reads the changes."
    way.manage(hands)
    forgotten = hands.other_tab()
    hands.press("Take these changes back")
    assert "Your changes are taken back; the public version stays." in hands.said
    assert not listing.revisions.pending().exists()
    forgotten.press("Take these changes back")
    assert "No changes wait any more: taken back already, or decided." in forgotten.said


def close_and_undo_with_slips(hands: Hands) -> None:
    listing = Listing.objects.get()
    hands.press("Close it", "link")
    hands.press("No, leave it as it is", "link")
    assert Listing.objects.live().get() == listing
    hands.press("Close it", "link")
    forgotten = hands.other_tab()
    hands.press("Yes: it is filled")
    assert "Closed as filled. It is off the lists; you can undo it for a day." in hands.said
    assert not Listing.objects.live().exists()
    forgotten.press("Yes: it is filled")
    assert "That is not possible now. How it stands: closed" in forgotten.said
    way.undo(hands)
    assert "It is open again, under its own date and with its own end." in hands.said
    assert Listing.objects.live().get() == listing
