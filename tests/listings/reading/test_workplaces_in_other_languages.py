"""Hybrid, remote and for whom, in Italian, Portuguese and Polish; look-alikes of the words."""

import pytest

from listings.reading.places import place_reader
from listings.reading.requirements import sentences_of
from listings.reading.workplace import WorkplaceFacts, read_workplace


def read(text: str, location: str = "") -> WorkplaceFacts:
    return read_workplace(
        remote_flag=None,
        locations=[place_reader().read_location(location)] if location else [],
        title="Data Engineer",
        sentences=sentences_of(text),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Modalità di lavoro: ibrida",
        "Lavoro ibrido: 2 giorni in ufficio",
        "3 giorni in ufficio e 2 in smart working",
        "Regime híbrido, 3 dias presenciais",
        "Trabalho híbrido, com 2 dias por semana no escritório",
        "Teletrabalho 3 dias por semana",
        "Praca hybrydowa: 2 dni w tygodniu w biurze",
        "Hybridarbete: 3 dagar på kontoret",
        "2 dagar i veckan hemifrån",
        "2 dage hjemmefra om ugen",
        "週3日出社、週2日リモート",
        "ハイブリッド勤務",
        "リモートワーク可",
        "Remote status: Hybrid remote",
        "Hybrid (2 days)",
        "Model hybrydowy (3 dni z biura)",
        "Pracujemy hybrydowo: 3 dni w biurze, 2 dni z domu",
        "Praca zdalna 2 dni w tygodniu",
        "Rythme : 3j de télétravail / semaine",
    ],
)
def test_hybrid_is_read(text: str) -> None:
    assert read(text, "Milan, Italy").workplaces == ("hybrid",)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Lavoro completamente da remoto, ovunque in Italia", "IT"),
        ("Telelavoro dall'Italia", "IT"),
        ("Trabalho remoto a partir de Portugal", "PT"),
        ("Vaga 100% remota, de qualquer lugar do Brasil", "BR"),
        ("Vaga remota para todo o Brasil", "BR"),
        ("Praca w 100% zdalna na terenie Polski", "PL"),
        ("Praca zdalna w całej Polsce", "PL"),
        ("Puesto en remoto para toda España", "ES"),
    ],
)
def test_remote_is_read_with_its_country(text: str, country: str) -> None:
    facts = read(text)
    assert facts.workplaces == ("remote",)
    assert facts.eligibility.countries == {country}


def test_every_country_of_a_list_may_stand_in_the_genitive() -> None:
    assert read("Remote innerhalb Österreichs und Deutschlands").eligibility.countries == {
        "AT",
        "DE",
    }
    assert read("Remote innerhalb Deutschlands oder der Schweiz").eligibility.countries == {
        "CH",
        "DE",
    }
    assert read("Remote in the Cayman Islands").eligibility.countries == {"KY"}


@pytest.mark.parametrize(
    "text",
    [
        "Rekrutacja zdalna: rozmowa online",
        "Zdalny dostęp do systemów klienta",
        "Systemy hybrydowe i napędy elektryczne",
        "Okazjonalna praca zdalna: 24 dni w roku",
        "Veicoli ibridi e motori elettrici",
        "Assistenza in remoto ai clienti",
        "Veículos híbridos e elétricos",
        "Suporte remoto aos clientes",
        "Formação presencial de 2 semanas",
    ],
)
def test_words_that_only_look_like_a_workplace_state_nothing(text: str) -> None:
    assert read(text).workplaces == ()


@pytest.mark.parametrize(
    "location", ["Milano - ibrido", "Warszawa (hybrydowo)", "São Paulo - Híbrido"]
)
def test_a_location_says_hybrid(location: str) -> None:
    assert read("", location).workplaces == ("hybrid",)


@pytest.mark.parametrize(
    "text",
    [
        "Möjlighet att arbeta helt på distans",
        "フルリモート勤務可",
        "完全在宅勤務",
        "Home-based in Wales",
    ],
)
def test_remote_is_read_beside_an_office(text: str) -> None:
    assert read(text, "Göteborg, Sweden").workplaces == ("remote",)


@pytest.mark.parametrize(
    "text", ["Distansutbildning för kunder", "Hybrid cloud, 2 days of training", "週5日勤務"]
)
def test_these_say_nothing_of_a_workplace(text: str) -> None:
    assert read(text, "Göteborg, Sweden").workplaces == ("onsite",)
