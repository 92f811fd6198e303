"""On site, hybrid or remote, and for whom: what a posting says about where the work is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from listings.reading.eligibility import NO_REMOTE, Eligibility
from listings.reading.places import LocationFacts


@dataclass(frozen=True, slots=True)
class WorkplaceFacts:
    """`workplaces` holds any of "onsite", "hybrid", "remote"; empty where nothing states it."""

    workplaces: tuple[str, ...] = ()
    eligibility: Eligibility = NO_REMOTE


def read_workplace(
    *,
    remote_flag: bool | None,
    workplace_type: str = "",
    locations: Sequence[LocationFacts],
    title: str,
    text: str,
) -> WorkplaceFacts:
    """The workplaces of a posting and, when it is remote, who may apply."""
    return WorkplaceFacts()
