"""How right the readers are: each measure from labelled samples, with its interval.

``precision``: of what the program states, the part that is right. ``recall``: of what is there,
the part that it states. ``agreement``: samples of which program and label say the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from math import sqrt
from typing import Any

from listings.importers.facts import ListingFacts
from listings.pay.money import PayKind, currencies_of
from listings.pay.text import stated_pay
from listings.reading.countries import expand
from listings.reading.words import fold
from tests.accuracy.samples import (
    BOTH,
    Halves,
    Sample,
    labelled_words,
    labels,
    postings,
    titles,
    vocabulary,
)

POSTINGS = ("postings_1", "postings_2", "postings_3")
Z = 1.96  # of a two-sided 95 % interval
KINDS = {"base": PayKind.BASE, "ote": PayKind.ON_TARGET, "total": PayKind.TOTAL}


@dataclass(frozen=True, slots=True)
class Measure:
    """``right`` of ``n`` in the half that nobody tunes on; ``goal`` is the share aimed at.

    ``tuned``: the same two numbers of the other half.
    """

    name: str
    right: int
    n: int
    goal: float
    tuned: tuple[int, int]

    @property
    def share(self) -> float:
        return self.right / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval (1927) of the share, 95 %."""
        if not self.n:
            return 0.0, 1.0
        p, n = self.share, self.n
        middle = p + Z * Z / (2 * n)
        spread = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        below = 1 + Z * Z / n
        return (middle - spread) / below, (middle + spread) / below


type Judged = Iterable[tuple[bool, bool]]
"""For each case whether it belongs to the final half, and whether it is right."""


def _measure(name: str, goal: float, judged: Judged) -> Measure:
    halves: dict[bool, list[bool]] = {True: [], False: []}
    for is_final, is_right in judged:
        halves[is_final].append(is_right)
    tuned = halves[False]
    return Measure(name, sum(halves[True]), len(halves[True]), goal, (sum(tuned), len(tuned)))


type Values = Callable[[Sample], set[Any]]
type Read = Callable[..., Iterator[Sample]]
"""Gives the samples of some files of labels."""


def _precision_and_recall(
    name: str, goals: tuple[float, float], samples: list[Sample], found: Values, said: Values
) -> Iterator[Measure]:
    stated = ((one.is_final, value in said(one)) for one in samples for value in found(one))
    there = ((one.is_final, value in found(one)) for one in samples for value in said(one))
    yield _measure(f"{name}: precision", goals[0], stated)
    yield _measure(f"{name}: recall", goals[1], there)


def measures(halves: Halves = BOTH) -> list[Measure]:
    """Every measure, in the order of the page: of all samples together, then of each.

    Reads some 1,500 postings, each once; a minute.

    Half of them where only the final half is wanted, whose shares are the same.
    """
    of_each = _of_samples(partial(postings, halves=halves))
    return [*_together(of_each), *of_each]


def _together(found: list[Measure]) -> Iterator[Measure]:
    """What several samples measure, over all of them: postings drawn at different times."""
    alike: dict[str, list[Measure]] = {}
    for one in found:
        alike.setdefault(one.name.rpartition(" sample, ")[2], []).append(one)
    for name, own in alike.items():
        if len(own) > 1:
            tuned = sum(one.tuned[0] for one in own), sum(one.tuned[1] for one in own)
            right, n = sum(one.right for one in own), sum(one.n for one in own)
            yield Measure(f"all samples, {name}", right, n, own[0].goal, tuned)


def _of_samples(read: Read) -> list[Measure]:
    samples = list(read(*POSTINGS))
    named = [*samples, *read("titles_tech")]
    terms = [*samples, *read("conditions")]
    return [
        *_roles("roles, tech boards", named),
        _measure("roles, general vacancies: agreement", 0.97, _general()),
        _agreement("level", 0.95, named, lambda facts: facts.level, "level"),
        _measure("workplace: agreement", 0.95, _workplace(samples)),
        _measure("remote eligibility: agreement", 0.93, _eligibility(samples)),
        *_second_sample(read),
        *_skills(samples, "skills", (0.95, 0.88), "skills"),
        *_skills(samples, "skills that are a must", (0.9, 0.85), "must", "skills_must"),
        *_skills(samples, "skills nice to have", (0.9, 0.85), "nice", "skills_nice"),
        _agreement("years of experience", 0.9, samples, lambda facts: facts.years_asked, "years"),
        _agreement("degree", 0.9, samples, lambda facts: facts.degree_asked, "degree"),
        *_stated("visa sponsorship", terms, "visa", lambda facts: facts.visa),
        *_stated("relocation", terms, "relocation", lambda facts: facts.relocation),
        *_stated("clearance", terms, "clearance", lambda facts: facts.clearance),
        *_newcomers(read),
        *_precision_and_recall(
            "languages asked",
            (0.9, 0.9),
            terms,
            lambda one: set(one.found.languages_asked),
            _said("languages"),
        ),
        _agreement("equity", 0.9, samples, lambda facts: bool(facts.equity), "equity"),
        *_pay(samples, read),
        *_sample_of_facts(read, "third sample", "final_facts", "tuning_facts"),
        *_sample_of_facts(read, "fourth sample", "final_facts_2"),
    ]


def _second_sample(read: Read) -> Iterator[Measure]:
    samples = list(read("tuning_postings", "final_postings"))
    named = [*samples, *read("tuning_titles", "final_titles")]
    yield from _roles("second sample, roles, tech boards", named)
    yield _agreement("second sample, level", 0.95, named, lambda facts: facts.level, "level")
    yield _measure("second sample, workplace: agreement", 0.95, _workplace(samples))
    yield _measure("second sample, remote eligibility: agreement", 0.93, _eligibility(samples))


def _sample_of_facts(read: Read, name: str, final: str, *tuning: str) -> Iterator[Measure]:
    """Skills and pay of postings that were labelled with nearly the whole vocabulary."""
    samples = list(read(*tuning, final))
    for what, goals, label, column in (
        ("skills", (0.95, 0.88), "skills", "skills"),
        ("skills that are a must", (0.9, 0.85), "must", "skills_must"),
        ("skills nice to have", (0.9, 0.85), "nice", "skills_nice"),
    ):
        found, said = _found_skills(column), _said(label)
        yield from _precision_and_recall(f"{name}, {what}", goals, samples, found, said)
    goals = (0.95, 0.85)
    of_pay = list(read(final))
    yield from _precision_and_recall(f"{name}, pay in texts", goals, of_pay, _found_pay, _said_pay)


def _found_skills(column: str) -> Values:
    """What the labels could name: skills that came later are not judged."""
    later = set(labelled_words()["later"])
    return lambda sample: set(getattr(sample.found, column)) - later


def _said(name: str) -> Values:
    return lambda sample: set(sample.said[name])


def _roles(name: str, samples: list[Sample]) -> Iterator[Measure]:
    """A role is right that any reading names; it is missed if all name it."""

    def found(one: Sample) -> set[Any]:
        return set(one.found.roles)

    either, both = _of_readings("roles", set.union), _of_readings("roles", set.intersection)
    yield from list(_precision_and_recall(name, (0.97, 0.93), samples, found, either))[:1]
    yield from list(_precision_and_recall(name, (0.97, 0.93), samples, found, both))[1:]


def _of_readings(label: str, join: Callable[..., set[Any]]) -> Values:
    return lambda sample: join(*(set(reading[label]) for reading in sample.readings))


def _workplace(samples: list[Sample]) -> Judged:
    for one in samples:
        said = [set(reading["workplace"]) for reading in one.readings if "workplace" in reading]
        yield one.is_final, set(one.found.workplaces) in said


def _agreement(
    name: str, goal: float, samples: list[Sample], of: Callable[[ListingFacts], Any], label: str
) -> Measure:
    judged = (
        (one.is_final, of(one.found) == _like(of(one.found), one.said[label])) for one in samples
    )
    return _measure(f"{name}: agreement", goal, judged)


def _like(found: Any, said: Any) -> Any:
    return set(said) if isinstance(found, set) else said


def _stated(
    name: str, samples: list[Sample], label: str, of: Callable[[ListingFacts], str]
) -> Iterator[Measure]:
    """A fact that most postings say nothing of: precision and recall of what is said."""
    return _precision_and_recall(
        name,
        (0.9, 0.9),
        samples,
        lambda one: {of(one.found)} - {""},
        lambda one: {one.said[label]} - {""},
    )


def _newcomers(read: Read) -> Iterator[Measure]:
    """Of all recorded postings that were marked, those near to it, and a sample of those that could
    be: for beginners, or without a word of years.
    """
    return _precision_and_recall(
        "open to newcomers",
        (0.9, 0.9),
        list(read("newcomers", "newcomers_drawn")),
        lambda one: set(filter(None, [one.found.newcomers])),
        lambda one: set(filter(None, [one.said["newcomers"]])),
    )


def _general() -> Judged:
    for at, line in enumerate(labels("titles_general")):
        found = titles().read(line["title"]).roles
        yield at % 2 == 1, set(found) == set(line["roles"])


def _eligibility(samples: list[Sample]) -> Judged:
    """Of the remote ones: who may apply from where, whole groups as their countries."""
    for one in samples:
        if "remote" in one.readings[0]["workplace"]:
            said = [
                (reading["scope"], set(expand(reading["countries"])))
                for reading in one.readings
                if "scope" in reading
            ]
            yield one.is_final, (one.found.remote_scope, set(one.found.remote_countries)) in said


def _skills(
    samples: list[Sample], name: str, goals: tuple[float, float], label: str, column: str = "skills"
) -> Iterator[Measure]:
    """Judged by the words that the labels could use: see ``judged_skills``."""
    lines = (line["skills"] for file in POSTINGS for line in labels(file))
    judged = set(labelled_words()["words"]).union(*map(_known_skills, lines))

    def said(one: Sample) -> set[Any]:
        return _known_skills(one.said[label])

    def found(one: Sample) -> set[Any]:
        return judged_skills(getattr(one.found, column), said(one), judged)

    yield from _precision_and_recall(name, goals, samples, found, said)


def judged_skills(found: Iterable[str], said: set[str], judged: set[str]) -> set[str]:
    """Skills found, in the words of the labels.

    The vocabulary has grown since: what a reader of that day could only call by a coarser word
    ("Photoshop" by that of its suite) counts as that word; other new skills are not judged.
    """
    finer = labelled_words()["finer"]
    coarser = {word for slug in found for word in finer.get(slug, ())}
    return (set(found) & judged) | (coarser & said)


def _known_skills(said: Iterable[str]) -> set[str]:
    """Labels of skills that the vocabulary has; ``+Name`` was none of it when they were made."""
    known, called = {skill.slug for skill in vocabulary().skills}, _slugs_by_phrase()
    return {called.get(fold(one[1:]), "") if one[0] == "+" else one for one in said} & known


@cache
def _slugs_by_phrase() -> dict[str, str]:
    """A skill by each of its names; its own goes before another's alias."""
    skills = vocabulary().skills
    aliases = ((phrase, s.slug) for s in skills for phrase in (*s.aliases, *s.case_sensitive))
    found = [*aliases, *((skill.name, skill.slug) for skill in skills)]
    return {fold(phrase): slug for phrase, slug in found}


def _pay(samples: list[Sample], read: Read) -> Iterator[Measure]:
    """Amounts that a text states, each with kind, currency and period."""
    texts = [*samples, *read("pay_text")]
    return _precision_and_recall("pay in texts", (0.95, 0.85), texts, _found_pay, _said_pay)


def _found_pay(sample: Sample) -> set[Any]:
    return {
        (str(one.pay.kind), one.pay.minimum, one.pay.maximum, one.pay.currency, str(one.pay.period))
        for one in stated_pay(sample.found.text, _currencies(sample))
    }


def _currencies(sample: Sample) -> list[str]:
    countries = dict.fromkeys(found.place.country for found in sample.found.places)
    return [code for country in countries for code in currencies_of(country)]


def _said_pay(sample: Sample) -> set[Any]:
    return {_said_amounts(one) for one in sample.said["pay"]}


def _said_amounts(pay: dict[str, Any]) -> tuple[Any, ...]:
    ends = (_amount(pay, "min"), _amount(pay, "max"))
    return (KINDS[pay["kind"]], *ends, pay["currency"], pay["period"])


def _amount(pay: dict[str, Any], name: str) -> Decimal | None:
    return None if pay[name] is None else Decimal(str(pay[name]))
