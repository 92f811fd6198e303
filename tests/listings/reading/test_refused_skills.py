"""Skills that a line names only to say that nobody needs them, or that are somebody's name."""

import pytest

from listings.reading.asked_skills import asked_skills
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader

NAMES = ("Python", "PHP", "Java", "Kafka", "Jira", "Go", "Salesforce", "Informatica")
READER = SkillReader([SkillPhrases(name.lower(), name) for name in NAMES])


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Requirements\n• Experience with Python, no PHP please", ["python"]),
        ("Requirements\n• Python (no PHP)", ["python"]),
        ("Anforderungen\n• Erfahrung mit Python, kein PHP", ["python"]),
        ("Profil\n• Python, pas de PHP", ["python"]),
        ("Requirements\n• Java, no PHP or Go", ["java"]),
        ("We are not looking for Java developers.", []),
        ("You will not be working with legacy PHP; our stack is Python.", ["python"]),
        ("We are not hiring for PHP but for Python skills.", ["python"]),
        ("An alternative to Jira. You know Python.", ["python"]),
        ("Meet Kafka, our office dog.", []),
        ("The dog's name is Kafka.", []),
        ("You will join us in Salesforce Tower, San Francisco.", []),
        ("Requisitos\n• Engenharia Informática, Python", ["python"]),
        ("Requisiti\n• Laurea in Informatica o esperienza con Python", ["python"]),
        ("Requirements\n• Informatica PowerCenter and Python", ["informatica", "python"]),
        ("Go is required, not only Python", ["go", "python"]),
        ("Requirements\n• No-nonsense Java style", ["java"]),
    ],
)
def test_what_nobody_needs_is_not_asked_for(text: str, slugs: list[str]) -> None:
    assert list(asked_skills(READER, "", read_lines(text))) == slugs


def test_what_helps_is_a_wish() -> None:
    text = "Requirements\n• You don't need Java experience, but Python helps"
    assert asked_skills(READER, "", read_lines(text)) == {"python": "nice"}
