"""Fresh postings for labels, by a fixed seed: ``drawn(250, seed=11)`` in ``manage.py shell``."""

import random
from collections.abc import Collection
from itertools import chain, zip_longest

from listings.importers.adapter import adapter_of
from tests.accuracy.samples import BOARDS, LABELS, labels


def drawn(count: int, *, seed: int, without: Collection[str] = ()) -> list[str]:
    """Ids of recorded postings that no sample holds: one of each board, then another of each.

    ``without``: ids that are left out too.
    """
    chance = random.Random(seed)
    known = _labelled() | set(without)
    boards = [
        [one for one in _ids(path.stem) if one not in known] for path in sorted(BOARDS.iterdir())
    ]
    for board in boards:
        chance.shuffle(board)
    chance.shuffle(boards)
    in_turn = chain.from_iterable(zip_longest(*boards))
    return [one for one in in_turn if one is not None][:count]


def _ids(board: str) -> list[str]:
    answer = (BOARDS / f"{board}.json").read_bytes()
    return [f"{board}/{one.external_id}" for one in adapter_of("ashby").postings(answer)]


def _labelled() -> set[str]:
    files = (path.stem for path in LABELS.glob("*.jsonl"))
    return {line["id"] for file in files for line in labels(file) if "id" in line}
