"""Names of companies as people write them."""

import pytest

from listings.reading.company_names import presentable, suggested


@pytest.mark.parametrize(
    ("name", "as_shown"),
    [
        ("notion", "Notion"),
        ("iodine software", "Iodine Software"),
        ("bank of alba", "Bank of Alba"),
        ("the lamp company", "The Lamp Company"),
        ("östlicht", "Östlicht"),
    ],
)
def test_a_name_in_small_letters_alone_gets_its_capitals(name: str, as_shown: str) -> None:
    assert presentable(name) == as_shown


@pytest.mark.parametrize(
    "name",
    [
        "OpenAI",
        "iRobot",
        "n8n",
        "sap",
        "heidihealth.com.au",
        "coca-cola",
        "x & y",
        "9fin",
        "東京",
        "",
    ],
)
def test_what_may_be_somebodys_spelling_stays(name: str) -> None:
    assert presentable(name) == name


@pytest.mark.parametrize(
    ("name", "text", "suggestion"),
    [
        ("heidihealth.com.au", "Heidi Health, or heidihealth. Heidi Health.", "Heidi Health"),
        ("heidihealth.com.au", "We are hiring.", "Heidihealth"),
        ("careers.umbra.io", "", "Umbra"),
        ("li.fi", "LI.FI is hiring.", "LI.FI"),
        ("umbra.foundation", "", "Umbra"),
        ("docker", "Docker is hiring, see docker.com", "Docker"),
        ("openai", "OpenAI and OPENAI; OpenAI", "OpenAI"),
        ("sap", "SAP builds software.", "SAP"),
        ("rocket-lawyer", "", "Rocket Lawyer"),
        ("finni-health", "Finni Health is here.", "Finni Health"),
        ("Openai", "OpenAI is hiring.", "OpenAI"),
    ],
)  # fmt: skip
def test_its_own_texts_say_how_a_company_writes_its_name(
    name: str, text: str, suggestion: str
) -> None:
    assert suggested(name, [text]) == suggestion


@pytest.mark.parametrize(
    ("name", "text"),
    [("Umbra", "Umbra is hiring."), ("Umbra", "UMBRABLE"), ("Umbra GmbH", ""), ("f-2024-06", "")],
)
def test_a_name_that_is_one_has_no_suggestion(name: str, text: str) -> None:
    assert suggested(name, [text]) == ""


def test_long_texts_take_no_time() -> None:
    assert suggested("a" * 200, ["a " * 50_000]) == "A" + "a" * 199
    assert suggested("a" * 60, ["a " * 50_000]) == "A" + "a" * 59
