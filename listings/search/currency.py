"""Amounts that differ by currency, in SQL."""

import json
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import DecimalField, F, Func, JSONField, TextField, Value
from django.db.models.functions import Cast


class ByCurrency(Func):
    """Of several amounts the one in a posting's own currency; null where there is none.

    One look into a table instead of a condition for each of thirty currencies: those took longer
    to write out than to answer.
    """

    template = "(%(expressions)s)::numeric"
    arg_joiner = " ->> "
    output_field = DecimalField(max_digits=24, decimal_places=6)

    def __init__(self, amounts: Mapping[str, Decimal]) -> None:
        table = json.dumps({code: str(amount) for code, amount in amounts.items()})
        super().__init__(Cast(Value(table, TextField()), JSONField()), F("pay_currency"))
