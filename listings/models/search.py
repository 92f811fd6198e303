"""What is searched: a posting's words, and what processes have yet to learn of."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from jobboard.http.changes import ChangeKind
from listings.models.listing import Listing
from listings.reading.document_words import VERSION, DocumentWords

BATCH = 500


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def write(self, documents: Iterable["SearchDocument"]) -> None:
        """Write documents of postings, in place of those that they had."""
        self.bulk_create(
            documents,  # type: ignore[arg-type]
            update_conflicts=True,
            unique_fields=["listing"],
            update_fields=["heading", "text", "language", "version"],
            batch_size=BATCH,
        )

    def outdated(self) -> Self:
        """Those that an older version wrote, or whose names of roles or skills have changed."""
        return self.filter(version__lt=VERSION)


class SearchDocument(models.Model):
    """A posting's words, made by ``document_words``; beside it, so that lists stay narrow.

    ``heading`` holds title and roles (A), skills (B), company (C): it decides what matches and how
    well, and is short, so that nothing stored away is unpacked. ``text`` holds the text too (D).
    """

    listing = models.OneToOneField(
        "Listing", models.CASCADE, primary_key=True, related_name="search"
    )
    heading = SearchVectorField()
    text = SearchVectorField()
    # set by the database where an older version of the program writes while a new one is installed
    language = models.CharField(max_length=2, db_default="")
    version = models.PositiveSmallIntegerField(db_default=0)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "words of a posting"
        verbose_name_plural = "words of postings"
        indexes = [
            # ?q=
            GinIndex(fields=("heading",), name="search_by_heading"),
            # ?q=…&in=text
            GinIndex(fields=("text",), name="search_by_text"),
            # documents to be written anew; the languages whose stems there are
            models.Index(fields=("version", "language"), name="search_by_version"),
        ]

    def __str__(self) -> str:
        return f"words of {self.listing_id}"

    @classmethod
    def of(cls, listing: Listing, words: DocumentWords) -> "SearchDocument":
        """An unsaved document."""
        return cls(
            listing=listing,
            heading=words.heading,
            text=words.text,
            language=words.language,
            version=VERSION,
        )


class TransactionField(models.Field):
    """PostgreSQL's ``xid8``: the number of a transaction, which never wraps around."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, *_: object) -> int | None:
        return None if value is None else int(value)


class SearchChange(models.Model):
    """A row that changed in a way that searches or pages can notice; written by triggers alone.

    Of the kinds from ``content`` on no row is told: what editors and operators write, figures, who
    the board is, a board of postings that is vouched for on another day or again, words that texts
    are read by, and that anything was hidden: frozen, closed, blocked or taken down.

    A reader remembers ``pg_snapshot_xmin`` of the moment it looked and next reads from there on:
    every transaction below was over by then, so nothing is missed, whatever commits late.

    Old lines are pruned. One line of the kind ``pruned`` then tells the newest transaction that
    was dropped: who has read less far than that must start again from a whole index.
    """

    xid = TransactionField()
    kind = models.CharField(max_length=10, choices=ChangeKind)
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
