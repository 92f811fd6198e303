"""A small market that has something for every part of a page."""

from datetime import timedelta

from django.utils import timezone

from listings.models import ClosedReason
from listings.transitions import rows
from roles.models import Role, RoleSection, SectionSource, Series, SeriesPart
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    yearly,
)
from tests.listings.figures import take_figures
from tests.roles.factories import add_section, make_guide, make_term

FULL = "Senior Data Engineer, everything"


def make_articles(roles: list[Role]) -> None:
    """Make profiles, a series of guides that compare two and three roles, a term, figures."""
    architect = make_role("Data Architect")
    for role in (*roles, architect):
        Role.objects.filter(pk=role.pk).update(definition=f"Works as a {role.name}.", family="Data")
        for kind in ("responsibilities", "skills", "tools", "week"):
            RoleSection.objects.create(
                role=role, kind=kind, body="### Group\n\n- Pipeline\n- **Two**"
            )
    make_term("Pipeline", body="A way for data.", aliases=["pipelines"])
    make_term("Index", body="A list of where things are.")
    make_term("Join", body="Rows side by side.")
    guide = make_guide(*roles, title="Data Engineer vs Data Analyst", introduction="A pipeline.")
    add_section(guide, "Prose", "| a | b |\n|---|---|\n| 1 | 2 |\n\n> Said.")
    three = make_guide(*roles, architect, title="Three of them")
    SectionSource.objects.create(
        section=RoleSection.objects.all()[0],
        title="A bureau",
        url="https://bureau.example/",
        accessed_on="2026-11-01",
        figure_year=2025,
    )
    series = Series.objects.create(title="First steps", slug="first-steps")
    for place, part in enumerate((guide, three)):
        SeriesPart.objects.create(series=series, guide=part, position=place)
    make_guide(*roles, title="Not out yet", status="draft", published_at=None)
    take_figures()


def make_market() -> None:
    """Make about thirty postings; ``FULL`` shows everything."""
    roles = [make_role(name) for name in ("Data Engineer", "Data Analyst")]
    skills = [
        make_skill(name) for name in ("Python", "SQL", "Kafka", "dbt", "Spark", "Airflow", "R")
    ]
    cities = [make_city("Berlin", "DE"), make_city("Paris", "FR"), make_city("Lyon", "FR")]
    companies = [make_company("Umbra"), make_company("Äon")]
    for number in range(30):
        make_listing(
            f"{roles[number % 2].name} {number}",
            company=companies[number % 2],
            roles=(roles[number % 2],),
            skills=tuple(skills[: number % 7]),
            places=(cities[number % 3],),
            pay=yearly(50_000 + number, 90_000) if number % 3 else None,
            days_ago=number,
            level=("senior", "entry", "")[number % 3],
            employment_types=["full-time"],
            workplaces=[["remote"], ["hybrid"], ["onsite"]][number % 3],
            remote_scope="" if number % 3 else "anywhere",
            featured_until=timezone.now() + timedelta(days=1) if number == 4 else None,
        )
    make_listing(
        FULL,
        company=companies[0],
        roles=tuple(roles),
        skills=tuple(skills),
        places=tuple(cities),
        pay=yearly(90_000, 120_000),
        level="senior",
        employment_types=["full-time", "contract"],
        workplaces=["hybrid", "remote"],
        remote_scope="countries",
        remote_countries=["DE", "FR"],
        description_html="<h3>Work</h3><p>Pipelines.</p><ul><li>One</li></ul>",
    )
    make_articles(roles)
    rows.close(make_listing("Gone", company=companies[0]), ClosedReason.FILLED)
    rows.freeze(make_listing("Odd", company=companies[0]), by="editor", reason="scam")
