"""What a company says of itself and of its hiring asks for no skill, by the demo pack."""

from functools import cache

import pytest

from listings.reading.asked_skills import asked_skills
from listings.reading.sections import read_lines
from listings.reading.skills import SkillReader
from tests.accuracy.samples import vocabulary


@cache
def reader() -> SkillReader:
    return SkillReader(vocabulary().skills)


def asked(text: str) -> set[str]:
    return set(asked_skills(reader(), "Software Engineer", read_lines(text)))


@pytest.mark.parametrize(
    "line",
    [
        "We partner with AWS and Google Cloud.",
        "We are an official partner of Microsoft, Salesforce and HubSpot.",
        "Wir sind Partner von AWS und Microsoft Azure.",
        "Nous sommes partenaires de Salesforce et HubSpot.",
        "Somos socios de AWS y Google Cloud.",
        "Zu unseren Kunden zählen Salesforce, Stripe und GitHub.",
        "Parmi nos clients : Snowflake, Stripe et Datadog.",
        "Entre nuestros clientes están Stripe, Twilio y Okta.",
        "We were recognised by Gartner alongside Databricks and Snowflake.",
        "Our alumni now work at GitHub, GitLab and Datadog.",
        "Our lead investor also backed GitHub.",
        "Think Figma for spreadsheets.",
        "Our values: Clarity, Rust never sleeps, Elixir of life.",
        "Read our handbook on Notion and our code on GitHub.",
        "Interviews are held via Microsoft Teams.",
        "You'll receive an invitation by Calendly.",
        "We employ people abroad via Deel.",
        "Your salary is paid by Deel in your currency.",
        "Your application data is processed according to the GDPR.",
        "We store applications in Greenhouse.",
    ],
)
def test_partners_prizes_hiring_and_privacy_ask_for_nothing(line: str) -> None:
    assert asked(line) == set()
    assert asked(f"{line} You know Kafka.") == {"kafka"}


@pytest.mark.parametrize(
    ("line", "skill"),
    [
        ("You partner with product teams and use Jira.", "jira"),
        ("You run user interviews and keep them in Airtable.", "airtable"),
        ("Your data pipelines process events with Kafka.", "kafka"),
        ("You integrate our product with the Salesforce API.", "salesforce"),
    ],
)
def test_the_same_words_about_the_work_still_ask(line: str, skill: str) -> None:
    assert skill in asked(line)


@pytest.mark.parametrize(
    "line",
    [
        "Our office is next to Cypress Street.",
        "Tickets for La Scala, once a year.",
        "The play is written by a young playwright.",
        "Unity and respect matter to us.",
        "Linear thinking does not help here.",
        "Kind regards, Ruby",
    ],
)
def test_streets_operas_and_virtues_are_no_products(line: str) -> None:
    assert asked(line) == set()


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("You track work in Linear and Notion.", {"linear", "notion"}),
        ("You know linear and logistic regression.", set()),
        ("End-to-end tests in Cypress or Playwright.", {"cypress", "playwright"}),
        ("You build games in Unity.", {"unity"}),
    ],
)
def test_a_product_beside_another_is_one(line: str, skills: set[str]) -> None:
    assert asked(line) & {"linear", "notion", "cypress", "playwright", "unity"} == skills
