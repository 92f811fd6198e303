"""What a person has edited of a row that a sync writes, in words."""

from typing import Any

from django.contrib import admin


class EditedColumn:
    """For a ModelAdmin of rows with ``edited_fields``: the field ``edited``."""

    @admin.display(description="edited by a person")
    def edited(self, row: Any) -> str:
        return ", ".join(name.replace("_", " ") for name in row.edited_fields) or "–"
