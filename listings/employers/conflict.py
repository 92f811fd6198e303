"""Two tabs, one draft: what differs, side by side, and one text out of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from listings.models.fields import FORM_FIELDS, Edit, form_names

TECHNICAL = form_names(Edit.TECHNICAL)

type Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it stands in this tab and as it was saved meanwhile."""

    name: str
    label: str
    here: str
    saved: str


def differences(here: Typed, saved: Typed) -> list[Difference]:
    return [
        Difference(name, FORM_FIELDS[name].label, shown(here.get(name)), shown(saved.get(name)))
        for name in dict.fromkeys((*saved, *here))
        if name not in TECHNICAL and here.get(name) != saved.get(name)
    ]


def shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def merged(here: Typed, saved: Typed, choice: Mapping[str, str]) -> Typed:
    """Return this tab's fields, but the saved one where ``take-<name>`` says so."""
    result = dict(here)
    for difference in differences(here, saved):
        if choice.get(f"take-{difference.name}") == "saved":
            result.pop(difference.name, None)
            if difference.name in saved:
                result[difference.name] = saved[difference.name]
    return result


def as_inputs(typed: Typed) -> Iterator[tuple[str, str]]:
    """Yield every name and text, so that a page can send them back unchanged."""
    for name, value in typed.items():
        for text in value if isinstance(value, list) else [value]:
            yield name, text
