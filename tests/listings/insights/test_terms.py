"""What the page of a term that is a skill says of the market."""

import re
from typing import Any

import pytest
from django.test import Client

from listings.models import Skill
from tests.listings.factories import make_listing, make_role, make_skill
from tests.listings.figures import take_figures
from tests.roles.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def triage() -> Skill:
    skill = make_skill("Triage")
    skill.term = make_term("Triage")
    skill.save()
    return skill


def text_of(client: Client) -> str:
    html = client.get("/glossary/triage/").content.decode()
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html)).replace("&nbsp;", " ")


def test_it_counts_openings_and_names_the_roles_that_ask_for_it_most(
    client: Client, triage: Skill
) -> None:
    for name, number in (("Nurse", 20), ("Medic", 10), ("Cook", 0)):
        role = make_role(name)
        for i in range(20):
            make_listing(roles=(role,), skills=(triage,) if i < number else ())
    take_figures()
    text = text_of(client)
    assert "30 openings name it now." in text
    assert text.index("Nurse 100% of 20 postings") < text.index("Medic 50% of 20 postings")
    assert "Cook" not in text
    html = client.get("/glossary/triage/").content.decode()
    assert 'href="/roles/nurse/demand/?country=everywhere#skill-triage"' in html
    assert 'href="/jobs/?role=nurse&amp;skill=triage"' in html


def test_a_single_opening_names_it_and_too_few_make_no_share(client: Client, triage: Skill) -> None:
    make_listing(roles=(make_role("Nurse"),), skills=(triage,))
    take_figures()
    text = text_of(client)
    assert "1 opening names it now." in text
    assert "of 1 posting" not in text


@pytest.mark.slow
def test_it_takes_as_many_queries_for_five_roles_as_for_one(
    client: Client, triage: Skill, django_assert_max_num_queries: Any
) -> None:
    for name in ("Nurse", "Medic", "Midwife", "Doctor", "Porter", "Cook"):
        role = make_role(name)
        for _ in range(20):
            make_listing(roles=(role,), skills=(triage,))
    take_figures()
    client.get("/glossary/triage/")
    with django_assert_max_num_queries(9):
        client.get("/glossary/triage/")
