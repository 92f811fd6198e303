"""The labelled samples, and what the readers make of the same postings.

Labels are ids of recorded postings with what a careful reader found in them; the texts stay where
they were recorded (``JOBBOARD_REAL_DATA``). Lines with an even number are for tuning, the others
for the figure that is shown; of the second sample whole files are (``tuning_``, ``final_``).
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jobboard.content.reading import read_pack
from listings.importers.adapter import Json, adapter_of
from listings.importers.batches import Batch, read_batch
from listings.importers.fact_reader import FactReader
from listings.importers.facts import FactVocabulary, ListingFacts
from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases, TitleReader

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JOBBOARD_REAL_DATA", ROOT.parent / "shared" / "data"))
LABELS = Path(__file__).parent / "labels"
BOARDS = DATA / "ashby"
SECONDS = 600.0  # of the processor, for one board

type Halves = frozenset[bool]
"""Which samples are read: those of the final half, and those for tuning."""
BOTH: Halves = frozenset({True, False})
FINAL: Halves = frozenset({True})


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled posting: ``said`` by the reader of the sample, ``found`` by the program.

    ``readings``: what was said, and what a second reader said who did not know it. Where one of
    them was in doubt, the reading by the guide of ``docs/accuracy.md`` stands for both.
    """

    said: dict[str, Any]
    found: ListingFacts
    is_final: bool

    @property
    def readings(self) -> list[dict[str, Any]]:
        one = self.said["id"]
        guided, second = guided_readings().get(one), second_readings().get(one)
        readings = [guided] if guided else [self.said, second] if second else [self.said]
        doubtful = (each for each in readings if "roles_or" in each)
        return [*readings, *(each | {"roles": each["roles_or"]} for each in doubtful)]


def labels(name: str) -> list[dict[str, Any]]:
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def second_readings() -> dict[str, dict[str, Any]]:
    """By id, of the final half: roles, workplace and eligibility."""
    return {line["id"]: line for line in labels("second_readings")}


@cache
def guided_readings() -> dict[str, dict[str, Any]]:
    """By id, of doubtful lines of the final half: read again by the guide, the program unseen."""
    return {line["id"]: line for line in labels("guided_readings")}


@cache
def labelled_words() -> dict[str, Any]:
    """``words``: of the first labels; ``finer``: what they became; ``later``: since the third."""
    words: dict[str, Any] = json.loads((LABELS / "skills.json").read_text(encoding="utf-8"))
    return words


@cache
def vocabulary() -> FactVocabulary:
    pack = read_pack(ROOT / "jobboard" / "demo" / "pack")
    return FactVocabulary(
        roles=tuple(
            RolePhrases(role.slug, (role.name, *role.aliases), role.excludes, role.evidence)
            for role in pack.roles
        ),
        levels=pack.levels,
        occupations=pack.occupations,
        skills=tuple(
            SkillPhrases(
                skill.slug, skill.name, skill.aliases, skill.case_sensitive, skill.excludes
            )
            for skill in pack.skills
        ),
    )


@cache
def reader() -> FactReader:
    return FactReader(vocabulary())


@cache
def titles() -> TitleReader:
    return TitleReader(vocabulary().roles, vocabulary().levels, vocabulary().occupations)


@cache
def _board(name: str) -> dict[str, Json]:
    answer = (BOARDS / f"{name}.json").read_bytes()
    return {one.external_id: one.raw for one in adapter_of("ashby").postings(answer)}


@cache
def _facts_of(board: str, halves: Halves) -> dict[str, ListingFacts]:
    """Facts of a board's labelled postings, read as a sync reads them: knowing all the others.

    Each for itself, as it was labelled: what is told of several postings of one text is joined.
    """
    raws = _board(board)
    wanted = _labelled(halves)[board] & raws.keys()
    alone = {one: one for one in wanted}
    batch = Batch("ashby", board, raws, wanted, {}, frozenset(), SECONDS, own_keys=alone)
    reading = read_batch(reader(), batch)
    return {one: reading.facts[key] for one, key in reading.keys.items()}


@cache
def _labelled(halves: Halves) -> dict[str, frozenset[str]]:
    """The postings of each board that any file of labels names, so that each is read once."""
    found: dict[str, set[str]] = {}
    for file in LABELS.glob("*.jsonl"):
        for at, line in enumerate(labels(file.stem)):
            if "id" in line and _is_final(file.stem, at) in halves:
                board, _, one = line["id"].partition("/")
                found.setdefault(board, set()).add(one)
    return {board: frozenset(ids) for board, ids in found.items()}


def postings(*names: str, halves: Halves = BOTH) -> Iterator[Sample]:
    """The samples of these files of labels. Postings that share a text have the same facts."""
    for name in names:
        for at, line in enumerate(labels(name)):
            is_final = _is_final(name, at)
            board, _, one = line["id"].partition("/")
            if is_final in halves and one in (facts := _facts_of(board, halves)):
                yield Sample(line, facts[one], is_final)


def _is_final(name: str, at: int) -> bool:
    return name.startswith("final_") or (not name.startswith("tuning_") and at % 2 == 1)
