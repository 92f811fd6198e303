"""The key of a title: the same for one vacancy, whatever a title says of place and language."""

import pytest

from listings.reading.title_parts import normalize_title


@pytest.mark.parametrize(
    "title",
    [
        "Tide Analyst (Berlin)",
        "Tide Analyst - San Francisco",
        "Tide Analyst | São Paulo, Brazil",
        "Tide Analyst - Texas",
        "Tide Analyst - Hybrid, London",
        "Tide Analyst (New York, NY)",
        "Tide Analyst - Glasgow, KY",
        "Tide Analyst – Remote in Ontario",
        "Tide Analyst (100% Remote)",
        "Tide Analyst (80-100%)",
        "Tide Analyst (Remoto)",
        "Tide Analyst - Teletrabajo",
        "Tide Analyst - Praca zdalna",
        "Tide Analyst (ibrido)",
        "Tide Analyst (Vor Ort)",
        "Tide Analyst (CET timezone)",
        "Tide Analyst - Bengali (India)",
        "Tide Analyst (Arabic, Egypt)",
    ],
)
def test_cities_regions_and_work_models_make_no_other_opening(title: str) -> None:
    assert normalize_title(title) == normalize_title("Tide Analyst")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Product Designer - Mobile", "Product Designer"),
        ("Store Manager, Paris", "Store Manager, London"),
        ("Tide Analyst (Python, Berlin)", "Tide Analyst (Java, Berlin)"),
        ("Engineer, Remote Sensing", "Engineer"),
        ("Berlin Correspondent", "Paris Correspondent"),
        ("German Teacher", "French Teacher"),
    ],
)
def test_other_work_is_another_opening(one: str, other: str) -> None:
    assert normalize_title(one) != normalize_title(other)
