"""What titles of other languages say, shortened words, and words that only look like a level."""

import pytest

from tests.accuracy.samples import titles

ROLES = {
    # Swedish, Danish and Norwegian write one word.
    "Backendutvecklare": "backend-engineer",
    "Frontend-utvecklare till fintech": "frontend-engineer",
    "Senior Java-utvecklare": "software-engineer",
    "Mjukvaruutvecklare": "software-engineer",
    "Softwareudvikler til fintech": "software-engineer",
    "Dataingenjör": "data-engineer",
    "Dataanalytiker": "data-analyst",
    "Produktägare": "product-manager",
    # Polish, Portuguese and Italian put the noun first.
    "Analityk Biznesowy": "business-analyst",
    "Starsza Analityczka Danych": "data-analyst",
    "Inżynier DevOps": "devops-engineer",
    "Programistka Java": "software-engineer",
    "Administrator Systemów": "systems-administrator",
    "Administrator sieci": "network-engineer",
    "Architekt Oprogramowania": "software-architect",
    "Analista de Segurança da Informação": "security-analyst",
    "Arquiteta de Soluções": "solutions-architect",
    "Analista Dati": "data-analyst",
    "Sistemista Linux": "systems-administrator",
    "Programmatore Backend": "backend-engineer",
    "Analista de Inteligencia de Negocios": "bi-analyst",
    "Analyste SOC": "security-analyst",
    "Ingénieur systèmes et réseaux": "systems-administrator",
    "Technicien réseaux": "network-engineer",
    "Chercheur en IA": "research-scientist",
    "Engenheiro de Inteligência Artificial": "ai-engineer",
    "Ingeniero de Pruebas de Software": "qa-engineer",
    "Ingeniero de Soporte": "support-engineer",
    "Specjalista ds. Cyberbezpieczeństwa": "security-analyst",
    "Programista Gier Unity": "game-developer",
    "Androidutvecklare": "android-engineer",
    "Maskininlärningsingenjör": "machine-learning-engineer",
    "Entwicklungsingenieur Embedded Software": "embedded-engineer",
    # Beginners stand before their field, or before a dash.
    "Prácticas - Análisis de Datos": "data-analyst",
    "Becario de Ciencia de Datos": "data-scientist",
    "Estágio em Desenvolvimento de Software": "software-engineer",
    "Estágio - Engenharia de Dados": "data-engineer",
    "Stażysta - Analiza Danych": "data-analyst",
    "Tirocinio Data Science": "data-scientist",
    "Praktikant inom data science": "data-scientist",
    # Japanese writes one word, with the level in front.
    "ソフトウェアエンジニア": "software-engineer",
    "【東京】データエンジニア": "data-engineer",
    "シニアバックエンドエンジニア": "backend-engineer",
    "プロダクトマネージャー": "product-manager",
    # The field stands behind the level.
    "Engineer II, Backend Platform": "backend-engineer",
    "Engineer - Frontend Growth": "frontend-engineer",
    # The language of programming stands behind the trade.
    "Backend Entwickler (m/w/d) Python": "backend-engineer",
    "Full Stack Developer Java": "full-stack-engineer",
    # Shortened words.
    "Sr Data Eng, Marketplace": "data-engineer",
    "Full Stack Dev": "full-stack-engineer",
    "Eng Manager, Payments": "engineering-manager",
    "VP Eng": "engineering-manager",
    "Test Automation Lead": "qa-engineer",
    "Red Team Operator": "security-engineer",
}

NO_ROLE = [
    "Affärsutvecklare",
    "Développeur commercial",
    "Développeur foncier",
    "Desarrollador de Negocios",
    "Desarrollador Inmobiliario",
    "Programmatore CNC",
    "Inżynier Budowy",
    "Administrator Nieruchomości",
    "Corp Dev Associate",
    "Business Dev Manager",
    "Data Analyst Trainer",
    "Testingenieur Fahrzeug",
]


@pytest.mark.parametrize(("title", "role"), ROLES.items())
def test_a_title_of_another_language_names_its_role(title: str, role: str) -> None:
    assert titles().read(title).roles == (role,)


@pytest.mark.parametrize("title", NO_ROLE)
def test_who_develops_trade_land_or_people_develops_no_software(title: str) -> None:
    assert titles().read(title).roles == ()


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Starszy Programista", "senior"),
        ("Młodsza Programistka", "entry"),
        ("Engenheiro de Dados Pleno", "mid"),
        ("Stażysta - Analiza Danych", "entry"),
        ("Apprendista Programmatore", "entry"),
        ("Junior High Voltage Engineer", "entry"),
        ("Senior Program Manager", "senior"),
        ("Senior Community Manager", "senior"),
        ("Principal's Office Administrator", ""),
        ("Secretary to the Principal", ""),
        ("Executive Assistant to the VP of Engineering", ""),
        ("Assistant to the Managing Director", ""),
        ("Junior High School Teacher", ""),
        ("Senior Center Coordinator", ""),
        ("Leads Coordinator", ""),
        ("Entry Systems Technician", ""),
        ("Regional Manager - Area II", ""),
        ("Apprentice Trainer", ""),
        ("Principal Gifts Officer", ""),
    ],
)
def test_a_word_of_level_counts_where_it_tells_of_the_work(title: str, level: str) -> None:
    assert titles().level(title) == level


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Camarero de media jornada", "part-time"),
        ("Säljare deltid", "part-time"),
        ("Magazijnmedewerker deeltijd", "part-time"),
        ("Undersköterska, heltid", "full-time"),
        ("Vikariat som lärare", "temporary"),
        ("Staż w dziale sprzedaży", "internship"),
        ("Apprendista Programmatore", "apprenticeship"),
        ("Freelancer Community Manager", ""),
        ("Apprentice Trainer", ""),
        ("Stage curriculare - HR", "internship"),
        ("インターンシップ（エンジニア）", "internship"),
        ("Bijbaan Klantenservice", "part-time"),
    ],
)
def test_kinds_of_employment_in_other_languages(title: str, types: str) -> None:
    assert titles().read(title).types == tuple(types.split())


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Você lidera times de software que escrevem Python e Java.", ("engineering-manager",)),
        ("Você lidera obras civis e canteiros.", ()),
    ],
)
def test_a_manager_of_engineers_leads_those_of_software(text: str, roles: tuple[str, ...]) -> None:
    assert titles().read("Gerente de Engenharia", text).roles == roles
