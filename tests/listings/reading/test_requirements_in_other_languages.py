"""Years and degrees in Italian, Portuguese, Polish and others; years that are a company's."""

import pytest

from listings.reading.requirements import Requirements, read_requirements, sentences_of


def read(text: str) -> Requirements:
    return read_requirements(sentences_of(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Co najmniej 5 lat doświadczenia komercyjnego", 5),
        ("Minimum 2-letnie doświadczenie", 2),
        ("Przynajmniej 4 lata pracy z Javą", 4),
        ("Almeno cinque anni di esperienza", 5),
        ("Esperienza pregressa di 2/3 anni", 2),
        ("Pelo menos três anos de experiência em vendas", 3),
        ("Minimaal 4 jaar als teamleider", 4),
    ],
)
def test_years_of_experience_are_read(text: str, asked: int) -> None:
    assert read(text).years == asked


@pytest.mark.parametrize(
    "text",
    [
        "With over 30 years of experience, we are the leader in ropes.",
        "Mit über 20 Jahren Erfahrung sind wir Marktführer.",
        "Dank 30 Jahren Erfahrung im Bau wissen wir, was zählt.",
        "Fort de 25 ans d'expérience, notre groupe accompagne ses clients.",
        "Con más de 20 años de experiencia, somos líderes.",
        "Contamos con 25 años de experiencia en el sector.",
        "Azienda con oltre 50 anni di esperienza.",
        "Siamo presenti da 20 anni con grande esperienza.",
        "Empresa com 20 anos de experiência no setor.",
        "Há mais de 15 anos no mercado, a nossa experiência conta.",
        "Jesteśmy firmą z 15-letnim doświadczeniem.",
        "Awards for long service after 5, 10 and 15 years",
        "Our client has over 15 years of experience in the field.",
    ],
)
def test_the_years_of_a_company_are_no_demand(text: str) -> None:
    assert read(text).years is None


def test_an_agency_asks_for_its_client() -> None:
    assert read("Our client is looking for someone with 5 years of experience.").years == 5
    assert read("With at least 5 years of experience, you know the field.").years == 5


@pytest.mark.parametrize(
    "text",
    [
        "Sin experiencia previa necesaria",
        "No se requiere experiencia",
        "Aucune expérience requise",
        "Geen ervaring nodig",
        "Não é necessária experiência",
        "Non è richiesta esperienza",
        "Doświadczenie nie jest wymagane",
        "Prior experience isn't required",
    ],
)
def test_no_experience_needed_is_zero_years(text: str) -> None:
    assert read(text).years == 0


def test_a_tool_that_need_not_be_known_says_nothing_of_years() -> None:
    assert read("Kubernetes experience is not required.").years is None


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Wykształcenie wyższe techniczne", "required"),
        ("Mile widziane wykształcenie wyższe", "welcome"),
        ("Wykształcenie średnie", ""),
        ("Ensino superior completo", "required"),
        ("Formação superior em Gestão (preferencial)", "welcome"),
        ("Ensino superior cursando", ""),
        ("Laurea magistrale in Ingegneria", "required"),
        ("Gradita laurea in Informatica", "welcome"),
        ("Laurea o esperienza equivalente", "welcome"),
        ("Diplôme d'ingénieur ou équivalent Bac+5", "required"),
        ("Diplom-Ingenieur (FH/TU)", "required"),
        ("Laufendes Studium der BWL", ""),
        ("B.Tech / M.Tech in CS", "required"),
    ],
)
def test_degrees_are_read(text: str, degree: str) -> None:
    assert read(text).degree == degree
