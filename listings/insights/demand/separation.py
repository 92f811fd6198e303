"""What really separates two roles: the skills that one of them is asked for and the other is not.

Log-odds ratio with an informative Dirichlet prior: Monroe, Colaresi and Quinn, "Fightin' Words"
(Political Analysis 16, 2008), equations 15, 16 and 22. The prior is what both roles together are
asked for, so a rare skill needs more postings before it counts as a difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from listings.models.share import SkillShare, Z

PRIOR_POSTINGS = 10
"""How many imagined postings the prior weighs."""

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A skill that one role is asked for more: both shares, and how many times the odds."""

    skill: SkillShare
    other_count: int
    other_n: int
    log_odds: float
    error: float  # standard error of ``log_odds``

    @property
    def other_percent(self) -> str:
        return f"{100 * self.other_count / self.other_n:.0f}"

    @property
    def times(self) -> str:
        """How many times the odds: ``4.1``."""
        return f"{exp(self.log_odds):.1f}"

    @property
    def interval(self) -> str:
        """95 % interval of ``times``: ``2.3 to 7.2``."""
        reach = Z * self.error
        return f"{exp(self.log_odds - reach):.1f} to {exp(self.log_odds + reach):.1f}"


def separating(one: Mapping[str, SkillShare], other: Mapping[str, SkillShare]) -> list[Difference]:
    """Return the skills that ``one`` is asked for more than ``other``, the surest first.

    Only those whose 95 % interval leaves out "no difference". Both map a skill's slug to its
    share; an empty one (too small a sample) separates nothing.
    """
    if not one or not other:
        return []
    n, other_n = (next(iter(shares.values())).n for shares in (one, other))
    found = []
    for slug, share in one.items():
        count = other[slug].count if slug in other else 0
        prior = PRIOR_POSTINGS * (share.count + count) / (n + other_n)
        odds = _log_odds(share.count, n, prior) - _log_odds(count, other_n, prior)
        error = sqrt(1 / (share.count + prior) + 1 / (count + prior))
        if odds - Z * error > 0:
            found.append(Difference(share, count, other_n, odds, error))
    return sorted(found, key=lambda one: -one.log_odds / one.error)[:SHOWN]


def _log_odds(count: int, n: int, prior: float) -> float:
    # the last term keeps the logarithm finite where every posting of both names the skill
    return log((count + prior) / (n + PRIOR_POSTINGS - count - prior + 1e-9))
