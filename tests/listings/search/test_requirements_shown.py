"""What a posting's page says of experience and degree."""

from typing import Any

import pytest
from django.test import Client

from tests.listings.factories import make_listing

pytestmark = pytest.mark.django_db


def facts(client: Client, **fields: Any) -> str:
    return client.get(make_listing(**fields).get_absolute_url()).content.decode()


@pytest.mark.parametrize(("years", "shown"), [(0, "none"), (1, "1 year"), (3, "3 years")])
def test_the_years_asked_are_among_the_facts(client: Client, years: int, shown: str) -> None:
    assert f"<dt>Experience asked</dt><dd>{shown}</dd>" in facts(client, years_asked=years)


def test_the_degree_asked_is_among_the_facts(client: Client) -> None:
    assert "<dt>Degree</dt><dd>required</dd>" in facts(client, degree_asked="required")
    assert "<dd>welcome, not required</dd>" in facts(client, degree_asked="welcome")


def test_what_is_not_stated_is_not_shown(client: Client) -> None:
    page = facts(client)
    assert "<dt>Experience asked" not in page
    assert "<dt>Degree" not in page


def test_the_sentence_behind_a_fact_can_be_read(client: Client) -> None:
    said = {"visa": {"start": 0, "sentence": "We sponsor visas & more."}}
    page = facts(client, visa="yes", evidence=said)
    assert "<dt>Visa sponsorship</dt><dd>offered</dd>" in page
    assert "“We sponsor visas &amp; more.”" in page


def test_a_fact_that_an_editor_has_set_quotes_nobody(client: Client) -> None:
    said = {"visa": {"start": 0, "sentence": "We sponsor visas."}}
    assert "We sponsor visas" not in facts(client, visa="no", evidence=said, edited_fields=["visa"])


def test_what_opens_the_work_to_newcomers_is_shown_with_its_sentence(client: Client) -> None:
    said = "- Career changers are <welcome>"
    evidence = {"newcomers": {"start": 0, "sentence": said}}
    open_one = make_listing("Ward Nurse", newcomers="welcome", evidence=evidence)
    make_listing("Other Nurse")
    page = client.get(open_one.get_absolute_url()).content.decode()
    assert "career changers welcome" in page
    assert "says: <q" in page
    assert page.count("Career changers are &lt;welcome&gt;</q>") == 1
    found = client.get("/jobs/?newcomers=welcome&newcomers=trained").content.decode()
    assert "Ward Nurse" in found
    assert "Other Nurse" not in found
    assert "Other Nurse" in client.get("/jobs/?not-newcomers=welcome").content.decode()


def test_what_an_editor_has_marked_says_no_sentence_of_the_text(client: Client) -> None:
    evidence = {"newcomers": {"start": 0, "sentence": "Career changers are welcome"}}
    page = facts(client, newcomers="trained", evidence=evidence, edited_fields=["newcomers"])
    assert "trained on the job" in page
    assert "says:" not in page
    assert "Career changers are welcome" not in page
