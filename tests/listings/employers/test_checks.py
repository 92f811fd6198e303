"""Hints while an employer writes: kind, specific, and never in the way."""

from typing import Any

import pytest

from listings.employers import checks
from listings.employers.checks import FindingLevel
from listings.models import LevelWord, Status
from tests.listings.factories import make_city, make_company, make_listing, make_role

pytestmark = pytest.mark.django_db

TEXT = "You keep the wards of a small hospital running at night. " * 10


def hints(title: str = "Night nurse", **data: Any) -> list[str]:
    found = list(checks.hints({"title": title, "description": TEXT} | data))
    assert all(one.level == FindingLevel.HINT for one in found)
    return [one.text for one in found]


def test_a_plain_title_and_a_good_text_have_none() -> None:
    assert hints() == []


def test_tags_that_were_pasted_with_a_text_are_named() -> None:
    pasted = f"<p class=MsoNormal><span style='x'>{TEXT}</span></p>"
    assert hints(description=pasted) == [
        "Readers see “<p class=MsoNormal>” as it stands: take tags out."
    ]
    assert hints(description=f"{TEXT} Pay < 5 > 3, a<b, <https://umbra.example> and C<T>.") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("NIGHT NURSE WANTED NOW", "Capitals"),
        ("Night nurse 🚀", "pictures"),
        ("Night nurse, 60k", "Pay has its own field"),
        ("Night nurse €4,000", "Pay has its own field"),
        ("Night nurse (remote)", "“remote”"),
        ("Night nurse, Germany", "“Germany”"),
        ("Night nurse Graz", "“Graz”"),
        ("Senior night nurse", "The level has its own field"),
        ("Night nurse / Midwife", "Night nurse and Midwife in one posting"),
    ],
)
def test_what_has_a_field_of_its_own_need_not_stand_in_the_title(title: str, word: str) -> None:
    LevelWord.objects.create(phrase="senior", level="senior")
    make_role("Night nurse"), make_role("Midwife")
    found = hints(title, places=[make_city("Graz", "AT")])
    assert any(word in text for text in found), found


@pytest.mark.parametrize(
    "title", ["SRE", "C++ developer", "R&D", "Nurse (80–100 %)", "5G engineer"]
)
def test_short_names_and_signs_are_left_alone(title: str) -> None:
    assert hints(title) == []


def test_a_short_text_is_told_how_long_it_is() -> None:
    assert hints(description="We need a nurse.")[0].startswith("16 characters")


def test_a_text_in_capitals_is_told() -> None:
    assert any("capitals" in text for text in hints(description=TEXT.upper()))


def test_an_open_posting_that_looks_the_same_is_pointed_to() -> None:
    company = make_company("Riverside Clinic")
    open_one = make_listing(company=company, title="Night Nurse (m/f/d)")
    (found,) = checks.hints({"title": "night nurse", "company_name": "riverside clinic"})
    assert found.url == open_one.get_absolute_url()
    open_one.status = Status.PENDING
    open_one.save()
    assert list(checks.hints({"title": "night nurse", "company_name": "riverside clinic"})) == []


@pytest.mark.parametrize("title", ["\u202e<script>alert(1)</script>", "🚀" * 100, "/" * 100, "-"])
def test_hostile_titles_are_read_without_harm(title: str) -> None:
    hints(title)
