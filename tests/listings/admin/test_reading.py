"""A posting typed in the admin goes through the readers; what they find is to be confirmed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobboard.admin_forms.open_forms import ACTION
from listings.models import EventKind, LevelWord, Listing
from listings.transitions import rows
from tests.admin_pages import address, as_typed, opened
from tests.listings.factories import make_company, make_listing, make_role, make_skill, make_source
from tests.listings.searched import found

pytestmark = pytest.mark.django_db

ADD = "admin:listings_listing_add"
GERMAN = (
    "<p>Wir suchen eine Köchin oder einen Koch für unsere Küche am Hafen. Du kennst dich mit "
    "Messern aus und arbeitest gerne im Team. Drei Jahre Erfahrung sind wichtig. Sauce.</p>"
)


@pytest.fixture
def words(db: None) -> dict[str, Any]:
    LevelWord.objects.get_or_create(phrase="senior", defaults={"level": "senior"})
    return {"role": make_role("Cook"), "skill": make_skill("Sauce")}


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    company = make_company("Umbra").pk
    given = {"title": "Senior Cook", "description_html": GERMAN, "language": "en"}
    return as_typed(client, reverse(ADD), **{**given, "company": company, **changes})


@pytest.mark.slow
def test_a_new_posting_is_held_until_somebody_saw_what_was_read(
    moderator: Client, words: dict[str, Any]
) -> None:
    sent = typed(moderator, location_text="Leipzig, Germany; Remote in Austria")
    page = moderator.post(reverse(ADD), {**sent, "_save": "1"})
    assert page.status_code == 200
    assert not Listing.objects.exists()
    read = {(one.label, one.shown): one for one in page.context["suggestions"]}
    for expected in (
        ("Role", "Cook"),
        ("Level", "Senior"),
        ("Skill", "Sauce"),
        ("Language", "German"),
        ("Workplace", "Remote"),
        ("Remote from", "Austria, Germany"),
        ("Place", "Leipzig"),
    ):
        assert expected in read, read.keys()
    assert read["Role", "Cook"].is_ticked
    assert read["Language", "German"].instead == "English"
    assert not read["Language", "German"].is_ticked
    kept = page.context["adminform"].form
    assert kept["title"].value() == "Senior Cook"
    assert kept["level"].value() == ""


@pytest.mark.slow
def test_what_is_ticked_is_saved_and_nothing_else(moderator: Client, words: dict[str, Any]) -> None:
    sent = typed(moderator, location_text="Leipzig, Germany")
    page = moderator.post(reverse(ADD), {**sent, "_save": "1"})
    keys = {one.label: one.key for one in page.context["suggestions"]}
    ticked = [keys["Role"], keys["Skill"], keys["Place"], keys["Language"]]
    saved = {**sent, "_was_read": "1", "_take": [*ticked, "level:chief", "roles:999999"]}
    assert moderator.post(reverse(ADD), {**saved, "_save": "1"}).status_code == 302
    made = Listing.objects.get()
    assert (made.level, made.language, made.status) == ("", "de", "draft")
    assert list(made.roles.all()) == [words["role"]]
    assert list(made.skills.all()) == [words["skill"]]
    assert [place.city for place in made.places.all()] == ["Leipzig"]
    assert found("text", "koch").get() == made
    assert made.edited_fields == []


@pytest.mark.slow
def test_reading_again_saves_nothing_and_puts_in_what_is_ticked(
    moderator: Client, words: dict[str, Any]
) -> None:
    listing = make_listing("Senior Cook", text=GERMAN, language="de")
    sent = opened(moderator, listing, title="Senior Cook and Baker", _read="1")
    page = moderator.post(address(listing), {**sent, "_take": ["level:senior"]})
    form = page.context["adminform"].form
    assert form["level"].value() == "senior"
    assert "Level" not in [one.label for one in page.context["suggestions"]]
    listing.refresh_from_db()
    assert (listing.title, listing.level) == ("Senior Cook", "")


@pytest.mark.slow
def test_what_a_person_chose_stays_unless_they_tick_it(
    moderator: Client, words: dict[str, Any]
) -> None:
    listing = make_listing("Senior Cook", text=GERMAN, level="lead", language="de")
    [level] = [
        one
        for one in moderator.get(address(listing)).context["suggestions"]
        if one.field == "level"
    ]
    assert (level.shown, level.instead) == ("Senior", "Staff / Lead")
    moderator.post(address(listing), opened(moderator, listing, department="Kitchen"))
    listing.refresh_from_db()
    assert listing.level == "lead"
    moderator.post(address(listing), opened(moderator, listing, _take=[level.key]))
    listing.refresh_from_db()
    assert listing.level == "senior"
    assert "level" in listing.edited_fields
    assert "location_text" not in listing.edited_fields


def test_a_posting_of_a_source_is_read_only_when_asked(
    moderator: Client, words: dict[str, Any]
) -> None:
    source = make_source()
    listing = make_listing("Senior Cook", text=GERMAN, source=source, company=source.company)
    page = moderator.get(address(listing))
    assert "suggestions" not in page.context
    assert 'name="_read"' in page.text


@pytest.mark.slow
def test_pay_before_publication_is_no_line_of_the_ledger(
    moderator: Client, words: dict[str, Any]
) -> None:
    pay = {"pay_minimum": "40000", "pay_maximum": "50000", "pay_currency": "EUR"}
    sent = typed(moderator, **pay, pay_period="year", _was_read="1", apply_url="https://a.example")
    assert moderator.post(reverse(ADD), {**sent, "_save": "1"}).status_code == 302
    made = Listing.objects.get()
    moderator.post(address(made), opened(moderator, made, pay_maximum="55000"))
    assert not made.events.filter(kind__in=(EventKind.PAY_CHANGED, EventKind.EDITED)).exists()
    made.refresh_from_db()
    rows.publish(made)
    moderator.post(address(made), opened(moderator, made, pay_maximum="60000"))
    assert made.events.filter(kind=EventKind.PAY_CHANGED).count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("odd", ["", "x", "level:", ":", "place:nowhere", "\x00", "roles:x"])
def test_ticks_that_are_none_of_ours_do_nothing(
    moderator: Client, words: dict[str, Any], odd: str
) -> None:
    listing = make_listing("Senior Cook", text=GERMAN, language="de")
    answer = moderator.post(address(listing), opened(moderator, listing, _take=[odd]))
    assert answer.status_code == 302
    listing.refresh_from_db()
    assert listing.level == ""


@pytest.mark.slow
def test_an_action_is_not_held_by_what_is_read(moderator: Client, words: dict[str, Any]) -> None:
    listing = make_listing("Senior Cook", text=GERMAN, language="de")
    sent = opened(moderator, listing, **{ACTION: "close_filled", "_selected_action": listing.pk})
    assert moderator.post(address(listing), sent).status_code == 302
    listing.refresh_from_db()
    assert listing.status == "closed"
