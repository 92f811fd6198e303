"""Openings like one: by role, level, skills and place, across employers."""

from typing import Any

import pytest

from listings.models import ClosedReason, Listing
from listings.search.similar import similar_to
from listings.transitions import rows
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill
from tests.listings.figures import statements_of

pytestmark = pytest.mark.django_db


def titles(listing: Listing) -> list[str]:
    return [one.title for one in similar_to(listing)]


def test_the_most_alike_come_first() -> None:
    nurse, other = make_role("Nurse"), make_role("Cook")
    lyon, paris, bonn = make_city("Lyon", "FR"), make_city("Paris", "FR"), make_city("Bonn", "DE")
    skills = (make_skill("Triage"), make_skill("Wards"))
    listing = make_listing("It", roles=(nurse,), level="mid", skills=skills, places=(lyon,))
    make_listing("Same role", roles=(nurse,), places=(bonn,), days_ago=2)
    make_listing("Same country", roles=(nurse,), places=(paris,), days_ago=3)
    make_listing("Same city", roles=(nurse,), places=(lyon,), days_ago=4)
    make_listing("Same skills", roles=(nurse,), places=(bonn,), skills=skills, days_ago=5)
    make_listing(
        "All alike", roles=(nurse,), level="mid", skills=skills, places=(lyon,), days_ago=6
    )
    make_listing("Another role", roles=(other,), level="mid", skills=skills, places=(lyon,))
    expected = ["All alike", "Same skills", "Same city", "Same country", "Same role"]
    assert titles(listing) == expected


def test_a_remote_one_is_near_those_whose_country_it_is_open_to() -> None:
    nurse, lyon = make_role("Nurse"), make_city("Lyon", "FR")
    listing = make_listing("It", roles=(nurse,), places=(lyon,))
    make_listing("Elsewhere", roles=(nurse,), days_ago=2)
    remote: dict[str, Any] = {
        "workplaces": ["remote"],
        "remote_scope": "countries",
        "remote_countries": ["FR"],
    }
    make_listing("Remote in France", roles=(nurse,), days_ago=3, **remote)
    assert titles(listing) == ["Remote in France", "Elsewhere"]


def test_at_most_two_are_of_one_employer() -> None:
    nurse, umbra = make_role("Nurse"), make_company("Umbra")
    listing = make_listing("It", roles=(nurse,), company=umbra)
    for number in range(4):
        make_listing(f"Umbra {number}", roles=(nurse,), company=umbra, days_ago=2 + number)
    make_listing("Another", roles=(nurse,), days_ago=9)
    assert titles(listing) == ["Umbra 0", "Umbra 1", "Another"]


def test_without_a_role_skills_and_title_decide_across_employers() -> None:
    umbra, triage = make_company("Umbra"), make_skill("Triage")
    listing = make_listing("Ward Keeper", company=umbra, skills=(triage,))
    make_listing("Same skill", skills=(triage,), days_ago=5)
    make_listing("Ward Keeper", days_ago=4)
    make_listing("Nothing alike", days_ago=2)
    make_listing("Same employer", company=umbra, days_ago=3)
    assert titles(listing) == ["Same skill", "Same employer", "Ward Keeper"]


def test_what_is_not_live_and_its_own_copies_are_left_out() -> None:
    nurse = make_role("Nurse")
    listing = make_listing("It", roles=(nurse,))
    make_listing("Copy", roles=(nurse,), duplicate_of=listing)
    rows.close(make_listing("Closed", roles=(nurse,)), ClosedReason.FILLED)
    rows.freeze(make_listing("Frozen", roles=(nurse,)), by="editor", reason="scam")
    make_listing("Pool", roles=(nurse,), is_open_application=True)
    assert titles(listing) == []
    copy = Listing.objects.get(title="Copy")
    assert titles(copy) == []


def test_queries_do_not_grow() -> None:
    nurse = make_role("Nurse")
    listing = make_listing(roles=(nurse,))
    lyon = make_city("Lyon", "FR")
    for _ in range(9):
        make_listing(roles=(nurse,), places=(lyon,))
    assert statements_of(lambda: similar_to(listing)) <= 6
