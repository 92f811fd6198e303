"""Search words of postings after an edit."""

from django.conf import settings
from django.db.models import QuerySet

from listings.models import Listing, SearchDocument
from listings.reading.descriptions import plain_text
from listings.reading.query import heading_vector, text_vector

BATCH = 500


def rebuild_words(listings: QuerySet[Listing]) -> None:
    """Write the search documents of these postings anew, from their rows."""
    rows = listings.select_related("company").prefetch_related("skills").order_by("pk")
    SearchDocument.objects.bulk_create(
        (_document(row) for row in rows.iterator(chunk_size=BATCH)),
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["heading", "text"],
        batch_size=BATCH,
    )


def _document(row: Listing) -> SearchDocument:
    words = (row.title, row.company.name, [skill.name for skill in row.skills.all()])
    text = plain_text(row.description_html)[: settings.READ_CHARACTERS]
    return SearchDocument(
        listing=row,
        heading=heading_vector(*words, row.language),
        text=text_vector(*words, text, row.language),
    )
