"""What the pages of roles and guides show of the market.

Roles know no listings. Whoever has a market registers it here when the program starts
(``listings.apps``); a board without one shows the articles alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import QueryDict

from roles.models import Role, RoleSection


@dataclass(frozen=True, slots=True)
class CountryChoice:
    """The country whose pay, shares and openings a page shows; ``code`` empty: everywhere."""

    code: str
    label: str
    options: Sequence[tuple[str, str, bool]] = ()
    rejected: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the market says of one role. Values are ready for a template."""

    openings: Sequence[Any] = ()
    number: int = 0
    real: int = 0  # openings everywhere that nobody made up
    invented: int = 0  # of ``number``: made up for the demo
    openings_url: str = ""
    elsewhere_url: str = ""  # where the role's openings are, if none is in the country
    pay: Any = None
    pay_bar: Any = ""
    beginners: Any = None  # the figure of what is asked of beginners: its row, place and date
    skills: Sequence[Any] = ()
    shares: Any = None  # the figure that the skills' shares come from
    separating: Sequence[Any] | None = None  # asked of it more than of the other; None: unknown
    reasons: Sequence[Any] = ()  # why one would choose it and not the other, each with its sample
    is_wider: bool = False

    @property
    def getting_in(self) -> Any:
        """What is asked of beginners, or None."""
        return self.beginners.row.getting_in if self.beginners else None

    @property
    def is_demo(self) -> bool:
        """Whether made-up postings are among the openings."""
        return any(opening.is_demo for opening in self.openings)

    @property
    def is_mixed(self) -> bool:
        """Whether invented openings stand beside real ones; figures are then of the real ones."""
        return bool(self.invented and self.real)


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a profile names: its share, and the section; None: in the definition."""

    share: Any
    section: RoleSection | None


@dataclass(frozen=True, slots=True)
class Drift:
    """Where a profile has left the market: each share has percent, interval_percent, count, n.

    ``rare``: named, though hardly a posting asks for it. ``missing``: left out, though many do.
    ``figure`` tells place, sample, date and the page of the figures.
    """

    rare: Sequence[Mention]
    missing: Sequence[Any]
    figure: Any


class Market(Protocol):
    """What a market answers; every answer is a few queries, whatever the number of roles."""

    def numbers(self, *, are_real: bool = False) -> Mapping[int, int]:
        """Live openings by role; ``are_real`` leaves out those that are made up."""

    def evidence(
        self, query: QueryDict, roles: Sequence[Role]
    ) -> tuple[CountryChoice, Mapping[int, Evidence]]:
        """Openings, pay and demand by role, in the country of ``?country=``; five queries.

        The default is the site's home country; to choose from are those with openings.
        """

    def summary(self, roles: Sequence[Role], evidence: Mapping[int, Evidence]) -> str:
        """What separates two roles and what both are asked for, in a few sentences."""

    def alike(self, roles: Sequence[Role]) -> Mapping[int, Mapping[int, float]]:
        """How much each role and any other are asked for the same, from 0 to 1, by their keys.

        Roles with too few openings are absent.
        """

    def rows(self, about: QuerySet[Any]) -> Sequence[QuerySet[Any]]:
        """What all of this is made of, for some roles or for a term."""

    def term_demand(self, term: Any) -> Any:
        """How many live openings ask for the skill that a term is, and which roles; or None."""

    def drift(self, roles: Sequence[Role]) -> Mapping[int, Drift]:
        """Profiles that name what few ask for or leave out what many do, by role; four queries."""


class NoMarket:
    """A board without listings."""

    def numbers(self, *, are_real: bool = False) -> Mapping[int, int]:
        return {}

    def evidence(
        self, query: QueryDict, roles: Sequence[Role]
    ) -> tuple[CountryChoice, Mapping[int, Evidence]]:
        return CountryChoice("", "Everywhere"), {role.pk: Evidence() for role in roles}

    def summary(self, roles: Sequence[Role], evidence: Mapping[int, Evidence]) -> str:
        return ""

    def alike(self, roles: Sequence[Role]) -> Mapping[int, Mapping[int, float]]:
        return {}

    def rows(self, about: QuerySet[Any]) -> Sequence[QuerySet[Any]]:
        return ()

    def term_demand(self, term: Any) -> Any:
        return None

    def drift(self, roles: Sequence[Role]) -> Mapping[int, Drift]:
        return {}


_registered: list[Market] = [NoMarket()]


def register(market: Market) -> None:
    """Let pages show this market."""
    _registered[0] = market


def market() -> Market:
    return _registered[0]
