"""Medians drawn anew by employer: a Poisson bootstrap.

One draw of employers serves all roles of all places: each employer is drawn as often as chance has
it, always the same for the same employer, so that the figures of an unchanged market stay.
"""

from math import exp, factorial

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Numbers

DRAWS = 400
_CHANCES = np.cumsum([exp(-1) / factorial(times) for times in range(10)]).tolist()
_EMPLOYERS = 1_000  # drawn at once
RUN = 16  # values; each is there ten times at most

type Draws = NDArray[np.float64]
"""(roles or pairs, draws): a figure of each draw; not a number where no employer behind it was."""


def drawn_medians(
    values: Numbers, employers: Numbers, sizes: Numbers, times: NDArray[np.uint8]
) -> Draws:
    """Return the median of each draw of groups of ascending values, each of at least one.

    ``times``: as ``drawn`` gives them. A median is looked for in two steps: among sums of sixteen
    values, then by halves among these sixteen, whose sums fit a byte.
    """
    if not len(sizes):
        return np.empty((0, DRAWS))
    runs = -(-sizes // RUN)
    ends = np.cumsum(runs)
    first = ends - runs
    shift = first * RUN - (np.cumsum(sizes) - sizes)
    own = np.full(ends[-1] * RUN, len(times) - 1)
    own[np.arange(len(values)) + shift.repeat(sizes)] = employers
    within = times.take(own.reshape(-1, RUN).T, axis=0)
    for row in range(1, RUN):
        within[row] += within[row - 1]
    until = np.zeros((ends[-1] + 1, DRAWS), np.int32)
    within[-1].cumsum(axis=0, dtype=np.int32, out=until[1:])
    before = until[first]
    whole = until[ends] - before
    middles = np.zeros(whole.shape)
    for rank in ((whole - 1) // 2, whole // 2):
        at = _places_of(before + rank, within, until, (first, runs))
        middles += values.take(at - shift[:, None], mode="clip")
    return np.where(whole > 0, middles / 2, np.nan)


def _places_of(
    ranks: NDArray[np.int32],
    within: NDArray[np.uint8],
    until: NDArray[np.int32],
    groups: tuple[Numbers, Numbers],
) -> Numbers:
    """Return at which value each draw of each group has its rank.

    ``within``: by place in a run, run and draw the sum up to it; ``until``: the sum before each
    run; ``groups``: the first run of each, and how many.
    """
    (first, runs), draws = groups, np.arange(DRAWS)
    is_before = (until[1:] <= ranks.repeat(runs, axis=0)).view(np.uint8)
    run = np.add.reduceat(is_before, first, axis=0, dtype=np.int32) + first[:, None]
    run = run.clip(max=within.shape[1] - 1)
    begins, sums, size = run * DRAWS + draws, within.ravel(), within[0].size
    rest = (ranks - until.ravel().take(begins)).astype(np.uint8)
    at = begins.copy()
    for step in (8, 4, 2, 1):
        at += (sums.take(at + (step - 1) * size) <= rest) * (step * size)
    found: Numbers = run * RUN + (at - begins) // size
    return found


def drawn(employers: Numbers) -> NDArray[np.uint8]:
    """(n + 1, draws): how often each employer is drawn, once on average, by its own seed.

    The last row is nobody's: 0. The seed goes through SplitMix64 (Steele, Lea and Flood, "Fast
    Splittable Pseudorandom Number Generators", OOPSLA 2014), whose output numbered by draw is as
    good as independent.
    """
    found = np.zeros((len(employers) + 1, DRAWS), np.uint8)
    draws = np.arange(1, DRAWS + 1, dtype=np.uint64)
    for start in range(0, len(employers), _EMPLOYERS):
        own = employers[start : start + _EMPLOYERS].astype(np.uint64)
        mixed: NDArray[np.uint64] = own[:, None] * np.uint64(DRAWS) + draws
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        chance = (mixed >> np.uint64(11)) * 2.0**-53
        for at_most in _CHANCES:
            found[start : start + len(own)] += chance > at_most
    return found
