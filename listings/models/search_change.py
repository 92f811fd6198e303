"""What processes have yet to learn of: one line for each row, or kind of thing, that changed."""

from typing import Any

from django.db import models
from django.db.models import TextChoices
from django.db.models.functions import Now


class TransactionField(models.Field):
    """PostgreSQL's ``xid8``: the number of a transaction, which never wraps around."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, *_: object) -> int | None:
        return None if value is None else int(value)


class SearchChange(models.Model):
    """A row that changed in a way that searches or pages can notice; written by triggers alone.

    Of the kinds from ``content`` on no row is told: what editors and operators write, figures, who
    the board is, a board of postings that is vouched for on another day or again, and that
    anything was hidden: frozen, closed, blocked or taken down.

    A reader remembers ``pg_snapshot_xmin`` of the moment it looked and next reads from there on:
    every transaction below was over by then, so nothing is missed, whatever commits late.

    Old lines are pruned. One line of the kind ``pruned`` then tells the newest transaction that
    was dropped: who has read less far than that must start again from a whole index.
    """

    class Kind(TextChoices):
        POSTING = "posting"
        COMPANY = "company"
        SOURCE = "source"
        ROLE = "role"
        SKILL = "skill"
        PLACE = "place"
        CONTENT = "content"
        FIGURES = "figures"
        IDENTITY = "identity"
        VERIFIED = "verified"
        HIDDEN = "hidden"
        PRUNED = "pruned"

    xid = TransactionField()
    kind = models.CharField(max_length=10, choices=Kind)
    row = models.BigIntegerField(help_text="The number of what changed.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "change that searches notice"
        verbose_name_plural = "changes that searches notice"
        constraints = [
            # what is new since a look at the table; a transaction names each row once
            models.UniqueConstraint(
                fields=("xid", "kind", "row"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This change is noted already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
