"""Postings as invented employers would give them: a pure function of seed, day and number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from jobboard.demo.catalogue import (
    Catalogue,
    DemoEmployer,
    PostingKind,
    TomlTable,
    country_of,
    happens,
    pick,
    seeded,
    some,
)
from jobboard.demo.texts import Situation, describe, describe_pool, offer
from listings.models import ClosedReason
from listings.pay.money import Pay
from listings.reading.countries import expand
from listings.reading.eligibility import ANYWHERE, NO_REMOTE, NOT_STATED, Eligibility
from listings.reading.words import slug_of


@dataclass(frozen=True, slots=True)
class DemoPosting:
    """A posting before it is a row. ``copies``: cities in which it is advertised once more."""

    employer: DemoEmployer
    role: str
    title: str
    description: str
    level: str
    types: tuple[str, ...]
    workplaces: tuple[str, ...]
    eligibility: Eligibility
    places: tuple[str, ...]
    copies: tuple[str, ...]
    pay: Pay | None
    posted_at: datetime
    expires_at: datetime
    featured_until: datetime | None
    reference: str
    apply_email: str = ""
    is_open_application: bool = False

    @property
    def site(self) -> str:
        return site_of(self.employer)

    @property
    def apply_url(self) -> str:
        return "" if self.apply_email else f"{self.site}/jobs/{self.reference}"


def site_of(employer: DemoEmployer) -> str:
    """The company's address, under a name that nobody can own (RFC 2606)."""
    return f"https://{slug_of(employer.name, 'company')}.example"


def drafts_of(catalogue: Catalogue, day: date, *, thinned: bool) -> Iterator[DemoPosting]:
    """What was posted on ``day``; ``thinned``: only the share that stands for the past."""
    seed, arrivals = catalogue.shapes["seed"], catalogue.shapes["arrivals"]
    usual = arrivals["a_week"][day.weekday()]
    count = round(usual * seeded(seed, day).uniform(0.85, 1.15))
    if thinned:
        count = round(count * arrivals["history_share"])
    for number in range(count):
        yield draft(catalogue, seeded(seed, day, number), _moment(seed, day, number), number)


def _moment(seed: object, day: date, number: int) -> datetime:
    seconds = seeded(seed, day, number, "moment").triangular(5 * 3600, 20 * 3600, 10 * 3600)
    return datetime.combine(day, time(), UTC) + timedelta(seconds=int(seconds))


def draft(catalogue: Catalogue, rng: Random, posted_at: datetime, number: int) -> DemoPosting:
    """Return one posting; everything random comes from ``rng``."""
    kind = pick(rng, {index: kind.weight for index, kind in enumerate(catalogue.kinds)})
    made = _drafted(catalogue, rng, catalogue.kinds[kind], posted_at)
    made = replace(made, reference=f"{posted_at:%Y%m%d}-{number:02}")
    odds = catalogue.shapes["odds"]
    if happens(rng, odds["open_application"]):
        return _as_pool(catalogue, rng, made)
    if happens(rng, odds["email"]):
        host = made.site.removeprefix("https://")
        return replace(made, apply_email=f"jobs@{host}")
    return made


def _drafted(
    catalogue: Catalogue, rng: Random, kind: PostingKind, posted_at: datetime
) -> DemoPosting:
    employer = _employer(catalogue, rng, kind)
    type_ = _type(catalogue, rng, kind)
    level = _level(catalogue, rng, kind, type_)
    base = _base(rng, employer)
    workplaces = _workplaces(catalogue, rng, 0 if kind.on_site else employer.remote)
    eligibility = _eligibility(catalogue, rng, country_of(base), workplaces)
    name = rng.choice(kind.titles)
    word = "" if type_ == "internship" else rng.choice(catalogue.shapes["levels"][level]["words"])
    situation = Situation(employer, kind, name, level, type_, workplaces, eligibility, base)
    shapes = catalogue.shapes
    days = int(pick(rng, shapes["life"]["days"]))
    places, copies = _places(shapes["odds"], rng, employer, base, eligibility)
    featured = happens(rng, shapes["featured"]["share"])
    unnamed = not word and happens(rng, shapes["odds"]["level_unnamed"])
    return DemoPosting(
        employer=employer,
        role=kind.role,
        title=_title(catalogue, rng, situation, word),
        description=describe(catalogue, rng, situation),
        level="" if unnamed and type_ != "internship" else level,
        types=(type_,),
        workplaces=workplaces,
        eligibility=eligibility,
        places=places,
        copies=copies,
        pay=offer(catalogue, rng, kind, level=level, type_=type_, place=base, employer=employer),
        posted_at=posted_at,
        expires_at=posted_at + timedelta(days=days),
        featured_until=(
            posted_at + timedelta(days=rng.choice(shapes["featured"]["days"])) if featured else None
        ),
        reference="",
    )


def _employer(catalogue: Catalogue, rng: Random, kind: PostingKind) -> DemoEmployer:
    sizes = catalogue.shapes["sizes"]
    fitting = [one for one in catalogue.employers if not kind.sectors or one.sector in kind.sectors]
    return rng.choices(fitting, [sizes[one.size] for one in fitting])[0]


def _type(catalogue: Catalogue, rng: Random, kind: PostingKind) -> str:
    if kind.types:
        return rng.choice(kind.types)
    return pick(rng, {name: row["share"] for name, row in catalogue.shapes["types"].items()})


def _level(catalogue: Catalogue, rng: Random, kind: PostingKind, type_: str) -> str:
    if type_ == "internship":
        return "entry"
    levels = catalogue.shapes["levels"]
    if len(kind.levels) == 1:
        return kind.levels[0]
    return pick(rng, {name: levels[name]["share"] for name in kind.levels or levels})


def _base(rng: Random, employer: DemoEmployer) -> str:
    return rng.choices(employer.at, [3, *[1] * (len(employer.at) - 1)])[0]


def _workplaces(catalogue: Catalogue, rng: Random, remote: float) -> tuple[str, ...]:
    if rng.random() < remote:
        return ("hybrid", "remote") if happens(rng, 18) else ("remote",)
    chosen = pick(rng, catalogue.shapes["workplaces"])
    return () if chosen == "unstated" else (chosen,)


def _eligibility(
    catalogue: Catalogue, rng: Random, country: str, workplaces: tuple[str, ...]
) -> Eligibility:
    if "remote" not in workplaces:
        return NO_REMOTE
    match rng.choice(catalogue.markets[country]["open_to"]):
        case "":
            return NOT_STATED if workplaces == ("remote",) else _named(country)
        case "anywhere":
            return ANYWHERE
        case "own":
            return _named(country)
        case names:
            return _named(*names.split(","))


def _named(*names: str) -> Eligibility:
    return Eligibility("countries", expand(names), names)


def _places(
    odds: TomlTable, rng: Random, employer: DemoEmployer, base: str, eligibility: Eligibility
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cities of a posting, and those of its copies. Remote for nobody named has no city:
    a city beside "remote" would state its country."""
    if eligibility.scope == "not-stated" or (eligibility.scope and happens(rng, 40)):
        return (), ()
    others = [place for place in employer.at if place != base]
    if others and happens(rng, odds["duplicates"] * 2):
        return (base,), tuple(some(rng, others, 1, 2))
    if others and happens(rng, odds["several_places"] * 2):
        return (base, *some(rng, others, 1, 2)), ()
    return (base,), ()


def _title(catalogue: Catalogue, rng: Random, situation: Situation, word: str) -> str:
    forms, odds = catalogue.shapes["titles"], catalogue.shapes["odds"]
    areas = situation.kind.areas
    form = forms.get(situation.type_)
    if form is None:
        form = forms["area" if areas and happens(rng, odds["area"]) else "plain"]
    title = rng.choice(form).format(
        level=word, title=situation.name, area=rng.choice(areas) if areas else ""
    )
    title = " ".join(title.split())
    market = catalogue.markets[country_of(situation.place)]
    if "marker" in market and happens(rng, odds["marker"]):
        title += f" {rng.choice(market['marker'])}"
    if situation.workplaces == ("remote",) and happens(rng, odds["remote_suffix"]):
        title += " (Remote)"
    return title


def _as_pool(catalogue: Catalogue, rng: Random, made: DemoPosting) -> DemoPosting:
    pool = catalogue.texts["open_application"]
    return replace(
        made,
        role="",
        title=rng.choice(pool["titles"]),
        description=describe_pool(catalogue, rng, made.employer),
        level="",
        types=(),
        pay=None,
        featured_until=None,
        copies=(),
        is_open_application=True,
    )


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """When the employer says "still open" (or None), and when and why the posting ends."""

    verified_at: datetime | None
    ends_at: datetime
    reason: ClosedReason


def lifecycle_of(
    shapes: TomlTable, title: str, posted_at: datetime, expires_at: datetime
) -> Lifecycle:
    """Return what happens to one posting after it is published; copies in other cities share it.

    It follows from dates and title alone, so `load` and every later `refresh` come to the same.
    """
    rng = seeded(title, int(posted_at.timestamp()))
    days = rng.expovariate(shapes["life"]["ends_a_day"])
    early = posted_at + timedelta(days=days)
    ends_at, reason = expires_at, ClosedReason.EXPIRED
    if early < expires_at:
        ends_at, reason = early, ClosedReason(pick(rng, shapes["life"]["reasons"]))
    verified_at = posted_at + timedelta(days=rng.uniform(9, 30))
    is_verified = happens(rng, shapes["odds"]["verified"]) and verified_at < ends_at
    return Lifecycle(verified_at if is_verified else None, ends_at, reason)
