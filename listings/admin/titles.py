"""Titles of postings in lists of the admin, each in its own language and direction."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from listings.models import Listing
from listings.templatetags.texts import titled


class TitleColumn:
    """For a ModelAdmin of postings: the column ``titled``."""

    @admin.display(description="title", ordering="title")
    def titled(self, listing: Listing) -> SafeString:
        return titled(listing)


class PostingColumn:
    """For a ModelAdmin of rows that belong to a posting: the column ``posting``."""

    @admin.display(description="posting", ordering="listing__title", empty_value="–")
    def posting(self, row: Any) -> SafeString | None:
        return titled(row.listing) if row.listing else None
