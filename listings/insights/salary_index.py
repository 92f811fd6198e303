"""The open salary index of aijobs.net: from its file to quartiles, and beside posted pay.

It mixes survey answers with ends of posted ranges and has no numbers of its own for entries, so
nothing here is an estimate for people: no interval, each year apart, never beside posted pay in one
figure.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from django.db import transaction

from listings.insights.figures import PayFigure, cell_label, counted
from listings.insights.pictures import RangeRow
from listings.insights.shown_pay import wider
from listings.insights.statistics.estimates import quantile
from listings.insights.statistics.pay_cells import CENT, MIN_POSTINGS
from listings.models import IndexPay, Level
from roles.models import Role

NAME = "aijobs.net index 2021–2025: survey answers and ends of posted ranges, not separable"
COLUMNS = (
    *("work_year", "experience_level", "employment_type", "job_title", "salary"),
    *("salary_currency", "employee_residence"),
)
LEVELS = {"EN": Level.ENTRY, "MI": Level.MID, "SE": Level.SENIOR, "EX": Level.EXECUTIVE}
TYPES = ("FT", "PT", "CT", "FL")
FULL_TIME = "FT"
YEARS = range(2000, 2100)
HIGHEST = Decimal(10) ** 11
STEP = 25_000  # rows between two lines of progress

type RolesOf = Callable[[str], Iterable[str]]
"""The slugs of the roles that a title names."""


class SalaryIndexRow(NamedTuple):
    year: int
    level: str
    is_full_time: bool
    title: str
    amount: Decimal
    currency: str
    country: str


class IndexCell(NamedTuple):
    role: str
    year: int
    country: str
    level: str


type Amounts = Mapping[str, list[Decimal]]
"""By currency."""


@dataclass(slots=True)
class ReadFile:
    """What a file held. ``bad``: rows by what is wrong with them; ``first_bad``: where it began."""

    rows: int = 0
    used: int = 0
    no_role: int = 0
    not_full_time: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    first_bad: dict[str, int] = field(default_factory=dict)
    cells: dict[IndexCell, defaultdict[str, list[Decimal]]] = field(default_factory=dict)


class RowError(ValueError):
    """A row that cannot be used, in words."""


def read(
    lines: Iterable[str], roles_of: RolesOf, progress: Callable[[int], object] = lambda _: None
) -> ReadFile:
    """Read a file of the index. Raises RowError if it is none."""
    found, known = ReadFile(), dict[str, list[str]]()
    for number, entry in _entries(lines, found):
        found.rows = number - 1
        if not found.rows % STEP:
            progress(found.rows)
        if entry is None:
            continue
        if entry.title not in known:
            known[entry.title] = list(roles_of(entry.title))
        _count(found, entry, known[entry.title])
    return found


def _entries(lines: Iterable[str], found: ReadFile) -> Iterator[tuple[int, SalaryIndexRow | None]]:
    """Yield each row's line and what it says; None for a bad one, which is counted."""
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise RowError(f"This is no file of the index: no column {', '.join(missing)}.")
    for number, row in enumerate(reader, 2):
        try:
            yield number, _entry(row)
        except RowError as error:
            found.bad[str(error)] += 1
            found.first_bad.setdefault(str(error), number)
            yield number, None


def _entry(row: Mapping[str, str | None]) -> SalaryIndexRow:
    values = {name: (row[name] or "").strip() for name in COLUMNS}
    year, level = values["work_year"], values["experience_level"]
    currency, country = values["salary_currency"], values["employee_residence"]
    checks = (
        (year.isdecimal() and int(year) in YEARS, "work_year is no year"),
        (level in LEVELS, f"experience_level is none of {', '.join(LEVELS)}"),
        (values["employment_type"] in TYPES, f"employment_type is none of {', '.join(TYPES)}"),
        (values["job_title"], "job_title is empty"),
        (_is_code(currency, 3), "salary_currency is no code"),
        (_is_code(country, 2), "employee_residence is no code"),
    )
    for is_right, wrong in checks:
        if not is_right:
            raise RowError(wrong)
    is_full_time = values["employment_type"] == FULL_TIME
    amount = _amount(values["salary"])
    title = values["job_title"][:300]
    return SalaryIndexRow(int(year), LEVELS[level], is_full_time, title, amount, currency, country)


def _is_code(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isalpha() and text.isupper()


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise RowError("salary is no number") from None
    if not amount.is_finite() or not 0 < amount < HIGHEST:
        raise RowError("salary is no amount above zero")
    return amount


def _count(found: ReadFile, entry: SalaryIndexRow, roles: Iterable[str]) -> None:
    """Put an entry into each of its cells, or count why it is in none."""
    if not entry.is_full_time:
        found.not_full_time += 1
        return
    if not roles:
        found.no_role += 1
        return
    found.used += 1
    for role in roles:
        for country in ("", entry.country):
            for level in ("", entry.level):
                cell = IndexCell(role, entry.year, country, level)
                amounts = found.cells.setdefault(cell, defaultdict(list))
                amounts[entry.currency].append(entry.amount)


@transaction.atomic
def replace_all(cells: Mapping[IndexCell, Amounts], now: datetime) -> int:
    """Store these cells instead of all that were there; return how many are large enough."""
    roles = dict(Role.objects.values_list("slug", "pk"))
    rows = [
        row
        for cell, amounts in cells.items()
        if cell.role in roles and (row := _row(cell, amounts, roles[cell.role], now))
    ]
    IndexPay.objects.all().delete()
    IndexPay.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _row(cell: IndexCell, amounts: Amounts, role: int, now: datetime) -> IndexPay | None:
    """The quartiles in the most frequent currency; others are left out."""
    currency = min(amounts, key=lambda code: (-len(amounts[code]), code))
    values = sorted(amounts[currency])
    if len(values) < MIN_POSTINGS:
        return None
    quarters = [quantile(values, Fraction(part, 4)) for part in (1, 2, 3)]
    p25, median, p75 = (one.quantize(CENT, ROUND_HALF_UP) for one in quarters)
    return IndexPay(
        role_id=role, year=cell.year, country=cell.country, level=cell.level, currency=currency,
        n=len(values), p25=p25, median=median, p75=p75, imported_at=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexYears:
    """The years of one cell, newest first; ``label`` where it is not the cell that was asked."""

    rows: Sequence[IndexPay]
    label: str

    def in_currency(self, currency: str) -> list[IndexPay]:
        """Those that can stand on one scale with posted pay; without any, those of the newest."""
        wanted = currency or self.rows[0].currency
        return [row for row in self.rows if row.currency == wanted]


def index_years(role: Role, country: str, level: str) -> IndexYears | None:
    """Return the index for a cell, else for a wider one, which it says. One query."""
    rows = list(
        IndexPay.objects.filter(
            role=role, country__in={"", country}, level__in={"", level}
        ).order_by("-year")
    )
    for cell in wider(country, level):
        found = [row for row in rows if (row.country, row.level) == cell]
        if found:
            label = "" if cell == (country, level) else cell_label(*cell)
            return IndexYears(found, label)
    return None


def rows_beside(figure: PayFigure | None, years: Sequence[IndexPay]) -> list[RangeRow]:
    """Posted pay first, then each year of the index."""
    rows = []
    if figure is not None:
        row = figure.row
        sample = counted(row.n, "posting")
        rows.append(
            RangeRow(
                *("Posted here", row.p25, row.p75, row.median, row.ci_low, row.ci_high),
                sample=sample,
            )
        )
    for year in years:
        entries = f"{year.n:,} entries"
        rows.append(
            RangeRow(
                f"Index {year.year}",
                year.p25,
                year.p75,
                year.median,
                sample=entries,
                series="index",
            )
        )
    return rows
