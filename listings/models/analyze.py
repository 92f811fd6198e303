"""What PostgreSQL's planner knows of the market's tables."""

from django.apps import apps
from django.db import connection

from listings.models.listing import Listing

# PostgreSQL's own rule for when to look again: autovacuum_analyze_threshold and _scale_factor.
GROWN_BY = 50
GROWN_SHARE = 0.1


def analyze_if_grown(new: int) -> bool:
    """Have the tables counted after a load of ``new`` postings, if those were many among all.

    Autovacuum does so by the same rule, but up to a minute later. Until then a table that was just
    filled is planned as an empty one, and the first pages and figures join row by row. Takes about
    half a second, whatever the size: PostgreSQL looks at a sample.
    """
    if new <= GROWN_BY + GROWN_SHARE * (Listing.objects.count() - new):
        return False
    models = apps.get_app_config("listings").get_models(include_auto_created=True)
    names = [model._meta.db_table for model in models]  # noqa: SLF001 (Django's own name)
    tables = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
    return True
