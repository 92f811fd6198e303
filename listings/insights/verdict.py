"""What two roles' openings say of the choice between them: only clear differences, with samples.

A difference of shares is clear where their 95% intervals leave each other out; of skills, where
chance alone would hardly make it (``separation``); of pay, where its own interval leaves out zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from listings.insights.demand_figures import DemandFigure
from listings.insights.figures import PayFigure
from listings.insights.paths import CareerPath
from listings.insights.separation import SkillDifference
from listings.insights.shown_pay import PayGap, ShownPay, clear_gap
from listings.models import Listing, Skill
from listings.models.snapshot import MIN_POSTINGS, GettingIn, Share, SkillShare
from listings.search.counts import Count
from roles.models import Role

NAMED = 3  # skills in one sentence
TOO_FEW = (
    "What the work is, what it asks for and what it pays, side by side. What separates the two "
    f"cannot be measured yet: for that, each needs {MIN_POSTINGS} postings."
)
COMMON = 0.3  # a skill that this share of both roles' openings names is common to both


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """What openings say of one role, ready for a template."""

    openings: Sequence[tuple[Listing, str]] = ()  # the best few, each with why it is shown
    number: int = 0
    entry_number: int = 0  # of ``number``: entry-level
    real: int = 0  # openings everywhere that nobody made up
    invented: int = 0  # of ``number``: made up for the demo
    employers: Sequence[Count] = ()  # those with the most openings
    companies: int = 0  # how many have openings in all
    openings_url: str = ""
    entry_url: str = ""  # the entry-level ones
    newcomers_number: int = 0  # of ``number``: say that they welcome or train them
    newcomers_url: str = ""
    elsewhere_url: str = ""  # where the role's openings are, if none is in the country
    pay: ShownPay | None = None
    pay_gap: PayGap | None = None  # of two roles: how much more the first pays
    pay_difference: Sequence[str] = ()  # of two roles, in words
    beginners: DemandFigure | None = None  # what is asked of beginners
    skills: Sequence[SkillShare] = ()
    shares: DemandFigure | None = None  # the figure that the skills' shares come from
    # what it is asked for more than the other; None where openings are too few to tell
    separating: Sequence[SkillDifference] | None = None
    way_in: CareerPath | None = None  # of two roles: from the other to this one
    knows: Sequence[Skill] = ()  # what its postings usually name, and what it is named after
    skills_url: str = ""  # asks for one's own skills, to find its openings within reach
    covers: int | None = None  # per cent of what the other role is asked for, by share
    reasons: Sequence[SafeString] = ()  # for choosing it and not the other, with samples
    is_wider: bool = False

    @property
    def getting_in(self) -> GettingIn | None:
        """What is asked of beginners, or None."""
        return self.beginners.row.getting_in if self.beginners else None

    @property
    def remote(self) -> Share | None:
        return self.shares.row.remote_share if self.shares else None

    @property
    def is_demo(self) -> bool:
        """Whether made-up postings are among the openings."""
        return any(opening.is_demo for opening, _ in self.openings)

    def where(self, figure: DemandFigure | PayFigure | None) -> str:
        """Say that a figure is of everywhere, where a country was asked for."""
        is_wider = self.pay and self.pay.country and figure and not figure.row.country
        return " everywhere" if is_wider else ""

    @property
    def is_mixed(self) -> bool:
        """Whether invented openings stand beside real ones; figures are then of the real ones."""
        return bool(self.invented and self.real)


def with_reasons(evidence: Mapping[int, RoleEvidence]) -> Mapping[int, RoleEvidence]:
    """Add to each of two roles why one would choose it; as they are for another number."""
    if len(evidence) != 2:
        return evidence
    (one, first), (other, second) = evidence.items()
    return {
        one: replace(first, reasons=list(_reasons(first, second))),
        other: replace(second, reasons=list(_reasons(second, first))),
    }


def _reasons(own: RoleEvidence, other: RoleEvidence) -> Iterator[SafeString]:
    if own.separating and own.shares:
        yield _skills(own, own.separating, own.shares)
    mine, theirs = own.getting_in, other.getting_in
    where = own.where(own.beginners)
    if mine and theirs:
        yield from _if_clearly_more(
            mine.entry,
            theirs.entry,
            (mine.entry, theirs.entry),
            "you are starting out: {} of {} postings with a level{} are for beginners",
            where,
        )
        yield from _if_clearly_more(
            theirs.degree,
            mine.degree,
            (mine.degree, theirs.degree),
            "you have no degree: {} of {} postings{} require one",
            where,
        )
    yield from _pay(own, other)


def _skills(
    own: RoleEvidence, separating: Sequence[SkillDifference], shares: DemandFigure
) -> SafeString:
    """Name the skills that the role is asked for more, each with both shares and its openings."""
    found = sorted(separating, key=lambda one: one.width, reverse=True)[:NAMED]
    named = format_html_join(
        ", ",
        '<a href="{}">{}</a> ({} against {})',
        (
            (
                shares.skill_url(one.skill.slug),
                one.skill.name,
                _per_cent(one.skill.percent),
                _per_cent(one.other_percent),
            )
            for one in found
        ),
    )
    sizes = (found[0].skill.n, found[0].other.n, own.where(shares))
    return format_html("you would rather work with {}, of {} and {} postings{}", named, *sizes)


def _if_clearly_more(
    more: Share | None,
    less: Share | None,
    told: tuple[Share | None, Share | None],
    sentence: str,
    where: str,
) -> Iterator[SafeString]:
    """Say the sentence of the two shares ``told`` where the interval of ``more`` is above."""
    own, other = told
    if more and less and own and other and more.interval[0] > less.interval[1]:
        said = format_html(sentence, _per_cent(own.percent), own.n, where)
        yield format_html("{}, against {} of {}", said, _per_cent(other.percent), other.n)


def _pay(own: RoleEvidence, other: RoleEvidence) -> Iterator[SafeString]:
    """Compare medians of one place, level and currency whose difference is clear."""
    mine, theirs = (one.pay.figure if one.pay else None for one in (own, other))
    gap = clear_gap(own.pay, other.pay)
    if gap and mine and theirs:
        yield format_html(
            "pay decides: the median{} is {} ({}), against {} ({}); more by {}",
            *(
                own.where(mine),
                mine.median,
                mine.sample,
                theirs.median,
                theirs.sample,
                gap.interval,
            ),
        )


def summary(roles: Sequence[Role], evidence: Mapping[int, RoleEvidence]) -> str:
    """Say what separates two roles and what both are asked for, or that openings are too few."""
    one, other = roles
    first, second = evidence[one.pk], evidence[other.pk]
    if first.separating is None or second.separating is None:
        return TOO_FEW
    parts = (
        _asked_more((one, first), (other, second)),
        _asked_of_both(first, second),
        _counted(first.shares, second.shares),
    )
    return " ".join(filter(None, parts))


def _asked_more(*sides: tuple[Role, RoleEvidence]) -> str:
    """Name the widest difference of each side: the verb stands once, as people write."""
    told = [
        (role.plural_name, widest.skill.name, _per_cent(widest.percent), widest.other_percent)
        for role, evidence in sides
        if evidence.separating
        for widest in [max(evidence.separating, key=lambda one: one.width)]
    ]
    if not told:
        names = " and ".join(role.plural_name for role, _ in sides)
        return f"By skill, the postings for {names} look alike."
    (roles, skill, share, other), *rest = told
    less = _per_cent(other)
    said = [f"Postings for {roles} name {skill} more often ({share} against {less})"]
    said += [f"those for {names} {what} ({a} against {_per_cent(b)})" for names, what, a, b in rest]
    return f"{', '.join(said)}."


def _asked_of_both(first: RoleEvidence, second: RoleEvidence) -> str:
    """Name the skill that most openings of both roles ask for and that tells neither apart."""
    apart = {one.skill.slug for side in (first, second) for one in side.separating or ()}
    others: dict[str, Any] = {skill.slug: skill for skill in second.skills}
    pairs = [
        (skill, others[skill.slug])
        for skill in first.skills
        if skill.slug in others and skill.slug not in apart
    ]
    common = [pair for pair in pairs if min(pair[0].share, pair[1].share) >= COMMON]
    if not common:
        return ""
    mine, theirs = max(common, key=lambda pair: min(pair[0].share, pair[1].share))
    shares = f"{_per_cent(mine.percent)} and {_per_cent(theirs.percent)}"
    return f"Both name {mine.name} ({shares})."


def _counted(first: DemandFigure | None, second: DemandFigure | None) -> str:
    if not first or not second:
        return ""
    numbers = f"{first.row.n:,} and {second.row.n:,} postings"
    return f"Counted in {numbers}" + ("." if first.row.country else " everywhere.")


def _per_cent(number: str) -> str:
    """A share whose sign never stands at the beginning of a line."""
    return f"{number}%"
