"""Rows of a small board: roles, skills, levels, companies, places."""

from functools import cache

from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases
from listings.reading.words import slug
from listings.search.understanding.place_names import Namesake, PlaceRow
from listings.search.understanding.table import CompanyRow, PhraseTable, TableRows

ROLES = (
    RolePhrases(
        "machine-learning-engineer",
        (
            "Machine Learning Engineer",
            "(machine learning|ml) (engineer|developer)",
            "(deep learning|ml) engineer",
            "ml * engineer",
            "(ml|machine learning) (intern|praktikum)",
        ),
    ),
    RolePhrases("data-engineer", ("Data Engineer", "data platform engineer")),
    RolePhrases("data-scientist", ("Data Scientist",)),
    RolePhrases("product-manager", ("Product Manager", "product owner")),
    RolePhrases("product-designer", ("Product Designer", "= ux designer")),
    RolePhrases("full-stack-engineer", ("Full-Stack Engineer", "full stack developer")),
    RolePhrases(
        "software-engineer", ("Software Engineer", "* software developer", "?* growth engineer")
    ),
    RolePhrases("engineering-manager", ("Engineering Manager", "cto", "chief technology officer")),
    RolePhrases("data-science-manager", ("Data Science Manager", "(head|director) of data")),
)

SKILLS = (
    SkillPhrases("python", "Python", ("python3", "python language")),
    SkillPhrases("machine-learning", "Machine Learning", ("ml",)),
    SkillPhrases("deep-learning", "Deep Learning"),
    SkillPhrases("sql", "SQL"),
    SkillPhrases("llm", "LLM", ("language models",)),
    SkillPhrases("cpp", "C++"),
    SkillPhrases("csharp", "C#"),
    SkillPhrases("dotnet", ".NET"),
    SkillPhrases("kubernetes", "Kubernetes", ("k8s",)),
    SkillPhrases("salesforce", "Salesforce"),
    SkillPhrases(
        "go", "Go", ("golang",), case_sensitive=("Go",), excludes=("go to market", "at ledger")
    ),
    SkillPhrases("r", "R", case_sensitive=("R",)),
    SkillPhrases("c-language", "C", case_sensitive=("C",), excludes=("c level", "c suite")),
    SkillPhrases("javascript", "JavaScript", case_sensitive=("JS",)),
    SkillPhrases("openai", "OpenAI"),
    SkillPhrases("react", "React", case_sensitive=("React",)),
    SkillPhrases("nextjs", "Next.js", ("nextjs",)),
    SkillPhrases("sales", "Sales"),
    SkillPhrases("embedded-systems", "Embedded systems", ("firmware engineer",)),
)

LEVELS = {
    "band 7": "senior",
    "associate (engineer|product manager)": "entry",
    "(engineer|developer|sde) 2": "mid",
    "cto": "executive",
    "ward staff": "",
}

COMPANIES = (
    "OpenAI",
    "Remote",
    "Figma",
    "Acme Robotics GmbH",
    "Ramp",
    "Berlin",
    "Data Engineer",
    "Writer",
    "NerdWallet",
)


def city(
    number: int,
    name: str,
    country: str,
    region: str = "",
    region_code: str = "",
    population: int = 100_000,
    names: tuple[str, ...] = (),
) -> PlaceRow:
    """A city as a posting names it; its slug is that of name and country, or state."""
    state = region_code.partition("-")[2].lower() if country == "US" else ""
    return PlaceRow(
        number,
        "city",
        slug(name, state, country),
        name,
        region,
        slug(region, country) if region else "",
        region_code,
        country,
        population,
        names,
    )


PLACES = (
    city(1, "Berlin", "DE", "Berlin", "DE-BE", 3_600_000),
    city(2, "Munich", "DE", "Bavaria", "DE-BY", 1_400_000, ("munchen", "muenchen")),
    city(3, "New York City", "US", "New York", "US-NY", 8_000_000, ("nyc", "new york")),
    city(4, "San Francisco", "US", "California", "US-CA", 800_000, ("sf",))._replace(
        latitude=37.77, longitude=-122.42
    ),
    city(5, "London", "GB", "England", "GB-ENG", 8_900_000),
    city(6, "Nice", "FR", names=("nizza",)),
    city(7, "Reading", "GB"),
    city(8, "Of", "TR"),
    city(9, "Paris", "FR", population=2_100_000),
    city(10, "Paris", "US", "Texas", "US-TX", 25_000),
    city(11, "Austin", "US", "Texas", "US-TX", 900_000, ("waterloo",)),
    city(12, "Waterloo", "CA", "Ontario", "CA-ON"),
    city(13, "Washington", "US", "District of Columbia", "US-DC", 600_000),
    city(14, "Seattle", "US", "Washington", "US-WA", 700_000),
    city(15, "Atlanta", "US", "Georgia", "US-GA", 500_000),
    city(16, "Singapore", "SG", population=5_600_000),
    city(17, "Los Angeles", "US", "California", "US-CA", 3_800_000, ("la",)),
)

NAMESAKES = (
    Namesake("London", "Kentucky", "US-KY"),
    Namesake("London", "Ontario", "CA-ON"),
    Namesake("Reading", "Pennsylvania", "US-PA"),
)


@cache
def board() -> PhraseTable:
    """The table of these rows, on a board that pays in US dollars."""
    return PhraseTable(
        TableRows(
            roles=ROLES,
            skills=SKILLS,
            levels=LEVELS,
            companies=tuple(
                CompanyRow(number, slug(name), name) for number, name in enumerate(COMPANIES, 1)
            ),
            places=PLACES,
            namesakes=NAMESAKES,
            role_pks={role.slug: number for number, role in enumerate(ROLES, 1)},
            skill_pks={skill.slug: number for number, skill in enumerate(SKILLS, 1)},
            role_forms={
                "machine-learning-engineer": ("Machine Learning Engineers", "MLE"),
                "data-engineer": ("Data Engineers", "DE"),
            },
            currency="USD",
        )
    )
