"""What the lists of roles and of guides tell of each: a sentence, its pay and its openings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.safestring import SafeString

from jobboard.markup import plain
from jobboard.markup.inline_text import first_sentence
from jobboard.site import identity
from listings.insights.evidence import common_scale
from listings.insights.pictures import Scale, range_bar, scale_of
from listings.insights.shown_pay import ShownPay, shown_by_group, shown_for
from roles.article import SIDES
from roles.models import Guide, GuideKind, GuideRole, Role
from roles.models.guide import GuideQuerySet


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role in a list; ``bar`` is empty where there is no pay in the site's currency."""

    role: Role
    text: str
    openings: int
    pay: ShownPay
    bar: SafeString


def role_lines(roles: Collection[Role], numbers: Mapping[str, int]) -> list[RoleLine]:
    """Tell of each role what it is, pays and, by its slug in ``numbers``, has open. One query."""
    shown = shown_for(roles, country=identity.current().country)
    scale = home_scale(shown.values())
    return [
        RoleLine(
            role,
            first_sentence(plain(role.definition)),
            numbers.get(role.slug, 0),
            shown[role.pk],
            _bar(shown[role.pk], scale, identity.current().currency),
        )
        for role in roles
    ]


def home_scale(shown: Iterable[ShownPay]) -> Scale | None:
    """One scale for all pay in the site's currency."""
    currency = identity.current().currency
    figures = [one.figure.row for one in shown if one.figure]
    rows = [row for row in figures if row.currency == currency]
    return scale_of(amount for row in rows for amount in (row.p25, row.median, row.p75))


def _bar(shown: ShownPay, scale: Scale | None, currency: str) -> SafeString:
    """Draw the typical range and the median, if the scale is of the figure's currency."""
    row = shown.figure.row if shown.figure else None
    if row is None or scale is None or row.median is None or row.currency != currency:
        return SafeString("")
    return range_bar(scale, row.p25, row.p75, row.median)


@dataclass(frozen=True, slots=True)
class GuideSide:
    """One role of a guide: its hue, its pay beside the other's, and whom it suits."""

    role: Role
    side: str
    suits: str
    pay: ShownPay
    bar: SafeString


@dataclass(frozen=True, slots=True)
class GuideCard:
    guide: Guide
    sides: Sequence[GuideSide]

    @property
    def is_demo(self) -> bool:
        """Whether the demo made up what it says, or the postings behind its pay."""
        figures = [side.pay.figure.row for side in self.sides if side.pay.figure]
        return self.guide.is_demo or any(row.is_demo for row in figures)

    @property
    def place(self) -> str:
        """Whose pay is shown: the place of all figures, or nothing where they differ or miss."""
        places = {side.pay.figure.place for side in self.sides if side.pay.figure}
        return places.pop() if len(places) == 1 else ""


def live_guides() -> GuideQuerySet:
    """Live guides with the roles that they compare, the newest first. Two queries."""
    compared = GuideRole.objects.select_related("role")
    guides = Guide.objects.live().newest().select_related("author")
    return guides.prefetch_related(Prefetch("compared", queryset=compared))


def guide_cards(guides: Iterable[Guide]) -> list[GuideCard]:
    """Tell of each guide its roles, what they pay on one scale, and whom each suits. One query."""
    guides = list(guides)
    rows = [_compared(guide) for guide in guides]
    groups = [[row.role for row in of_guide] for of_guide in rows]
    pay = shown_by_group(groups, identity.current().country)
    return [
        GuideCard(guide, _sides(of_guide, shown))
        for guide, of_guide, shown in zip(guides, rows, pay, strict=True)
    ]


def _compared(guide: Guide) -> list[GuideRole]:
    """An explainer compares nothing."""
    return list(guide.compared.all()) if guide.kind == GuideKind.COMPARISON else []


def _sides(rows: Sequence[GuideRole], shown: Mapping[int, ShownPay]) -> list[GuideSide]:
    scale = common_scale(shown.values())
    return [
        GuideSide(
            row.role,
            SIDES[place % len(SIDES)],
            first_sentence(plain(row.choose_if)),
            shown[row.role_id],
            _bar(shown[row.role_id], scale, _currency(shown[row.role_id])),
        )
        for place, row in enumerate(rows)
    ]


def _currency(shown: ShownPay) -> str:
    return shown.figure.row.currency if shown.figure else ""
