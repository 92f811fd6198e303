"""Articles for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from listings.models import Place, Skill
from roles.models import (
    Author,
    Guide,
    GuideRole,
    GuideSection,
    GuideStatus,
    Role,
    RoleSection,
    Term,
)
from tests.listings.factories import make_city, make_listing, make_role, make_skill, yearly


def make_profiled_role(name: str, **sections: str) -> Role:
    """A role with a definition and the sections given by kind."""
    role = make_role(name)
    Role.objects.filter(pk=role.pk).update(definition=f"The work of a {name}.")
    for kind, body in sections.items():
        RoleSection.objects.create(role=role, kind=kind, body=body)
    role.refresh_from_db()
    return role


def hire(role: Role, number: int, *skills: str, pay: int = 0, **fields: Any) -> None:
    """Postings of a role, each of a company of its own, around a pay a year if one is given."""
    found = tuple(Skill.objects.filter(name=name).first() or make_skill(name) for name in skills)
    for i in range(number):
        offer = yearly(pay + 100 * i, pay + 100 * i + 2_000) if pay else None
        make_listing(roles=(role,), skills=found, pay=offer, **fields)


def hire_in_austin(*args: Any, **fields: Any) -> None:
    austin = Place.objects.filter(slug="austin-us").first() or make_city("Austin", "US")
    hire(*args, places=(austin,), **fields)


def make_author(name: str = "Ada Writer") -> Author:
    return Author.objects.get_or_create(slug="ada-writer", defaults={"name": name})[0]


def make_guide(*roles: Role, title: str = "Nurse vs. Midwife", **fields: Any) -> Guide:
    """A published comparison, unless the fields say otherwise."""
    defaults = {
        "slug": title.lower().replace(" ", "-").replace(".", ""),
        "deck": "Two kinds of care.",
        "status": GuideStatus.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=2),
        "author": make_author(),
    }
    guide = Guide.objects.create(title=title, **defaults | fields)
    for place, role in enumerate(roles):
        GuideRole.objects.create(
            guide=guide, role=role, position=place, choose_if=f"- You like {role.name} work."
        )
    return guide


def add_section(guide: Guide, heading: str, body: str, **fields: Any) -> GuideSection:
    place = guide.sections.count()
    return GuideSection.objects.create(
        guide=guide, position=place, heading=heading, body=body, **fields
    )


def make_term(name: str, **fields: Any) -> Term:
    slug = name.lower().replace(" ", "-")
    return Term.objects.create(name=name, slug=slug, **{"short": f"What {name} is."} | fields)
