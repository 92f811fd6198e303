"""Descriptions, put together from the sentences of ``market/``, and pay as it is advertised."""

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from random import Random

from jobboard.demo.catalogue import (
    Catalogue,
    DemoEmployer,
    PostingKind,
    TomlTable,
    ask_each,
    country_of,
    happens,
    seeded,
    some,
)
from listings.pay.money import Pay, Period
from listings.reading.countries import label
from listings.reading.eligibility import Eligibility

# Letters whose names begin with a vowel: an ML engineer, but a UX designer.
VOWEL_LETTERS = frozenset("AEFHILMNORSX")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the text has to agree with."""

    employer: DemoEmployer
    kind: PostingKind
    name: str
    level: str
    type_: str
    workplaces: tuple[str, ...]
    eligibility: Eligibility
    place: str

    @property
    def city(self) -> str:
        return self.place.partition(",")[0]


def describe(catalogue: Catalogue, rng: Random, situation: Situation) -> str:
    """The posting's text as HTML, 150 to 350 words."""
    texts = catalogue.texts
    words = _words(catalogue, rng, situation)
    offers = some(rng, texts["offers"], 3, 4)
    parts = [
        _paragraph([rng.choice(texts["openings"]), rng.choice(texts["contexts"])], words),
        _section(rng.choice(texts["duty_headings"]), _duties(texts, rng, situation), words),
        _section(rng.choice(texts["strength_headings"]), _profile(texts, rng, situation), words),
        _section(rng.choice(texts["offer_headings"]), offers, words),
        _paragraph(_arrangement(texts, rng, situation), words),
        _paragraph(_to_newcomers(texts, situation), words),
        _paragraph([rng.choice(texts["processes"])], words),
    ]
    return "\n".join(part for part in parts if part)


def _to_newcomers(texts: TomlTable, situation: Situation) -> list[str]:
    """What one in a few employers says to those who are new to the work."""
    lines = texts["newcomers"].get(situation.level, [])
    rng = seeded("newcomers", situation.employer.name, situation.name, situation.place)
    return [rng.choice(lines)] if lines and happens(rng, texts["newcomers"]["percent"]) else []


def describe_pool(catalogue: Catalogue, rng: Random, employer: DemoEmployer) -> str:
    """The text of an open application."""
    line = rng.choice(catalogue.texts["open_application"]["texts"])
    return _paragraph([line], {"company": employer.name, "about": about(employer)})


def about(employer: DemoEmployer) -> str:
    """Its one line as a sentence in running text."""
    return f"{employer.name}: {employer.about[0].lower()}{employer.about[1:]}"


def with_article(name: str) -> str:
    """``a Data Engineer``, ``an ML Engineer``, ``an iOS Developer``."""
    is_spelt = name[:2].isupper()
    vowels = VOWEL_LETTERS if is_spelt else frozenset("AEIOaeio")  # a User Researcher
    return f"{'an' if name[0] in vowels else 'a'} {name}"


def _words(catalogue: Catalogue, rng: Random, situation: Situation) -> dict[str, object]:
    texts, sector = catalogue.texts, catalogue.sectors[situation.employer.sector]
    intern = " intern" if situation.type_ == "internship" else ""
    low, high = texts["years_asked"][situation.level]
    return {
        "role": with_article(situation.name) + intern,
        "company": situation.employer.name,
        "about": about(situation.employer),
        "city": situation.city,
        "team": rng.choice(texts["teams"]),
        "volume": rng.choice(texts["volumes"]),
        "doubling": rng.randint(8, 18),
        "age": rng.choice(texts["ages"]),
        "years": rng.randint(low, high),
        "months": rng.choice((3, 6, 9, 12) if situation.type_ != "internship" else (3, 4, 6)),
        "product": rng.choice(sector["products"]),
        "data": rng.choice(sector["data"]),
        "users": rng.choice(sector["users"]),
        "where": ", ".join(label(code) for code in situation.eligibility.stated),
    }


def _duties(texts: TomlTable, rng: Random, situation: Situation) -> list[str]:
    kind = situation.kind
    lines = some(rng, kind.duties, 3, 5) + some(rng, kind.shared_duties, 1, 2)
    return [*lines, rng.choice(texts["by_level"][situation.level])]


def _profile(texts: TomlTable, rng: Random, situation: Situation) -> list[str]:
    kind = situation.kind
    skills = ask_each(rng, kind.skills, min(4, len(kind.skills)), 9)
    lines = [rng.choice(texts["years"][situation.level]), *_skill_lines(texts, rng, skills)]
    lines += some(rng, kind.strengths, 1, 2) + some(rng, kind.shared_strengths, 1, 1)
    if happens(rng, 30):
        lines.append(rng.choice(texts["degrees"]))
    return lines


def _skill_lines(texts: TomlTable, rng: Random, skills: list[str]) -> list[str]:
    """Sentences that name each skill once; the last one or two are nice to have."""
    extra = rng.randint(1, 2) if len(skills) > 4 else 0
    must, nice = skills[: len(skills) - extra], skills[len(skills) - extra :]
    lines = []
    while must:
        size = min(len(must), rng.randint(1, 3))
        lines.append(_line(texts["skill_lines"], rng, must[:size]))
        must = must[size:]
    return [*lines, _line(texts["extra_lines"], rng, nice)] if nice else lines


def _line(lines: list[str], rng: Random, skills: list[str]) -> str:
    fitting = [line for line in lines if line.count("{") == len(skills)]
    return rng.choice(fitting).format(*skills)


def _arrangement(texts: TomlTable, rng: Random, situation: Situation) -> list[str]:
    """How and where the work is done, in agreement with the facts."""
    lines = []
    if situation.workplaces:
        known = "hybrid" if "hybrid" in situation.workplaces else situation.workplaces[0]
        lines.append(rng.choice(texts["workplace"][known]))
    if scope := texts["eligibility"].get(situation.eligibility.scope):
        lines.append(scope)
    if by_type := texts["by_type"].get(situation.type_):
        lines.append(rng.choice(by_type))
    return lines


def _paragraph(lines: list[str], words: dict[str, object]) -> str:
    return f"<p>{escape(' '.join(lines).format(**words), quote=False)}</p>" if lines else ""


def _section(heading: str, lines: list[str], words: dict[str, object]) -> str:
    items = "".join(f"<li>{escape(line.format(**words), quote=False)}</li>\n" for line in lines)
    return f"<h3>{escape(heading)}</h3>\n<ul>\n{items}</ul>"


HOURS, DAYS, MONTHS = 2080, 260, 12


def offer(
    catalogue: Catalogue,
    rng: Random,
    kind: PostingKind,
    *,
    level: str,
    type_: str,
    place: str,
    employer: DemoEmployer,
) -> Pay | None:
    """Pay as the employer states it, or None where it states none."""
    market = catalogue.markets[country_of(place)]
    if not happens(rng, market["pay"] * 100):
        return None
    habit = seeded(employer.name).uniform(0.93, 1.08)
    yearly = kind.pay * 1000 * market["factor"] * catalogue.shapes["levels"][level]["pay"] * habit
    yearly *= catalogue.markets["cities"].get(place, 1.0)
    amount, period, payments = _for_period(catalogue.shapes["pay"], market, yearly, type_)
    minimum, maximum = _range(catalogue.shapes["pay"], rng, amount)
    return Pay(minimum, maximum, market["currency"], period, payments)


def _for_period(
    shape: TomlTable, market: TomlTable, yearly: float, type_: str
) -> tuple[float, Period, int | None]:
    """Bring a yearly sum to the period in which such work is paid there."""
    by_hour = market["contract"] == "hour"
    if type_ == "internship":
        hourly = shape["intern_hour"] * market["factor"]
        # where interns are paid by the month, they get about half of an hourly intern's pay
        return (hourly, Period.HOUR, None) if by_hour else (hourly * 90, Period.MONTH, None)
    if type_ in {"contract", "freelance"}:
        rate = yearly * shape["contract_premium"]
        return (rate / HOURS, Period.HOUR, None) if by_hour else (rate / DAYS, Period.DAY, None)
    if market.get("period") == "month":
        payments = market.get("payments")
        return yearly / (payments or MONTHS), Period.MONTH, payments
    return yearly, Period.YEAR, None


def _range(shape: TomlTable, rng: Random, amount: float) -> tuple[Decimal | None, Decimal | None]:
    spread = rng.choice(shape["spread"])
    low, high = _round(amount * (1 - spread)), _round(amount * (1 + spread))
    roll = rng.random() * 100
    for name, result in (
        ("only_from", (low, None)),
        ("only_up_to", (None, high)),
        ("one_sum", (_round(amount), _round(amount))),
        ("wide", (_round(amount * 0.5), _round(amount * 1.7))),
    ):
        roll -= shape[name]
        if roll < 0:
            return result
    return low, high


def _round(amount: float) -> Decimal:
    """To half a unit of the second digit, as people do: 67,342 → 67,500; 425.3 → 425."""
    digits = len(str(int(amount)))
    step = 10 ** (digits - 2) // 2 if digits > 2 else 1
    return Decimal(round(amount / step) * step)
