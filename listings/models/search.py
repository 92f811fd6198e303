from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDocument(models.Model):
    """A posting's words, made by ``reading.query``; beside the posting so that lists stay narrow.

    ``heading`` holds title (A), company and skills (B): short, so ranking never unpacks a
    stored-away text. ``text`` holds everything (A, B, D) and decides whether a posting matches.
    """

    listing = models.OneToOneField(
        "Listing", models.CASCADE, primary_key=True, related_name="search"
    )
    heading = SearchVectorField()
    text = SearchVectorField()

    class Meta:
        verbose_name = "words of a posting"
        verbose_name_plural = "words of postings"
        indexes = [
            # ?q=
            GinIndex(fields=("text",), name="search_by_text"),
        ]

    def __str__(self) -> str:
        return f"words of {self.listing_id}"
