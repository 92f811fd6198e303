"""A walk over everything: `make test` tries one of its parts, `make test-all` each."""

from typing import Any

import pytest


def first_of(*values: Any) -> list[Any]:
    """Parameters of which all but the first are slow."""
    first, *others = values
    return [first, *(pytest.param(value, marks=pytest.mark.slow) for value in others)]
