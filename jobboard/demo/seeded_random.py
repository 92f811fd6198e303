"""Seeded chance: the same key gives the same board on every machine."""

from collections.abc import Mapping, Sequence
from random import Random


def seeded(*key: object) -> Random:
    """A generator of its own for what ``key`` names, so that nothing else shifts its draws."""
    return Random(":".join(str(part) for part in key))  # noqa: S311 (a demo, no secret)


def happens(rng: Random, percent: float) -> bool:
    return rng.random() * 100 < percent


def pick[T](rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, each as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def some[T](rng: Random, items: Sequence[T], least: int, most: int) -> list[T]:
    """Between ``least`` and ``most`` different items, in random order; fewer where fewer exist."""
    return rng.sample(items, min(len(items), rng.randint(least, most)))


def ask_each(rng: Random, percents: Mapping[str, float], least: int, most: int) -> list[str]:
    """Keys that come up by their own percentage, brought to between ``least`` and ``most``.

    What is missing or too much is decided by how narrowly each key was drawn.
    """
    margin = {key: percent - rng.random() * 100 for key, percent in percents.items()}
    nearest = sorted(margin, key=lambda key: -margin[key])
    drawn = sum(1 for value in margin.values() if value > 0)
    return nearest[: max(least, min(most, drawn))]
