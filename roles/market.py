"""What the pages of roles and guides show of the market.

Roles know no listings. Whoever has a market registers it here when the program starts
(``listings.apps``); a board without one shows the articles alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from roles.models import Role


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
    openings_url: str = ""
    pay: Any = None
    pay_bar: Any = ""
    getting_in: Any = None
    skills: Sequence[Any] = ()
    separating: Sequence[Any] | None = None  # asked of it more than of the other; None: unknown
    is_wider: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether made-up postings are among the openings."""
        return any(opening.is_demo for opening in self.openings)


class Market(Protocol):
    """What a market answers; every answer is a few queries, whatever the number of roles."""

    def country(self, query: QueryDict) -> CountryChoice:
        """Read ``?country=``; the default is the site's home country."""

    def numbers(self) -> Mapping[int, int]:
        """Live openings by role."""

    def evidence(self, roles: Sequence[Role], country: str) -> Mapping[int, Evidence]:
        """Openings, pay and demand by role."""

    def term_demand(self, term: Any) -> Any:
        """How many live openings ask for the skill that a term is, or None."""


class NoMarket:
    """A board without listings."""

    def country(self, query: QueryDict) -> CountryChoice:
        return CountryChoice("", "Everywhere")

    def numbers(self) -> Mapping[int, int]:
        return {}

    def evidence(self, roles: Sequence[Role], country: str) -> Mapping[int, Evidence]:
        return {role.pk: Evidence() for role in roles}

    def term_demand(self, term: Any) -> Any:
        return None


_registered: list[Market] = [NoMarket()]


def register(market: Market) -> None:
    """Let pages show this market."""
    _registered[0] = market


def market() -> Market:
    return _registered[0]
