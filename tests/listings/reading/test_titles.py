"""What titles say, by the demo pack's roles and words."""

from functools import cache
from pathlib import Path

import pytest

from jobboard.content.reading import read_pack
from listings.reading.title_parts import normalize_title
from listings.reading.titles import RolePhrases, TitleReader

PACK = Path(__file__).parents[3] / "jobboard" / "demo" / "pack"


@cache
def reader() -> TitleReader:
    pack = read_pack(PACK)
    roles = [
        RolePhrases(role.slug, (role.name, *role.aliases), role.excludes, role.evidence)
        for role in pack.roles
    ]
    return TitleReader(roles, pack.levels, pack.occupations)


ROLES = {
    "Data Scientist": "data-scientist",
    "Platform Reliability Engineer": "site-reliability-engineer",
    "Architecte Cloud (H/F)": "cloud-engineer",
    "Data Engineerin (w/m/d)": "data-engineer",
    "Analista dei Dati": "data-analyst",
    "Desenvolvedor Frontend": "frontend-engineer",
    "Programista Python": "software-engineer",
    "Data Scientist / ML Engineer": "data-scientist machine-learning-engineer",
    "Research Engineer / Scientist": "research-engineer research-scientist",
    "Machine Learning & NLP Engineers": "machine-learning-engineer nlp-engineer",
    "Data / BI Engineer": "data-engineer bi-engineer",
    "Staff Site Reliability Engineer / DevOps": "site-reliability-engineer devops-engineer",
    "Lead Data Analyst, Payments - Tallinn": "data-analyst",
    "Harbour & Pine - Founding AI Engineer": "ai-engineer",
    "Remote - Senior Full-Stack Engineer (.NET) - PropTech": "full-stack-engineer",
    "Backend (Ledger) - Senior Software Engineer": "backend-engineer",
    "Software Engineer, Backend": "backend-engineer",
    "Senior Software Engineer | iOS": "ios-engineer",
    "Software Engineer, Site Reliability Engineer (SRE)": "site-reliability-engineer",
    "Full Stack Java Software Engineer": "full-stack-engineer",
    "Senior ML Operations (MLOps) Engineer": "mlops-engineer",
    "Machine Learning Ops Engineer": "mlops-engineer",
    "Data Platform Manager": "data-science-manager",
    "Embedded ML Engineer": "machine-learning-engineer",
    "Rust Engineer": "software-engineer",
    "Backend Rust Engineer": "backend-engineer",
    "Head of Data Science": "data-science-manager",
    "Director, Platform Engineering": "engineering-manager",
    "Data Science Internship (Summer)": "data-scientist",
    "Softwareentwickler:in (w/m/d)": "software-engineer",
    "Software Engineer, Data Platform": "data-platform-engineer",
    "Member of Technical Staff - Frontend Engineer": "frontend-engineer",
    "Forward Deployed AI Engineer": "forward-deployed-engineer",
    "AI Product Manager": "product-manager",
    # However a language marks both sexes.
    "Ingénieur·e DevOps": "devops-engineer",
    "Développeur.euse Backend": "backend-engineer",
    "Développeur-euse Frontend": "frontend-engineer",
    "Programador(a) Python": "software-engineer",
    # Two words share what stands behind the second.
    "Backend- und Frontend-Entwicklerin": "backend-engineer frontend-engineer",
    "iOS- & Android-Developer (d/m/w)": "ios-engineer android-engineer",
    # Beginners of a field, in the words of their language.
    "Stagiaire en Science des données": "data-scientist",
    "Afstudeerstage Data-analyse": "data-analyst",
    "Becaria de Desarrollo Web": "frontend-engineer",
    "Prácticas en Ingeniería de Datos": "data-engineer",
    "Praktikantin im Bereich IT-Sicherheit": "security-engineer",
    # Who leads one.
    "Bereichsleitung Business Intelligence": "data-science-manager",
    "Fachinformatikerin für Anwendungsentwicklung": "software-engineer",
    "Consultante BI (H/F)": "bi-analyst",
    "Testeuse logiciel": "qa-engineer",
    "Informatieanalist": "business-analyst",
    # The subject decides, not the word beside it.
    "Platform Engineer, Android": "android-engineer",
    "Android Platform Engineer": "android-engineer",
    "iOS Infrastructure Engineer": "ios-engineer",
    "Frontend Platform Engineer": "frontend-engineer",
    "Deep Learning Tech Lead": "machine-learning-engineer",
    "Data Warehouse Technical Lead": "data-engineer",
    "Applied ML Scientist": "applied-scientist",
    "Partner AI Architect (Sales)": "solutions-architect",
    "Head of Engineering, QA": "engineering-manager qa-engineer",
    "Manager, Software Engineering - Data Platform": "engineering-manager",
    # A subject alone, beside an intern, a graduate, a consultant or a fellow.
    "Frontend Engineering Intern": "frontend-engineer",
    "Backend Engineering (Graduate)": "backend-engineer",
    "Intern, Data Analytics": "data-analyst",
    "Consultant, Data Engineering": "data-engineer",
    "Applied Science Fellow": "applied-scientist",
    "Vice President Product Management": "product-manager",
    "Director of Product Design": "product-designer",
    "Architect - Analytics Engineering": "analytics-engineer",
    # Other names of the work.
    "Data Mart Analyst": "data-analyst",
    "Principal Designer": "product-designer",
    "Senior Designer, Mobile": "product-designer",
    "Design Engineer, Web & Brand": "frontend-engineer",
    "IT Admin, Lyon": "systems-administrator",
    "SecOps Specialist": "security-analyst",
    "Cyber Security Expert - Forensics": "security-analyst",
    "Nuxt.js Developer": "frontend-engineer",
    "CEO's Office - Machine Learning Engineer": "machine-learning-engineer",
    "ETL Tester": "qa-engineer",
    "Internet Application Developer": "software-engineer",
    "Security Assessment Tester": "security-engineer",
    "Sr. Mgr, Software Engineering": "engineering-manager",
    # Other languages.
    "Ingeniero de Datos": "data-engineer",
    "Analista de Datos": "data-analyst",
    "Data-analist": "data-analyst",
    "Senior Data-ingenieur": "data-engineer",
    "Datenanalystin (m/w/d)": "data-analyst",
    "Software Ontwikkelaar": "software-engineer",
    "Ontwikkelaar .NET": "software-engineer",
    "Datawetenschapper": "data-scientist",
    "Stage Data Science": "data-scientist",
    "Développeur Big Data (H/F)": "data-engineer",
    "Développeur Full Stack": "full-stack-engineer",
    "Frontend-Entwicklerin": "frontend-engineer",
    "Leitung Softwareentwicklung": "engineering-manager",
    # German and Dutch words stand for their English ones in every phrase.
    "Next.js-Entwickler (m/w/d)": "frontend-engineer",
    "Svelte Ontwikkelaar": "frontend-engineer",
    "Snowflake-Entwicklerin": "data-engineer",
    "Entwickler Backend (Java) (m/w/d)": "backend-engineer",
    "Lead Data Architekt": "data-architect",
    "BI-Entwickler": "bi-engineer",
    "Arquitecto de Soluciones": "solutions-architect",
    "Architecte logiciel": "software-architect",
    "Développeur mobile iOS": "ios-engineer",
    "Concepteur UX": "product-designer",
    "Teamleider Softwareontwikkeling": "engineering-manager",
    "Testautomatiseerder": "qa-engineer",
    "Helpdesk Medewerker": "support-engineer",
    "Responsable Data": "data-science-manager",
    "Ingénieur cybersécurité": "security-engineer",
    "UX-onderzoeker": "ux-researcher",
    # The subject behind the engineer, and words of a season that make no difference.
    "Engineer II, Software": "software-engineer",
    "Engineer, Machine Learning Platform": "machine-learning-engineer",
    "SDE III - Backend": "backend-engineer",
    "Data Lake Tech Lead": "data-engineer",
    "Architect - Data Platform": "data-architect",
    "Technical Lead - Puzzle Games": "game-developer",
    "PhD Intern, Summer 2027 - Computer Vision": "computer-vision-engineer",
    "Full-Stack Web Developer": "full-stack-engineer",
    "CTO's Office - Data Engineer": "data-engineer",
    "VP Engineering": "engineering-manager",
}

NO_ROLE = [
    "Account Executive, Data Cloud",
    "Data Center Technician",
    "Data Centre Operations Engineer",
    "Customer Data Platform Manager",
    "Clinical Data Manager",
    "Recruiter, Machine Learning",
    "Data Scientist Recruiter",
    "Sales Engineer, Data",
    "Machine Learning Sales Engineer",
    "Board Certified Behavior Analyst",
    "AI Artist",
    "Mechanical Engineer",
    "Financial Analyst",
    "Product Marketing Manager, Developer Tools",
    "Talent Partner, Software Engineering",
    "Legal Counsel, AI & Data",
    "Process Engineer, Back End of Line",
    "Chief of Staff to the CTO",
    "Business Development Manager, Cloud",
    "Hardware Design Engineer",
    "Principal/Senior Engineer – Ductwork & Ventilation",
    "Staff Engineer, Geotechnical",
    "Lead Engineer, Wafer Handling",
    "Chemical Research Engineer",
    "Research Soil Scientist",
    "AI Curriculum Architect",
    "Brand, Operations & Analytics Lead",
    "Senior Manager, Payroll + People Analytics",
    "Head of Editorial (Product)",
    "Director, People Partners - Product, Design & Engineering",
    "Physical Security Specialist",
    "Front End Manager",
    "Leak Detection Engineer",
    "Directory Services Engineer",
    "Building Services Engineer",
    "Fashion Product Designer",
    "Product Designer, Footwear",
    "Film Developer",
    "CNC-Programmierer",
    "Recreation Programmer",
    "Certified Prosthetist Orthotist (CPO)",
    "",
    "(((",
]


@pytest.mark.parametrize(("title", "roles"), ROLES.items())
def test_a_title_names_its_roles(title: str, roles: str) -> None:
    assert reader().read(title).roles == tuple(roles.split())


@pytest.mark.parametrize("title", NO_ROLE)
def test_other_work_is_none_of_the_roles(title: str) -> None:
    assert reader().read(title).roles == ()


SOFTWARE = "You build our API in Python, review code and ship it to production several times a day."
GROUND = "You survey soil and slopes for road and rail, in the field and with our software."
TICKETS = "You set up products in the catalogue and close tickets of our colleagues in time."
METRICS = "You run A/B tests, write SQL and build dashboards on retention for the product teams."
WEB = "You test our web application before each release."
WAFERS = "You test wafers on the probe station of our laboratory and write down which of them fail."
DEMOS = "You show our SaaS in demos, connect it by its API and lead each proof of concept."
PUMPS = "You advise plants on pumps and valves, visit them and write offers together with sales."
BRAND = "You draw campaigns, packaging and motion graphics for our brands, in Figma and on paper."
DESKTOPS = "You look after Okta, Google Workspace and Jamf for 300 colleagues in four offices."
CHANCE = (
    f"{GROUND} {'Reports are due by the end of the week. ' * 30} Our site is a web application."
)


@pytest.mark.parametrize(
    ("title", "text", "roles"),
    [
        ("Staff Engineer", SOFTWARE, "software-engineer"),
        ("Staff Engineer", GROUND, ""),
        ("Staff Engineer", CHANCE, ""),
        ("Staff Engineer", "", ""),
        ("Product Configuration Analyst", METRICS, "product-analyst"),
        ("Product Configuration Analyst", TICKETS, ""),
        ("Test Engineer", WEB, "qa-engineer"),
        (
            "Test Engineer",
            "Du prüfst unsere Webanwendung vor jeder Veröffentlichung.",
            "qa-engineer",
        ),
        ("Test Engineer", WAFERS, ""),
        ("Sales Engineer", DEMOS, "solutions-engineer"),
        ("Sales Engineer", PUMPS, ""),
        ("Senior Designer", BRAND, ""),
        ("Systems Engineer", DESKTOPS, "systems-administrator"),
        ("Systems Engineer", WAFERS, ""),
        ("Test Engineer", "", ""),
        ("Research Scientist", "", "research-scientist"),
        ("Research Scientist", GROUND, ""),
        ("Data Engineer", GROUND, "data-engineer"),
        ("Mechanical Engineer", SOFTWARE, ""),
    ],
)
def test_the_text_decides_where_the_title_is_a_guess(title: str, text: str, roles: str) -> None:
    assert reader().read(title, text).roles == tuple(roles.split())


def test_a_word_of_the_department_confirms_a_guess() -> None:
    assert reader().read("Senior Engineer", department="Software Engineering").roles == (
        "software-engineer",
    )
    assert reader().read("Senior Engineer", department="Roads").roles == ()


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Principal/Senior Engineer", "lead"),
        ("Graduate Program Lead", "lead"),
        ("Jefa de Producto", ""),
        ("Direttore Vendite", "executive"),
        ("Senior or Staff Engineer", "senior"),
        ("Senior HR Director", "executive"),
        ("Sr. Finance Director", "executive"),
        ("Senior Product Director", "executive"),
        ("Senior Technical Lead", "lead"),
        ("Junior Team Lead", "entry"),
        ("Leitung Softwareentwicklung", "executive"),
        ("Vertriebsleiter DACH", "executive"),
        ("Geschäftsführung", "executive"),
        ("Assistenz der Geschäftsführung", ""),
        ("Projektleiterin Bau", ""),
        ("Halbleitertechniker", ""),
        ("Teamleider Data", "lead"),
        ("Jefe de Ventas", "executive"),
        ("Jefe de Proyecto", ""),
        ("Responsable Marketing", "lead"),
        ("Software Engineer (Placement Year)", "entry"),
        ("Joint Staff Liaison Manager", ""),
        ("Lead Manager CRM", ""),
        ("Student Housing Manager", ""),
        ("Student Brand Manager", "entry"),
        ("Working Student (f/m/d) Data Analytics", "entry"),
        ("Studentische Hilfskraft IT", "entry"),
        ("Recruiter (New Grads)", ""),
        ("Key Account Manager intern. Markets", ""),
        ("Manager Coop Retail", ""),
        ("Engineering Co-op", "entry"),
        ("Regional Manager I Team East", ""),
        ("Tech Lead Manager", "lead"),
        ("Senior / Staff Engineer", "senior"),
        ("Senior Staff Engineer", "lead"),
        ("Sr. Data Engineer", "senior"),
        ("Data Engineer II", "mid"),
        ("Data Engineer III", "senior"),
        ("Data Engineer I", "entry"),
        ("Engineer, Senior", "senior"),
        ("Semi Senior Developer", "mid"),
        ("Head of Data", "executive"),
        ("VP of Engineering", "executive"),
        ("Leiterin Datenanalyse", "executive"),
        ("Teamleiter Entwicklung (m/w/d)", "lead"),
        ("Assistant of the CTO, Intern", "entry"),
        ("Werkstudent Data Science", "entry"),
        ("Associate Product Manager", "entry"),
        ("Lead Generation Specialist", ""),
        ("Chief of Staff", ""),
        ("Staff Accountant", ""),
        ("Member of Technical Staff", ""),
        ("Account Executive, Mid-Market", ""),
        ("Executive Assistant to the CEO", ""),
        ("Data Engineer", ""),
        # Words that are no level here.
        ("Legal Staff", ""),
        ("Senior Living Advisor", ""),
        ("Senior Care Assistant", ""),
        ("Senior Community Manager", "senior"),
        ("Head Barista", ""),
        ("Head of Coffee", "executive"),
        ("Chief Resident", ""),
        ("Principal, Elementary School", ""),
        ("Stage développement web", "entry"),
        ("Stage Softwareontwikkeling", "entry"),
        ("Práctica de Marketing", "entry"),
        ("Late Stage Investor", ""),
        ("Ervaren Boekhouder", "mid"),
        ("Développeuse expérimentée", "mid"),
        ("Berufserfahrene Ingenieurin", "mid"),
    ],
)
def test_a_title_states_a_level_or_none(title: str, level: str) -> None:
    assert reader().read(title).level == level


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Data Analyst (Contract)", "contract"),
        ("Data Analyst - Fixed Term Contract", "temporary"),
        ("Werkstudent:in Daten", "part-time"),
        ("Teilzeit Datenanalyst", "part-time"),
        ("Backend Engineer Intern", "internship"),
        ("Alternance - Data Analyst", "apprenticeship"),
        ("iOS Engineer (Freelance)", "freelance"),
        ("Nurse, Full-Time / Per Diem", "full-time per-diem"),
        ("Software Engineer (Placement Year)", "internship"),
        ("Stage Data Science", "internship"),
        ("Stage Manager", ""),
        ("Product Manager, Early Stage", ""),
        ("Key Account Manager intern. Markets", ""),
        ("Manager Coop Retail", ""),
        ("Smart Contract Engineer", ""),
        ("Contracts Manager", ""),
        ("Internship Program Manager", ""),
        ("International Tax Analyst", ""),
    ],
)
def test_a_title_states_kinds_of_employment(title: str, types: str) -> None:
    assert reader().read(title).types == tuple(types.split())


@pytest.mark.parametrize(
    "title",
    [
        "Open Application",
        "Senior Front-end Engineer - Open Application",
        "Talent Pool: Engineering",
        "Didn’t find your role?",
        "Don't see a role for you?",
        "Initiativbewerbung (m/w/d)",
        "Candidature spontanée",
        "Speculative applications",
        "Join our talent network",
        "Future Engineering Opportunities",
    ],
)
def test_an_open_application_is_no_vacancy(title: str) -> None:
    assert reader().read(title).is_open_application


@pytest.mark.parametrize(
    "title", ["Application Engineer", "Talent Pool Manager", "Open Source Lead"]
)
def test_a_vacancy_is_no_open_application(title: str) -> None:
    assert not reader().read(title).is_open_application


@pytest.mark.parametrize(
    "title",
    [
        "Data Engineer",
        "DATA ENGINEER (m/f/d)",
        "Data Engineer 🚀",
        "Data Engineer (Remote)",
        "Data Engineer - Remote Europe",
        "Remote - Data Engineer",
        "Data Engineer (Brazil/Remote)",
        "Data Engineer | Colombia",
        "Data Engineer H/F",
        "Data Engineer (all genders)",
        "Data Engineer (all genders welcome)",
        "Data Engineer (w/m/divers)",
        "Data Engineer (mwd)",
        "Data Engineer (v/m/x)",
        "Data Engineer M/V",
        "Data Engineer (80–100 %)",
        "Data Engineer 60%",
    ],
)
def test_titles_of_one_vacancy_have_one_key(title: str) -> None:
    assert normalize_title(title) == "data engineer"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior Data Engineer", "Data Engineer"),
        ("Account Executive, France", "Account Executive, Spain"),
        ("Product Manager - AI", "Product Manager - IT"),
        ("Data Engineer (Contract)", "Data Engineer"),
        ("Remote", "Hybrid"),
    ],
)
def test_when_in_doubt_titles_stay_apart(one: str, other: str) -> None:
    assert normalize_title(one) != normalize_title(other)


def test_a_board_without_words_reads_no_roles() -> None:
    facts = TitleReader().read("Senior Data Engineer")
    assert (facts.roles, facts.level) == ((), "")


def test_a_phrase_may_be_the_end_of_a_word() -> None:
    words = TitleReader(levels={"-leiter": "executive", "projektleiter": ""})
    assert words.read("Pflegeleiter").level == "executive"
    assert words.read("Projektleiter").level == ""


def test_a_phrase_may_be_a_whole_part_but_for_words_of_level() -> None:
    board = TitleReader([RolePhrases("fellow", ("= fellow",))], {"senior": "senior"})
    assert board.read("Senior Fellow, Oslo").roles == ("fellow",)
    assert board.read("Bed Fellow").roles == ()


def test_a_nurses_board_is_the_same_program() -> None:
    nurses = TitleReader(
        [RolePhrases("icu-nurse", ("(icu|intensive care) * nurse", "nurse, * icu *"))],
        {"ward manager": "lead"},
        ["nurse recruiter"],
    )
    assert nurses.read("Registered Nurse - Night Shift ICU").roles == ("icu-nurse",)
    assert nurses.read("ICU Nurse Recruiter").roles == ()
    assert nurses.read("Ward Manager").level == "lead"
