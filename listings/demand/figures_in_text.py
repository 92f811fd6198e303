"""The figures that a text may hold, as authors write and readers see them.

``{{ pay data-scientist country=US }}`` reads "USD 143K (median of 48 postings with pay, United
States, 22 Nov 2026)". Each kind asks one query for a whole page. A country that the author names
holds; the page's own falls back to everywhere, and the note says so.
"""

from collections.abc import Mapping, Sequence

from jobboard.markup import Arguments, Figure, Kind, Word
from listings.models import Level, Skill, Statistic
from listings.pay import figures as pay_figures
from listings.pay.figures import counted, level_label, place_label
from listings.reading.countries import COUNTRY_NAMES
from roles.models import Role

type Cell = tuple[str, str]  # country, level


def role_names() -> Mapping[str, str]:
    return dict(Role.objects.order_by("name").values_list("slug", "name"))


def skill_names() -> Mapping[str, str]:
    return dict(Skill.objects.order_by("sort_name", "pk").values_list("slug", "name"))


def country_names() -> Mapping[str, str]:
    return COUNTRY_NAMES


def level_names() -> Mapping[str, str]:
    return {str(level.value): str(level.label) for level in Level}


ROLE = Word("role", role_names)
SKILL = Word("skill", skill_names)
COUNTRY = Word("country", country_names)
LEVEL = Word("level", level_names)


def cells_meant(request: Arguments) -> list[Cell]:
    """Return the cell that is asked for and, where only the page asks for a country, everywhere."""
    options = request.options
    country, level = options.get("country", "").upper(), options.get("level", "").lower()
    return [(country, level), *([("", level)] if "country" in request.usual else [])]


def place_and_level(cell: Cell, request: Arguments) -> list[str]:
    """What the sample is narrowed to; "everywhere" only where a country was asked for."""
    country, level = cell
    asked = request.options.get("country", "")
    place = [place_label(country)] if country else ["everywhere"] if asked else []
    return [*place, *([level_label(level).lower()] if level else [])]


def pay(requests: Sequence[Arguments]) -> list[Figure | None]:
    """Answer with the median of posted pay. One query."""
    roles = {request.words[0].lower() for request in requests}
    rows = Statistic.objects.latest_snapshots().published().filter(role__slug__in=roles)
    cells = {(row.role.slug, (row.country, row.level)): row for row in rows.select_related("role")}
    return [_pay(request, cells) for request in requests]


def _pay(request: Arguments, cells: Mapping[tuple[str, Cell], Statistic]) -> Figure | None:
    role = request.words[0].lower()
    for cell in cells_meant(request):
        if row := cells.get((role, cell)):
            shown = pay_figures.Figure(row)
            sample = f"median of {counted(row.n, 'posting')} with pay"
            notes = (sample, *place_and_level(cell, request), f"{row.window_to:%-d %b %Y}")
            return Figure(shown.median, ", ".join(notes), shown.postings_url, shown.url)
    return None


PAY = Kind(
    name="pay",
    render=pay,
    words=(ROLE,),
    options=(COUNTRY, LEVEL),
    help="What postings of a role say they pay a year: the median.",
)

KINDS = (PAY,)
