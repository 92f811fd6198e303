"""The employer's whole way as fast as a person walks it: how many seconds does it take?

No test of ``make test``, since it takes minutes; ask for it by name::

    JOBBOARD_VAR=$(mktemp -d) .venv/bin/python -m pytest -n0 -s tests/browser/at_human_speed.py

Types 40 words a minute (a phone's keyboard brings about 36, a desk's 52: Palin and others, 2019),
looks for each field and button, and reads each new page. The description is pasted. One field is
forgotten and one code is mistyped; how long the editor takes is not counted.
"""

import time

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from jobboard.models import User
from listings.models import Listing, Status
from tests.browser import employers_way as way
from tests.browser.employers_way import Hands

pytestmark = pytest.mark.django_db(transaction=True)

WORDS_A_MINUTE = 40
KEY = 60_000 / (WORDS_A_MINUTE * 5)  # milliseconds; a word counts five keys
LOOK = 1_000  # to find the next field or button
READ = 3_000  # to see what a new page wants
PASTE = 2_000
MOST_SECONDS = 4 * 60


class HumanHands(Hands):
    """Types key by key, and needs time to look and to read."""

    def type(self, field: Locator, text: str, *, is_pasted: bool) -> None:
        self.look()
        field.fill("")
        if is_pasted:
            self.page.wait_for_timeout(PASTE)
            field.fill(text)
        else:
            field.press_sequentially(text, delay=KEY)

    def look(self) -> None:
        self.page.wait_for_timeout(LOOK)

    def read(self) -> None:
        self.page.wait_for_timeout(READ)


def a_page(chromium: Browser, url: str, width: int, *, script: bool) -> Page:
    viewport = {"width": width, "height": 800}
    context = chromium.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        java_script_enabled=script,
        base_url=url,
    )
    return context.new_page()


def test_the_whole_way_takes_less_than_four_minutes(
    chromium: Browser, live_server: LiveServer, capsys: pytest.CaptureFixture[str]
) -> None:
    way.know_hamburg()
    user = User.objects.create_user(way.EDITOR, way.PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    hands = HumanHands(a_page(chromium, live_server.url, 375, script=False))
    editor = Hands(a_page(chromium, live_server.url, 1280, script=True))

    begin = time.monotonic()
    post(hands)
    posted = time.monotonic() - begin

    way.sign_in_as_editor(editor)
    way.open_review(editor)
    way.approve(editor)

    begin = time.monotonic()
    manage(hands)
    managed = time.monotonic() - begin
    with capsys.disabled():
        told = f"{posted:.0f} s to post and confirm, {managed:.0f} s to correct, close and undo"
        print(f"\n{posted + managed:.0f} s at {WORDS_A_MINUTE} words a minute: {told}")
    assert Listing.objects.live().get().pay_maximum == 55_000
    assert posted + managed < MOST_SECONDS
    hands.page.context.close()
    editor.page.context.close()


def post(hands: Hands) -> None:
    """From the front page to the editors' queue."""
    hands.open("/")
    hands.press("For employers", "link")
    way.fill_in(hands, pay_maximum="")
    hands.press("Preview")
    hands.write("pay_maximum", "50000")
    hands.write("email", "")
    way.send(hands)
    hands.write("email", way.EMAIL)
    way.send(hands)
    code = way.newest_code()
    way.confirm(hands, "A" + code[1:])
    way.confirm(hands, code)
    assert Listing.objects.get().status == Status.PENDING


def manage(hands: Hands) -> None:
    """See it in public, correct its pay, close it, and undo that."""
    hands.open("/employers/postings/")
    hands.press(way.TITLE, "link")
    hands.press("See its public page", "link")
    hands.open("/employers/postings/")
    hands.press(way.TITLE, "link")
    way.begin_edit(hands)
    hands.write("pay_maximum", "55000")
    way.send_changes(hands)
    way.manage(hands)
    way.close(hands)
    way.undo(hands)
