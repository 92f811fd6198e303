"""What checks find in a draft: a hint, a warning or a refusal, each beside its field.

A check is a function from the form's clean data to findings. Whoever has one adds it to
``CHECKS``; forms, preview and the editors' queue then show what it finds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    HINT = "hint"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """``field`` is a name of the form; ``rule`` says where it comes from, as shown, or is empty.

    ``url`` leads to what it speaks of. One that is ``REFUSED`` keeps the form from being sent.
    """

    field: str
    level: Level
    text: str
    rule: str = ""
    url: str = ""


type Data = Mapping[str, Any]
type Check = Callable[[Data], Iterable[Finding]]

CHECKS: dict[str, Check] = {}


def findings(data: Data) -> list[Finding]:
    """Return what all checks find; ``data`` may lack any field that was empty or refused."""
    return [finding for check in CHECKS.values() for finding in check(data)]
