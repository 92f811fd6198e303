"""When a text is due for review: nine to twelve months after it was last checked.

A pack is loaded, or many guides are marked reviewed, on one day; a year later all of them would
be due together. So each waits a number of days of its own, always the same, taken from its key:
of 92 texts in a row no two fall on one day, and neighbours lie far apart.
"""

from datetime import date, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Mod, Now

LEAST_DAYS = 274  # nine months
SPREAD_DAYS = 92  # three more: 365 days at the latest
STRIDE = 57  # near the golden ratio of the spread, and without a divisor in common with it


def due_on(pk: int, checked_on: date) -> date:
    """The day on which the text with this key is due."""
    return checked_on + timedelta(days=LEAST_DAYS + pk * STRIDE % SPREAD_DAYS)


def due_if_before() -> ExpressionWrapper:
    """In SQL: what was last checked before this moment is due."""
    days = Value(LEAST_DAYS) + Mod(F("pk") * STRIDE, SPREAD_DAYS)
    wait = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    return ExpressionWrapper(Now() - wait, output_field=DateTimeField())
