"""An employer's whole way and an editor's part in it, as steps; each step has its slips.

The hands decide how fast: ``Hands`` for a test, ``at_human_speed.py`` types as a person does.
"""

from playwright.sync_api import Locator, Page, expect

from listings.importers.bulk_rows import known_place
from listings.reading.place_facts import PlaceFacts
from tests.browser.conftest import press
from tests.listings.employers.typed import TEXT, code_of, link_of, mails

COMPANY, TITLE, EMAIL = "Umbra", "Lamp keeper", "ada@umbra.example"
PASSWORD = "three-plain-words"
EDITOR = "edith@desk.example"


def know_hamburg() -> None:
    """The one city that the board knows here."""
    facts = ("city", "Hamburg", "", "", "DE", "hamburg-de", 1.0, 1.0, 1_800_000, 2_911_298, ())
    known_place(PlaceFacts(*facts)).save()  # type: ignore[arg-type]


class Hands:
    """Writes and presses by the names of the fields and the words of the buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.read()

    def write(self, name: str, text: str, *, is_pasted: bool = False) -> None:
        field = self.find(name)
        if field.evaluate("(element) => element.tagName") == "SELECT":
            self.choose(field, text)
        else:
            self.type(field, text, is_pasted=is_pasted)

    def tick(self, name: str, value: str) -> None:
        self.look()
        self.page.locator(f"main [name={name}][value='{value}']").check()

    def press(self, words: str, role: str = "button") -> None:
        """Press what leads to a page."""
        self.look()
        press(self.page.get_by_role(role, name=words).first)  # type: ignore[arg-type]
        self.read()

    def find(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]").first

    def type(self, field: Locator, text: str, *, is_pasted: bool) -> None:
        self.look()
        field.fill(text)

    def choose(self, field: Locator, value: str) -> None:
        self.look()
        field.select_option(value)

    def look(self) -> None:
        """Find the next thing to do; a person takes a while."""

    def read(self) -> None:
        """Read a page that is new."""

    def other_tab(self) -> "Hands":
        """The same page once more."""
        other = type(self)(self.page.context.new_page())
        other.open(self.page.url)
        return other

    def is_at(self, heading: str) -> None:
        """Fail unless this page has come."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def is_told(self, words: str) -> None:
        """Fail unless the page says so."""
        expect(self.page.locator("main")).to_contain_text(words)


# what the form needs, in its order, and whether it comes from the clipboard
NEEDED = (
    ("company_name", COMPANY, False),
    ("title", TITLE, False),
    ("description", TEXT, True),
    ("places", "Hamburg, Germany", False),
    ("pay_minimum", "40000", False),
    ("pay_maximum", "50000", False),
    ("pay_currency", "EUR", False),
    ("pay_period", "year", False),
    ("apply_to", "https://umbra.example/apply", False),
    ("email", EMAIL, False),
)


def fill_in(hands: Hands, **slips: str) -> None:
    """Fill in the whole form, with a slip here and there."""
    hands.open("/employers/post/")
    for name, right, is_pasted in NEEDED:
        hands.write(name, slips.get(name, right), is_pasted=is_pasted)
    hands.tick("workplaces", "onsite")


def newest_code() -> str:
    return code_of(list(mails())[-1])


def newest_link() -> str:
    return link_of(list(mails())[-1])


def send(hands: Hands) -> None:
    hands.press("Send for review")


def confirm(hands: Hands, code: str) -> None:
    hands.write("code", code)
    hands.press("Confirm")


def sign_in_as_editor(hands: Hands, password: str = PASSWORD) -> None:
    hands.open("/admin/")
    hands.type(hands.page.get_by_label("E-mail address"), EDITOR, is_pasted=False)
    hands.type(hands.page.get_by_label("Password"), password, is_pasted=False)
    hands.press("Sign in")


def open_review(hands: Hands, title: str = TITLE) -> None:
    hands.open("/admin/listings/listing/queue/")
    hands.press(title, "link")


def approve(hands: Hands) -> None:
    hands.press("Approve and publish")


def begin_edit(hands: Hands) -> None:
    hands.press("Edit")


def send_changes(hands: Hands) -> None:
    hands.press("Send the changes")


def manage(hands: Hands) -> None:
    hands.press("Manage this posting", "link")


def close(hands: Hands) -> None:
    hands.press("Close it", "link")
    hands.press("Yes: it is filled")


def undo(hands: Hands) -> None:
    hands.press("Undo: open it again")
