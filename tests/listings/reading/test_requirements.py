"""What postings ask of those who apply."""

import time

import pytest

from listings.reading.requirements import Requirements, read_requirements
from listings.reading.sections import read_lines, read_sentences


def read(text: str) -> Requirements:
    return read_requirements(read_sentences(read_lines(text)))


def years(text: str) -> int | None:
    return read(text).years


def degree(text: str) -> str:
    return read(text).degree


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("5+ years of experience with tide tables.", 5),
        ("3-5 years of experience", 3),
        ("3 – 5+ years in forecasting", 3),
        ("Between three and five years of relevant experience", 3),
        ("At least two years in a similar position", 2),
        ("Five (5) or more years’ experience", 5),
        ("Minimum of 4 yrs building pipelines", 4),
        ("Strong Python (3+ years)", 3),
        ("Experience: 2 years", 2),
        ("Harbour work: 1 year (required)", 1),
        ("Mindestens 3 Jahre Berufserfahrung", 3),
        ("2–4 Jahre Führungserfahrung im Hafen", 2),
        ("3 ans d’expérience en océanographie", 3),
        ("Al menos 3 años de experiencia", 3),
        ("Entre 3 y 5 años de experiencia", 3),
        ("Mehrjährige Erfahrung (mind. 4 Jahre) im Hafen", 4),
        ("You bring around four years in shipping.", 4),
        ("Over a decade of experience in shipping", 10),
        ("Two decades of experience at sea", 20),
        ("Zeven jaar werkervaring", 7),
        ("Mindestens sechs Jahre Berufserfahrung", 6),
        ("Más de una década de experiencia", 10),
        ("Ein Jahrzehnt Erfahrung im Hafen", 10),
        ("A pilot with 6 years under your belt", 6),
        ("Requirements\n2 years of celestial navigation", 2),
        ("Requirements\nYou have 4 years as a first mate", 4),
    ],
)
def test_years_of_experience_are_read_with_the_lower_end_of_a_range(text: str, asked: int) -> None:
    assert years(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "We have served harbours for over 20 years.",
        "Our team brings 15+ years of experience in shipping.",
        "Traffic doubled in the last 5 years.",
        "Shares vest over 4 years with a cliff of 1 year.",
        "You are at least 18 years old.",
        "A contract of 2 years, with an option to extend.",
        "A sabbatical after 5 years of service",
        "Our 3-year strategy rests on this team.",
        "EUR 60,000 per year and 30 days of leave a year",
        "Several years of experience",
        "Our average tenure is seven years.",
        "Maren, our CEO, has over 25 years of experience at sea.",
        "Your manager has 10 years of experience in ports.",
        "Join a crew with an average of 12 years of experience.",
        "Tienes entre 25 y 40 años.",
        "Empresa con 15 años de experiencia en puertos",
        "Requirements\nA contract of 3 years",
        "Requirements\nA valid driving licence for at least 2 years",
    ],
)
def test_other_spans_of_time_are_no_demand(text: str) -> None:
    assert years(text) is None


def test_of_several_demands_all_have_to_be_met() -> None:
    assert years("10+ years of experience, with 5+ years in forecasting") == 10
    assert years("3+ years of SQL experience\n5+ years as an engineer") == 5


def test_of_alternatives_the_lowest_is_enough() -> None:
    text = (
        "A master’s degree with 1+ years of experience or a bachelor’s and 3+ years of experience"
    )
    assert years(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ideally 5+ years of experience",
        "5+ years of experience at sea preferred",
        "2 years of experience with buoys are a plus",
        "2-4 years of experience in ports, fishing, salvage, or towage is strongly preferred.",
        "Nice to have:\n5+ years of experience with radar",
        "Preferred qualifications\n5+ years of experience with radar",
    ],
)
def test_wished_years_are_no_demand(text: str) -> None:
    assert years(text) is None


def test_a_wish_for_the_kind_of_experience_leaves_the_demand() -> None:
    assert years("5+ years of experience, ideally at sea") == 5
    assert years("5+ years of experience (harbours preferred)") == 5
    assert years("5+ years of experience in ports, and radar experience is preferred.") == 5


def test_wishes_end_at_the_next_heading() -> None:
    assert years("Bonus points:\n7+ years with radar\nRequirements:\n3+ years as an engineer") == 3


def test_an_upper_bound_and_no_experience_needed_are_zero_years() -> None:
    assert years("No more than two years of experience expected.") == 0
    assert years("0-2 years of experience") == 0
    assert years("No prior experience required.") == 0


@pytest.mark.parametrize(
    "text",
    [
        "Bachelor’s degree in computer science or a related field",
        "BS/MS in electrical engineering",
        "B.Sc. in physics or related discipline",
        "PhD in oceanography",
        "A degree in statistics.",
        "Master’s degree required",
        "Abgeschlossenes Studium der Informatik",
        "Bachelor’s degree in physics (master’s preferred)",
        "Bachelor’s degree in finance or equivalent field",
        "Bachelor’s degree in engineering with 3+ years of experience",
        "Titulación universitaria en Biología",
        "Een afgeronde wo-opleiding",
        "Education: BSc Physics",
        "Abgeschlossene akademische Ausbildung",
        "Titulado en Biología",
        "Een afgeronde masteropleiding",
    ],
)
def test_a_degree_that_nothing_replaces_is_required(text: str) -> None:
    assert degree(text) == "required"


@pytest.mark.parametrize(
    "text",
    [
        "Bachelor’s degree or equivalent experience",
        "BSc or equivalent experience",
        "Master's degree in statistics; or 4 years of relevant experience",
        "Degree in computer science, or equivalent practical experience",
        "Bachelor’s degree or 5 years of experience",
        "A degree in physics is a plus",
        "Master’s degree preferred",
        "Nice to have\nA degree in oceanography",
        "Ausbildung oder Studium im Bereich Logistik",
        "A bachelor's degree, or the same knowledge by another route.",
        "Diplôme d'une école de commerce ou expérience équivalente",
        "Hbo werk- en denkniveau",
        "Studium oder Berufsausbildung im Hafenbau",
        "Een wo-diploma is een pré",
        "ACCA, MBA or another advanced degree preferred",
    ],
)
def test_a_degree_that_is_wished_for_or_replaceable_is_welcome(text: str) -> None:
    assert degree(text) == "welcome"


@pytest.mark.parametrize(
    "text",
    [
        "You work with a high degree of independence.",
        "No degree required.",
        "High school diploma or equivalent",
        "Scrum master for two teams",
        "Proficient in MS Office",
        "Our founders met during their PhDs at a good university.",
        "Currently pursuing a degree in statistics",
        "Masters of their craft",
        "You talk to harbour masters about tides.",
        "Étudiante en Master 2, vous cherchez un stage.",
        "No se exige titulación universitaria",
        "A degree apprenticeship in shipbuilding",
        "Outreach to 2nd-degree connections",
    ],
)
def test_other_degrees_are_not_asked_for(text: str) -> None:
    assert degree(text) == ""


def test_a_demand_outweighs_a_wish() -> None:
    assert degree("Bachelor’s degree required\nMaster’s degree preferred") == "required"


def test_a_silent_text_states_nothing() -> None:
    assert read("We build tide tables for harbours.") == Requirements(None, "")
    assert read("") == Requirements(None, "")


@pytest.mark.parametrize(
    "piece",
    ["5 ", "5+ years or ", "degree ", "bachelor or (", "a ", "with our team ", "master's ("],
)
def test_a_long_hostile_text_is_read_in_time(piece: str) -> None:
    began = time.process_time()
    read(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 5
