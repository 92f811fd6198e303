"""Every Markdown text of the content, each with the address that opens it at its field."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from roles.models import Guide, GuideRole, GuideSection, Role, RoleSection, SectionSource, Term


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form at the desk, and what an editor calls it."""

    name: str
    url: str


def texts() -> Iterator[tuple[Place, str]]:
    """Yield every text that is not empty; six queries."""
    yield from _roles()
    yield from _guides()
    for term in Term.objects.exclude(body="").only("name", "body"):
        yield Place(str(term), _change("term", term.pk, "id_body")), term.body


def _roles() -> Iterator[tuple[Place, str]]:
    for role in Role.objects.exclude(definition="").only("name", "definition"):
        yield (
            Place(f"{role}: definition", _change("role", role.pk, "id_definition")),
            role.definition,
        )
    for section in RoleSection.objects.select_related("role").order_by("role__name", "kind"):
        yield Place(str(section), section_url(section)), section.body


def _guides() -> Iterator[tuple[Place, str]]:
    for guide in Guide.objects.only("title", "introduction", "tips", "conclusion"):
        for field in ("introduction", "tips", "conclusion"):
            if text := getattr(guide, field):
                yield Place(f"{guide}: {field}", _change("guide", guide.pk, f"id_{field}")), text
    numbers: dict[int, int] = {}
    for row in GuideRole.objects.select_related("guide", "role").order_by(
        "guide", "position", "pk"
    ):
        at = numbers[row.guide_id] = numbers.get(row.guide_id, -1) + 1
        if row.choose_if:
            url = _change("guide", row.guide_id, f"id_compared-{at}-choose_if")
            yield Place(f"{row.guide}: choose {row.role}", url), row.choose_if
    numbers.clear()
    for part in GuideSection.objects.select_related("guide").order_by("guide", "position", "pk"):
        at = numbers[part.guide_id] = numbers.get(part.guide_id, -1) + 1
        url = _change("guide", part.guide_id, f"id_sections-{at}-body")
        yield Place(f"{part.guide}: {part.heading}", url), part.body


def sources() -> Iterator[tuple[Place, SectionSource]]:
    """Yield every source of a profile; one query."""
    numbers: dict[int, int] = {}
    rows = SectionSource.objects.select_related("section__role").order_by("section", "pk")
    for row in rows:
        at = numbers[row.section_id] = numbers.get(row.section_id, -1) + 1
        yield Place(f"{row.section}: source “{row}”", source_url(row, at)), row


def section_url(section: RoleSection) -> str:
    return _change("rolesection", section.pk, "id_body")


def source_url(source: SectionSource, number: int) -> str:
    return _change("rolesection", source.section_id, f"id_sources-{number}-url")


def role_url(role: Role) -> str:
    return _change("role", role.pk, "id_definition")


def _change(model: str, pk: int, field: str) -> str:
    return f"{reverse(f'admin:roles_{model}_change', args=[pk])}#{field}"
