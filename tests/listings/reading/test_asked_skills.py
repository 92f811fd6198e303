"""What a posting asks of its applicant: by its parts, its words, and nobody else's name."""

import pytest

from listings.reading.asked_skills import asked_skills
from listings.reading.demands import SkillImportance
from listings.reading.repeated import NOTHING_REPEATED, Repeated, repeated_paragraphs
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader

READER = SkillReader(
    [
        SkillPhrases("python", "Python"),
        SkillPhrases("sql", "SQL"),
        SkillPhrases("rust", "Rust", (), ("Rust",)),
        SkillPhrases("go", "Go", ("golang",), ("Go",)),
        SkillPhrases("c-language", "C", (), ("C",), ("c level", "series c")),
        SkillPhrases("julia", "Julia", (), ("Julia",)),
        SkillPhrases("ray", "Ray", (), ("Ray",)),
        SkillPhrases("docker", "Docker"),
        SkillPhrases("ansible", "Ansible"),
        SkillPhrases("salesforce", "Salesforce"),
        SkillPhrases("github", "GitHub"),
        SkillPhrases("data-modeling", "Data Modeling"),
        SkillPhrases("etl", "ETL", ("extract, transform, load",)),
        SkillPhrases("ios", "iOS"),
        SkillPhrases("machine-learning", "Machine Learning"),
        SkillPhrases("accessibility", "Accessibility", (), (), ("accessibility related",)),
        SkillPhrases("rails", "Ruby on Rails", (), ("Rails",)),
        SkillPhrases("segment", "Segment", (), ("Segment",)),
        SkillPhrases("zustand", "Zustand"),
        SkillPhrases("sso", "Single Sign-On", (), ("SSO",)),
        SkillPhrases("roadmapping", "Roadmapping", ("product roadmap",)),
    ],
    jobs=["iOS Engineer", "Machine Learning Engineer"],
)


def asked(
    text: str, company: str = "", repeated: Repeated = NOTHING_REPEATED, title: str = ""
) -> dict[str, SkillImportance]:
    return asked_skills(READER, title, read_lines(text), company, repeated)


@pytest.mark.parametrize(
    ("heading", "slugs"),
    [
        ("What you'll bring", ["python"]),
        ("What you'll do", ["python"]),
        ("Our tech stack", ["python"]),
        ("Nice to have", ["python"]),
        ("A line that is no heading of any kind", ["python"]),
        ("About Harbour Labs", []),
        ("Our customers", []),
        ("Benefits", []),
        ("Interview process", []),
        ("Equal opportunity", []),
        ("Über uns", []),
        ("Nos avantages", []),
    ],
)
def test_what_tells_of_employer_offer_and_applying_asks_for_nothing(
    heading: str, slugs: list[str]
) -> None:
    assert list(asked(f"{heading}\nPython is used here.")) == slugs


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Comfortable with data, modeling and trade-offs", []),
        ("Data modeling and trade-offs", ["data-modeling"]),
        ("Extract, transform, load", ["etl"]),
        ("Talk to C-level and C-1 leaders", []),
        ("You deal with C-suite buyers after a Series-C round", []),
        ("Languages: C, Python", ["c-language", "python"]),
        ("C/Python", ["c-language", "python"]),
        ("We are laying the rails on which money crosses borders.", []),
        ("Rails and SQL", ["rails", "sql"]),
        ("Rust is a must", ["rust"]),
        ("Rust experience", ["rust"]),
        ("Rust the least of your worries", []),
        ("SSO via GitHub", ["sso", "github"]),
        ("Du sorgst für den guten Zustand der Boote", []),
        ("Im Segment Mittelstand betreust du Kunden", []),
        ("Zustand und SQL", ["zustand", "sql"]),
        ("Experience with Segment", ["segment"]),
        ("We are the Salesforce of boats.", []),
        ("Wir sind das Salesforce für Boote.", []),
        ("Unsere Kunden nutzen Salesforce.", []),
        ("Du entwickelst unsere Software in Python.", ["python"]),
        ("We compete with Salesforce.", []),
        ("Apply via Salesforce or by mail.", []),
        ("For any accessibility-related question about the interview, write to us.", []),
        ("Work with our iOS Engineers", []),
        ("A P&C licence, or TT&C at sea", []),
        ("C & Python", ["c-language", "python"]),
        ("Learn our product roadmap to explain it", []),
        ("Give feedback that shapes the product roadmap", []),
        ("Own the product roadmap", ["roadmapping"]),
        ("You know iOS well", ["ios"]),
    ],
)
def test_words_that_look_like_a_skill_are_none(text: str, slugs: list[str]) -> None:
    assert list(asked(text)) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "Meet your manager, Dana C.",
        "Your team: Ana B., Dana C., Eli D.",
        "Julia Example: everybody agrees",
        "Julia Okafor, who founded the team, will call you",
        "You report to Julia Keller",
        "Meet Julia, who leads design",
        "Hi, I'm Julia and I run the team",
        "Write to our recruiter Ray Moreno",
        "Ray Ito (Director) and Julia Sand (Lead)",
        "“Best team of my life” (Julia Berg)",
        "You will report to Julia.",
        "Reporting to Julia, you own our tide tables.",
        "You sit next to Ray (CEO).",
        "You'll work with Ray and Julia from our design team.",
        "Ray and Julia lead the team.",
        "Ask Julia if anything is unclear.",
        "Julia, Head of Tides",
        "Tu travailleras avec Julia, notre CTO.",
        "Deine Ansprechpartnerin ist Julia.",
        "Je rapporteert aan Julia.",
        "Reportarás a Julia.",
    ],
)
def test_names_of_people_ask_for_nothing(text: str) -> None:
    assert asked(f"Your profile\n{text}") == {}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Julia or Python", "julia"),
        ("Julia, Python and SQL", "julia"),
        ("We seek Julia developers", "julia"),
        ("You know Julia.", "julia"),
        ("Ray and Python in production", "ray"),
        ("Julia Programming", "julia"),
        ("Experience with Julia, our main language", "julia"),
        ("You move our models from Python to Julia", "julia"),
    ],
)
def test_a_skill_that_is_a_first_name_too_is_found_as_a_skill(text: str, slug: str) -> None:
    assert slug in asked(f"Your profile\n{text}")


@pytest.mark.parametrize(
    ("company", "text", "slugs"),
    [
        ("Ansible Health", "Ansible Health helps nurses", []),
        ("Ansible Health", "At Ansible we care", []),
        ("ansiblehealth", "You will join Ansible Health as a nurse", []),
        (
            "Ansible Health",
            "Your profile\nYou have used Ansible with Python",
            ["ansible", "python"],
        ),
        ("Ansible Health", "Your profile\nYou believe in Ansible Health", []),
        ("Docker", "You will shape Docker for millions", []),
        ("Docker", "What you'll do\nBuild Docker Desktop in Go", ["go"]),
        ("Docker", "What you'll bring\nDocker in production", ["docker"]),
        ("Docker", "Our tech stack\nGo, Docker", ["go", "docker"]),
        ("Docker, Inc.", "Docker is growing", []),
        ("Docker", "Your profile\nExperience with Docker", ["docker"]),
        ("Docker", "Your profile\nYou share Docker’s values", []),
        ("Docker", "Your profile\nAs a Docker engineer you write Go", ["go"]),
        ("Docker", "Your profile\nDocker offers thirty days of holidays", []),
        ("Harbour Labs", "You will use Docker", ["docker"]),
    ],
)
def test_the_employers_own_name_asks_for_nothing(company: str, text: str, slugs: list[str]) -> None:
    assert list(asked(text, company)) == slugs


@pytest.mark.parametrize(
    "sentence",
    [
        "Backed by the founders of GitHub and Docker.",
        "We are building the Salesforce of the sea.",
        "Our platform plugs into Salesforce, GitHub and cloud drives.",
        "Harbour Labs is the GitHub of tides.",
        "At Harbour Labs, Salesforce feeds our buoys.",
        "Our customers include Salesforce.",
        "Our flagship product reads Salesforce.",
        "By combining Docker with our own engine, we let harbours react.",
        "Many companies keep their tides in SQL.",
        "Think of us as the GitHub of tides.",
        "We are growing faster than Salesforce.",
        "We connect to Salesforce and GitHub.",
        "Our platform reads a company’s tech stack (like Docker and GitHub).",
        "Machine learning is changing how harbours work.",
        "Machine learning has the power to change everything.",
        "Using our machine learning platform, you’ll help captains decide.",
        "Our customers are ports. They run Docker on every crane.",
        "We compete with Salesforce.",
        "Help customers move from Salesforce to our buoys.",
    ],
)
def test_sentences_about_the_employer_ask_for_nothing_wherever_they_stand(sentence: str) -> None:
    text = f"About the role\n{sentence} You will write Python."
    assert list(asked(text, "Harbour Labs")) == ["python"]


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("Requirements\nPython and SQL", {"python": "must", "sql": "must"}),
        ("Nice to have\nRust", {"rust": "nice"}),
        ("What you'll do\nBuild it in Python", {"python": ""}),
        ("Requirements\nPython\nBonus points\nRust", {"python": "must", "rust": "nice"}),
        ("Requirements\nPython. SQL is a plus.", {"python": "must", "sql": "nice"}),
        ("Requirements\nPython (Rust preferred)", {"python": "must", "rust": "nice"}),
        ("Requirements\nPython, ideally Rust", {"python": "must", "rust": "nice"}),
        ("Requirements\nPython; SQL would be great", {"python": "must", "sql": "nice"}),
        (
            "Requirements\nKnowledge of Ansible (Docker) is a bonus.",
            {"ansible": "nice", "docker": "nice"},
        ),
        ("What you'll do\nPython is required", {"python": "must"}),
        ("What you'll do\n3+ years of Python", {"python": "must"}),
        ("What you'll do\nUse Rust\nNice to have\nRust", {"rust": "nice"}),
        ("Requirements\nRust\nNice to have\nRust in production", {"rust": "must"}),
        ("Dein Profil\nPython\nIdealerweise\nSQL", {"python": "must", "sql": "nice"}),
        ("Good to have:\nSQL", {"sql": "nice"}),
        ("Requirements\n• Python; Rust is a plus", {"python": "must", "rust": "nice"}),
        ("Requirements\n• Strong SQL (Docker a bonus)", {"sql": "must", "docker": "nice"}),
        ("Dein Profil\n• Du kannst Python, Go ist ein Plus", {"python": "must", "go": "nice"}),
        ("Requisitos\n• Python; se valorará Docker", {"python": "must", "docker": "nice"}),
        ("Requisitos\n• Imprescindible SQL. Valorable Go.", {"sql": "must", "go": "nice"}),
        (
            "Requirements\n• SQL is required and familiarity with Docker is preferred",
            {"sql": "must", "docker": "nice"},
        ),
        ("Requirements\n• Python, with Docker being a plus", {"python": "must", "docker": "nice"}),
        ("Requirements\n• Python or SQL (preferred)", {"python": "must", "sql": "must"}),
        ("Requirements\n• Salesforce (preferred) or similar", {"salesforce": "must"}),
        ("Requirements\n• You'll use Docker every day", {"docker": ""}),
        ("What you'll do\n• Ship a cohesive experience on iOS", {"ios": ""}),
        ("Technical skills preferred:\n• Docker", {"docker": "nice"}),
        ("You'll have a head start if you know\n• Docker", {"docker": "nice"}),
        ("You'll do great in this role if you\n• write Python", {"python": "must"}),
        ("Ideal, but not required:\n• Experience with Docker", {"docker": "nice"}),
        ("Das ist ein Plus\n• Docker", {"docker": "nice"}),
        ("Nice to have\n• Python\nYou will use Docker here.", {"python": "nice", "docker": ""}),
        ("What you'll do\n• Develop deep expertise in SQL", {"sql": ""}),
        ("What you'll do\n• Use your SQL expertise to coach others", {"sql": ""}),
        ("What success looks like\n• You've moved our jobs to Docker", {"docker": ""}),
        (
            "About the role\nWe seek an engineer to work on SQL and Docker",
            {"sql": "", "docker": ""},
        ),
        ("About the role\nLooking for someone to build pipelines in Go", {"go": ""}),
        ("About the role\nLooking for an engineer with Go to build pipelines", {"go": "must"}),
        ("Requirements\n• Source control (we use GitHub)", {"github": "must"}),
        ("Requirements\n• Backend experience. We mostly use Python.", {"python": "must"}),
        ("Nice to have\n• Docker (we use it for tests)", {"docker": "nice"}),
        ("Experience with (or interest in learning):\n• Docker", {"docker": ""}),
        ("Requirements\n• Python, or willingness to learn it", {"python": "must"}),
        ("Requirements\n• You want to learn Rust", {"rust": "nice"}),
        ("Requirements\n• Some familiarity with Rust would help", {"rust": "nice"}),
        ("Requirements\n• Python; also valuable: SQL", {"python": "must", "sql": "nice"}),
        (
            "Requirements\n• Python; it would be nice if you knew SQL",
            {"python": "must", "sql": "nice"},
        ),
        (
            "Requirements\n• It doesn't matter whether you know Docker. SQL is a must.",
            {"docker": "", "sql": "must"},
        ),
        ("Dein Profil\n• Lust, dich in Rust einzuarbeiten", {"rust": "nice"}),
        ("Profil recherché\n• Envie d’apprendre Rust", {"rust": "nice"}),
        ("Requisitos\n• Ganas de aprender Rust", {"rust": "nice"}),
        ("Wat vragen we\n• Bereid om Rust te leren", {"rust": "nice"}),
        ("Wat vragen we\n• Python. Mooi meegenomen: SQL", {"python": "must", "sql": "nice"}),
    ],
)
def test_must_have_and_nice_to_have_are_told_apart_where_the_text_says_so(
    text: str, demands: dict[str, str]
) -> None:
    assert asked(text) == demands


def test_a_roles_own_name_is_no_skill_of_it() -> None:
    assert asked("", title="Senior Machine Learning Engineer") == {}
    assert list(asked("", title="Python Developer, Machine Learning")) == [
        "python",
        "machine-learning",
    ]


def test_an_introduction_asks_only_where_it_speaks_to_somebody() -> None:
    told = "Tides are told by Python in fifty ports of the north today, by SQL in a hundred "
    told += "harbours more, and by nothing but a wet finger and an old almanac in the thousands "
    told += "of bays and river mouths that are still left over. "
    assert asked(told) == {}
    assert list(asked(f"{told}You will write Rust and Go.")) == ["rust", "go"]


PLUGS = "Harbourmaster plugs into Salesforce, GitHub and cloud drives."
NEEDED = "Three winters of Python, and of the SQL that tide tables need"


def test_what_an_employer_repeats_over_different_jobs_asks_for_nothing() -> None:
    titles = ["Data Labeller", "Account Executive", "Recruiter"]
    repeated = repeated_paragraphs((title, f"<p>{PLUGS}</p>") for title in titles)
    assert asked(PLUGS, repeated=repeated) == {}
    assert list(asked(PLUGS)) == ["salesforce", "github"]


def test_requirements_that_sibling_postings_share_still_count() -> None:
    board = [
        (title, f"<h2>Requirements</h2><ul><li>{NEEDED}</li></ul>")
        for title in ("Data Engineer", "Analytics Developer", "Research Scientist")
    ]
    text = f"Requirements\n{NEEDED}"
    assert list(asked(text, repeated=repeated_paragraphs(board))) == ["python", "sql"]


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("Requirements\nA scripting language, preferably Python.", SkillImportance.MUST),
        ("Requirements\nContainers (Docker preferred)", SkillImportance.MUST),
        ("Requirements\nSQL (and ideally Docker)", SkillImportance.NICE),
        ("Requirements\nExperience with Docker is preferred.", SkillImportance.NICE),
        (
            "Requirements\nFamiliar with Docker? It's a plus — not a dealbreaker.",
            SkillImportance.NICE,
        ),
    ],
)
def test_a_choice_from_what_is_asked_for_is_no_mere_wish(
    text: str, demand: SkillImportance
) -> None:
    assert list(asked(text).values())[-1] is demand


def test_a_sentence_that_asks_does_not_ask_for_what_its_neighbours_name() -> None:
    found = asked("What you'll do\nYou keep Docker running. Experience with Python is required.")
    assert found == {"docker": SkillImportance.NAMED, "python": SkillImportance.MUST}


@pytest.mark.parametrize(
    "line",
    [
        "A degree in SQL, Machine Learning or a related field with Python",
        "A machine learning degree, or equivalent experience in Python",
        "Diplôme en machine learning, avec Python",
        "Máster en machine learning con Python",
        "Studium der Fachrichtung Machine Learning mit Python",
        "Afgeronde opleiding richting machine learning, met Python",
    ],
)
def test_the_subject_of_a_degree_is_no_skill(line: str) -> None:
    assert list(asked(f"Requirements\n{line}")) == ["python"]


def test_a_line_of_the_stack_counts_wherever_it_stands() -> None:
    assert list(asked("How we work\nWe love boats.\nStack: we use Python and Docker.")) == [
        "python",
        "docker",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "No Python experience needed.",
        "No prior coding in Python is required",
        "No need for Python experience.",
        "We no longer use Python.",
        "We moved away from Python.",
        "Instead of Python we write prose.",
        "You don't need to know Python, we write the scripts.",
        "We do not require Python.",
        "Charts are drawn without writing Python.",
        "A real database instead of Python scripts.",
        "Keine Python-Kenntnisse erforderlich.",
        "Keine Erfahrung mit Python nötig.",
        "Aucune connaissance en Python n'est requise.",
        "Pas besoin de maîtriser Python.",
        "No es necesario saber Python.",
        "No hace falta Python.",
        "Geen ervaring met Python nodig.",
        "You write good prose, not Python.",
        "Experience with non-Python code",
        "Ohne Python-Kenntnisse geht es auch.",
        "Experience with Python is not needed.",
        "Previous Python experience is not required",
        "Kenntnisse in Python sind nicht erforderlich.",
        "La connaissance de Python n'est pas nécessaire.",
        "El conocimiento de Python no es necesario.",
        "Kennis van Python is niet nodig.",
        "We own what we ship, not Python tickets.",
        "You came from other languages like Python or SQL.",
        "You have worked at companies like GitHub or Salesforce",
        "You learn from ex-GitHub people",
        "You won't touch Python.",
        "Python is not used here.",
        "Any language other than Python",
        "This is not a Python role.",
        "Patience, Python not needed.",
        "Explain our offerings (Python, SQL), and Rust courses",
        "Geduld, Python nicht nötig",
        "Geduld; Python niet nodig",
        "If you are looking for a Python job, this is not the one.",
        "We replaced Python with prose.",
        "This isn’t just Python—it is prose.",
        "No Python, no spreadsheets: we write prose.",
        "Python brauchst du nicht.",
        "You have helped teams migrate away from Python.",
        "Du musst kein Python können.",
        "Je hoeft geen Python te kennen.",
    ],
)
def test_what_nobody_needs_is_not_asked_for(line: str) -> None:
    assert list(asked(f"Your profile\n{line}\nDocker")) == ["docker"]


@pytest.mark.parametrize(
    "line",
    [
        "You are curious about Python",
        "Willingness to learn Python",
        "An interest in Python",
        "SQL Server admins welcome; experience with Python is a plus",
        "Solid SQL, experience with Python a plus",
        "Years of experience, ideally including Python",
        "Erfahrung mit Python wäre ein Plus",
        "Python ist kein Muss",
        "Idéalement, Python",
        "La maîtrise de Python serait appréciée",
        "Python deseable",
        "Preferiblemente con Python",
        "Kennis van Python is mooi meegenomen",
        "Python is een pré",
        "[Optional] Python",
        "Als Bonus kennst du Python",
        "Extra love for Python",
        "Exposure to Python would be lovely.",
        "Python schadet nicht",
        "Some Python doesn't hurt",
        "Python is een leuke extra",
        "Python? Even better.",
        "Python gives you a head start",
        "Toll wäre Python",
        "Wenn du dazu Python kannst, umso besser",
        "Python-Kenntnisse runden dein Profil ab",
        "Si vous connaissez Python, c'est encore mieux",
        "Python serait apprécié mais pas obligatoire",
        "Si además conoces Python, mejor",
        "Python suma puntos",
        "Als je ook Python kent, des te beter",
        "Python is geen must",
        "Kennis van Python strekt tot aanbeveling",
        "Nice if you know Python",
        "Python counts in your favour.",
        "Python wäre das Tüpfelchen auf dem i",
        "Python en option",
        "Some scripting is a plus (e.g., Python or Bash)",
        "Experience of scripting is a plus, for example Python.",
        "Scripting would be nice (Python)",
        "Pluspunkt: du hast schon mit Python gearbeitet",
        "Un atout : la pratique de Python",
        "Sería un punto a favor conocer Python",
        "Deseable: Python",
        "Required: Rust. Preferred: Python.",
        "Nice: Python",
    ],
)
def test_a_wish_within_the_requirements_is_no_must(line: str) -> None:
    assert asked(f"Your profile\n{line}")["python"] is SkillImportance.NICE


@pytest.mark.parametrize(
    "line",
    [
        "Ervaring met Node.js en SQL, Rust is een pré",
        "Node.js ou SQL, idéalement Rust",
    ],
)
def test_the_dot_of_a_name_ends_no_part_of_a_wish(line: str) -> None:
    found = asked(f"Requirements\n{line}")
    assert found["sql"] is SkillImportance.MUST
    assert found["rust"] is SkillImportance.NICE


def test_a_wish_leaves_what_stands_before_it_a_must() -> None:
    found = asked("Your profile\nProficient in SQL and Docker, experience with Rust is a big plus")
    assert found == {
        "sql": SkillImportance.MUST,
        "docker": SkillImportance.MUST,
        "rust": SkillImportance.NICE,
    }


@pytest.mark.parametrize(
    "line",
    [
        "Partner with Sales, Machine Learning and Support",
        "Collaborate closely with design, machine learning, and other teams to ship",
        "Liaise across Machine Learning, Finance and Legal",
        "Collaborate with all teams (i.e. Product, Machine Learning, Finance)",
        "Be the bridge between Machine Learning and Sales",
        "Collaborate with teams (e.g. Design, Machine Learning) to ship",
    ],
)
def test_the_colleagues_one_works_with_are_no_skill(line: str) -> None:
    assert asked(f"What you'll do\n{line}") == {}


def test_a_skill_among_what_one_works_on_stays_one() -> None:
    assert "machine-learning" in asked("What you'll do\nWork with machine learning systems")


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Labs\nWe're building on a modern tech stack, with Python and a bit of luck.",
        "Why join us\nWork on a current stack (Python, boats)",
        "Your profile\nGood company\nOur stack: Python",
    ],
)
def test_a_stack_is_named_and_no_requirement(text: str) -> None:
    assert asked(text) == {"python": SkillImportance.NAMED}


@pytest.mark.parametrize(
    "line",
    [
        "Our investors include the founders of GitHub.",
        "Our office is in the old Docker building.",
        "We offer a budget for courses and AWS, Docker and SQL trainings.",
        "Wir bieten dir Schulungen in Docker.",
        "Nous proposons des formations SQL.",
        "Follow us on GitHub.",
        "We'll then send you a challenge in SQL.",
        "We use Salesforce to handle applications.",
        "You are at ease at the C‑level.",
    ],
)
def test_what_else_stands_below_the_requirements_asks_for_nothing(line: str) -> None:
    assert asked(f"Requirements\n• Python\n{line}") == {"python": SkillImportance.MUST}


def test_what_is_not_important_is_no_must() -> None:
    found = asked("You have seen much. We write Go, but experience with Go isn't that important.")
    assert found == {"go": SkillImportance.NAMED}


def test_a_sentence_beside_the_stack_may_name_no_skill() -> None:
    found = asked("Your profile\nOur stack: Python. You are kind to boats.")
    assert found == {"python": SkillImportance.NAMED}


@pytest.mark.parametrize(
    "line",
    [
        "SQL and, as a bonus, Rust",
        "SQL; as a plus: Rust",
        "SQL und, als Bonus, Rust",
        "SQL, en bonus Rust",
        "SQL; como extra, Rust",
    ],
)
def test_a_bonus_may_stand_before_what_it_is(line: str) -> None:
    found = asked(f"Requirements\n{line}")
    assert found == {"sql": SkillImportance.MUST, "rust": SkillImportance.NICE}


def test_a_name_that_begins_a_line_counts_before_a_note_in_brackets() -> None:
    found = asked("Requirements\nGo (must have), Rust (nice to have)")
    assert found == {"go": SkillImportance.MUST, "rust": SkillImportance.NICE}


def test_a_wish_in_brackets_is_of_the_clause_before_it_alone() -> None:
    found = asked("Requirements\nGo (required); Rust (a plus)")
    assert found == {"go": SkillImportance.MUST, "rust": SkillImportance.NICE}
    found = asked("Requirements\nExperience in Go is key, Rust an advantage")
    assert found == {"go": SkillImportance.MUST, "rust": SkillImportance.NICE}


@pytest.mark.parametrize(
    "taught",
    [
        "we can teach you SQL",
        "it's ok if you haven't used SQL yet",
        "SQL can be learned on the job",
        "SQL bringen wir dir bei",
        "SQL s'apprend chez nous",
        "te enseñamos SQL",
        "SQL leer je bij ons",
    ],
)
def test_what_is_taught_is_no_must_and_leaves_one_beside_it(taught: str) -> None:
    found = asked(f"Requirements\nPython; {taught}.")
    assert found == {"python": SkillImportance.MUST, "sql": SkillImportance.NAMED}


@pytest.mark.parametrize(
    "line",
    [
        "Users connect their Salesforce account to us.",
        "Our CEO previously led Docker.",
        "We give everybody a GitHub licence.",
        "The interview includes an exercise in SQL.",
        "The market for Salesforce tools grows.",
    ],
)
def test_users_founders_gifts_and_interviews_ask_for_nothing(line: str) -> None:
    assert list(asked(f"The role\n{line}\nPython")) == ["python"]


def test_what_an_employer_builds_in_is_what_one_works_with() -> None:
    assert list(asked("The role\nWe build in Python and SQL.")) == ["python", "sql"]
    assert asked("The role\nWe build Salesforce plug-ins for harbours.") == {}


def test_what_you_know_is_asked_for() -> None:
    assert asked("The role\nYou know Python.") == {"python": SkillImportance.MUST}
