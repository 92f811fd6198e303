"""Names that may be suggested, each with its number of live openings. One query for each kind.

What is counted is clusters of near-identical postings, as everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Coalesce

from listings.models import Listing, Place, RemoteScope, SkillAlias, Workplace
from listings.models.listing_queryset import ListingQuerySet
from listings.reading.words import fold, tokens
from listings.search.place_areas import Area, areas_of
from listings.search.prefixes import Suggestion
from roles.models import Role

LONGEST_TITLE = 80
CLUSTER = Coalesce("duplicate_of_id", "id")

# Clusters by area: by the places of their postings, and for countries and groups also by those that
# remote postings name. What is open anywhere counts in each of these, once.
BY_AREA = """
WITH live AS MATERIALIZED ({live}),
anywhere AS (SELECT DISTINCT cluster FROM live WHERE remote_scope = 'anywhere'),
of_place AS (SELECT unnest(%s::int[]) AS area, unnest(%s::bigint[]) AS place_id),
of_country AS (SELECT unnest(%s::int[]) AS area, unnest(%s::text[]) AS country),
found AS (
    SELECT area, cluster FROM live JOIN listings_listingplace ON listing_id = live.id
    JOIN of_place USING (place_id)
    UNION ALL
    SELECT area, cluster FROM live CROSS JOIN LATERAL unnest(remote_countries) AS country
    JOIN of_country USING (country)
)
SELECT area, count(DISTINCT found.cluster),
    count(DISTINCT found.cluster) FILTER (WHERE anywhere.cluster IS NULL)
        + (SELECT count(*) FROM anywhere)
FROM found LEFT JOIN anywhere ON anywhere.cluster = found.cluster GROUP BY area
"""


def _live() -> ListingQuerySet:
    return Listing.objects.live().vacancies().order_by()


def names_of_work(most: int) -> Iterator[Suggestion]:
    """Roles, skills, companies and titles; at most so many of each kind."""
    roles = list(_named("role", "roles__name", most, _abbreviations()))
    yield from roles
    yield from _named("skill", "skills__name", most, _aliases())
    yield from _named("company", "company__name", most, {})
    yield from _titles(most, but={" ".join(tokens(role.name)) for role in roles})


def _named(
    kind: str, field: str, most: int, other_names: Mapping[str, Sequence[str]]
) -> Iterator[Suggestion]:
    for name, number in _counted(field, most):
        yield Suggestion(kind, name, name, number, name, tuple(other_names.get(name, ())))


def _abbreviations() -> dict[str, list[str]]:
    rows = Role.objects.exclude(abbreviation="").values_list("name", "abbreviation")
    return {name: [fold(short)] for name, short in rows}


def _aliases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, phrase in SkillAlias.objects.values_list("skill__name", "phrase"):
        found.setdefault(name, []).append(fold(phrase))
    return found


def _counted(field: str, most: int) -> Iterable[tuple[str, int]]:
    rows = _live().filter(**{f"{field}__isnull": False}).values_list(field)
    return rows.annotate(number=Count(CLUSTER, distinct=True)).order_by("-number", field)[:most]


def _titles(most: int, *, but: set[str]) -> Iterator[Suggestion]:
    """Titles as they are written most often; those of the same words are one."""
    numbers: dict[str, int] = {}
    written: dict[str, str] = {}
    for title, number in _counted("title", most):
        key = " ".join(tokens(title))
        numbers[key] = numbers.get(key, 0) + number
        written.setdefault(key, title)
    for key, title in written.items():
        if key not in but and len(title) <= LONGEST_TITLE:
            yield Suggestion("title", title, title, numbers[key], title)


def names_of_places(most: int) -> Iterator[Suggestion]:
    """Cities, regions, countries, groups of these, metropolitan areas, and remote work."""
    by_size = F("population").desc(nulls_last=True)
    numbers = _numbers(areas_of(Place.objects.order_by(by_size, "pk")[:most]))
    for area, number in numbers.items():
        yield Suggestion(area.kind, area.label, area.value, number, area.name, area.other_names)
    remote = _live().filter(workplaces__contains=[Workplace.REMOTE])
    for value, rows in (
        ("Remote", remote),
        ("Remote from anywhere", _live().filter(remote_scope=RemoteScope.ANYWHERE)),
    ):
        number = rows.aggregate(number=Count(CLUSTER, distinct=True))["number"]
        yield Suggestion("remote", value, value, number, value)


def _numbers(pairs: Iterable[tuple[Area, int]]) -> dict[Area, int]:
    """How many clusters each area would give; those without any are left out."""
    areas: dict[Area, int] = {}
    placed = [(areas.setdefault(area, len(areas)), place) for area, place in pairs]
    named = [(number, code) for area, number in areas.items() for code in area.countries]
    columns = [[pair[at] for pair in some] for some in (placed, named) for at in (0, 1)]
    live = _live().annotate(cluster=CLUSTER)
    rows = live.values("id", "cluster", "remote_scope", "remote_countries")
    text, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_AREA.format(live=text), (*parameters, *columns))
        found = {number: (here, with_remote) for number, here, with_remote in cursor.fetchall()}
    return {
        area: found[number][1 if area.countries else 0]
        for area, number in areas.items()
        if number in found
    }
