"""Suggestions for a posting that is typed in the admin; an editor ticks what should be taken over.

They are read as a sync reads them: role, level, skills, language, workplace, places, requirements.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import QueryDict

from jobboard.admin_forms.state import row_number
from listings.importers.adapter import Location, Posting
from listings.importers.bulk_rows import PlaceRows
from listings.importers.fact_reader import FactReader
from listings.importers.facts import FactVocabulary, ListingFacts, member_of
from listings.importers.vocabulary import current_vocabulary
from listings.models import Degree, EmploymentType, Level, Place, RemoteScope, Skill, Workplace
from listings.reading.countries import compress
from listings.reading.language import language_names
from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases
from roles.models import Role

MOST_LOCATIONS = 20
MOST_SKILLS = 20
MOST_ROWS = 1_000
PLACES = "listing_places"
MANY = ("roles", "skills", "employment_types", "workplaces")


@dataclass(frozen=True, slots=True)
class FieldSuggestion:
    """A value that the form lacks; ``instead`` is what its field holds now."""

    field: str
    value: str
    label: str
    shown: str
    instead: str = ""

    @property
    def key(self) -> str:
        """The value of the checkbox."""
        return f"{self.field}:{self.value}"

    @property
    def is_ticked(self) -> bool:
        """Whether it is ticked at first: only where the field is empty."""
        return not self.instead


def read(title: str, description: str, location: str = "", department: str = "") -> ListingFacts:
    """Return the facts of a typed posting; ``location`` may hold several, with ``;`` between."""
    texts = [part.strip() for part in location.split(";") if part.strip()][:MOST_LOCATIONS]
    posting = Posting(
        title=title[:250],
        description=description[: settings.READ_CHARACTERS],
        apply_url="",
        source_url="",
        posted_at=None,
        department=department,
        locations=tuple(Location(text) for text in texts),
    )
    vocabulary = current_vocabulary()
    levels = tuple(vocabulary.levels.items())
    reader = _reader(vocabulary.roles, levels, vocabulary.occupations, vocabulary.skills)
    return reader.read("", [member_of("", posting)])


@lru_cache(maxsize=2)
def _reader(
    roles: tuple[RolePhrases, ...],
    levels: tuple[tuple[str, str], ...],
    occupations: tuple[str, ...],
    skills: tuple[SkillPhrases, ...],
) -> FactReader:
    """Cached, since making a reader takes longer than reading with it."""
    return FactReader(FactVocabulary(roles, dict(levels), occupations, skills))


def _texts(typed: QueryDict) -> list[str]:
    """What is read, in the order of the arguments of ``read``."""
    fields = ("title", "description_html", "location_text", "department")
    return [typed.get(field, "") for field in fields]


def suggestions(typed: QueryDict) -> list[FieldSuggestion]:
    """Return what a form of the admin lacks and its texts say. Five queries."""
    facts = read(*_texts(typed))
    return [*_named(facts, typed), *_chosen(facts, typed), *_where(facts, typed)]


def _missing(
    typed: QueryDict, field: str, label: str, found: Iterable[tuple[str, str]], others: str = ""
) -> Iterator[FieldSuggestion]:
    """Values, each with its name, that a field of several lacks; ``others``: what it may hold."""
    known = typed.getlist(field)
    instead = others if any(known) else ""
    for value, name in found:
        if value not in known:
            yield FieldSuggestion(field, value, label, name, instead)


def _named(facts: ListingFacts, typed: QueryDict) -> Iterator[FieldSuggestion]:
    """Roles and skills, which are rows."""
    roles = [(str(role.pk), role.name) for role in Role.objects.filter(slug__in=facts.roles)]
    yield from _missing(typed, "roles", "Role", roles, "another role")
    rows = Skill.objects.filter(slug__in=facts.skills[:MOST_SKILLS])
    skills = [(str(skill.pk), skill.name) for skill in rows]
    yield from _missing(typed, "skills", "Skill", skills)


def _chosen(facts: ListingFacts, typed: QueryDict) -> Iterator[FieldSuggestion]:
    """Fields of one value each, and the kinds of employment."""
    found: list[tuple[str, str, str, Mapping[str, str]]] = [
        ("level", facts.level, "Level", dict(Level.choices)),
        ("language", facts.language, "Language", language_names()),
        ("years_asked", str(facts.years_asked or ""), "Years of experience", {}),
        ("degree_asked", facts.degree_asked, "Degree", dict(Degree.choices)),
    ]
    for field, value, label, names in found:
        now = typed.get(field, "")
        if value and value != now:
            yield FieldSuggestion(field, value, label, names.get(value, value), names.get(now, now))
    kinds = [(kind, EmploymentType(kind).label) for kind in facts.employment_types]
    yield from _missing(typed, "employment_types", "Employment", kinds, "another")


def _where(facts: ListingFacts, typed: QueryDict) -> Iterator[FieldSuggestion]:
    workplaces = [(one, Workplace(one).label) for one in facts.workplaces]
    yield from _missing(typed, "workplaces", "Workplace", workplaces, "another workplace")
    scope, now = facts.remote_scope, typed.get("remote_scope", "")
    if scope and scope != now:
        shown = RemoteScope(scope).label
        if facts.remote_countries:
            shown = ", ".join(compress(list(facts.remote_countries)))
        value = ",".join([scope, *facts.remote_countries])
        instead = RemoteScope(now).label if now in RemoteScope.values else ""
        yield FieldSuggestion("remote_scope", value, "Remote from", str(shown), str(instead))
    known = set(_places_in(typed))
    for found in facts.places:
        if found.place.slug not in known:
            yield FieldSuggestion("place", found.place.slug, "Place", found.place.name)


def _places_in(typed: QueryDict) -> Iterator[str]:
    """Slugs of the places that the form has already; one query."""
    keys = {row_number(typed.get(f"{PLACES}-{at}-place", "")) for at in range(_rows(typed))}
    yield from Place.objects.filter(pk__in=keys - {0}).values_list("slug", flat=True)


def _rows(typed: QueryDict) -> int:
    return min(row_number(typed.get(f"{PLACES}-TOTAL_FORMS", "")), MOST_ROWS)


def take(data: QueryDict, keys: list[str]) -> None:
    """Put ticked suggestions into the form's data; keys that are not suggested are ignored."""
    offered = {one.key: one for one in suggestions(data)}
    facts = None
    for one in (offered[key] for key in keys if key in offered):
        if one.field in MANY:
            kept = [value for value in data.getlist(one.field) if value]
            data.setlist(one.field, [*kept, one.value])
        elif one.field == "remote_scope":
            scope, *countries = one.value.split(",")
            data["remote_scope"], data["remote_countries"] = scope, ", ".join(countries)
        elif one.field == "place":
            facts = facts or read(*_texts(data))
            _add_place(data, facts, one.value)
        else:
            data[one.field] = one.value


def _add_place(data: QueryDict, facts: ListingFacts, slug: str) -> None:
    """Add a row for a place, which is created if it is new."""
    place = next(found.place for found in facts.places if found.place.slug == slug)
    number = _rows(data)
    data[f"{PLACES}-{number}-place"] = str(PlaceRows().ids([place])[slug])
    data[f"{PLACES}-{number}-position"] = str(number)
    data[f"{PLACES}-TOTAL_FORMS"] = str(number + 1)
