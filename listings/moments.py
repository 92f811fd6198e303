"""When time alone next changes what is shown: nobody writes a row at that moment."""

from datetime import datetime

from django.db import connection

from listings.models.source import VERIFIED_FOR

NEXT = """
SELECT least(
    (SELECT min(expires_at) FROM listings_listing
        WHERE status = 'published' AND expires_at > %(now)s),
    (SELECT min(featured_until) FROM listings_listing WHERE featured_until > %(now)s),
    (SELECT min(posted_at) FROM listings_listing
        WHERE status = 'published' AND frozen_at IS NULL AND posted_at > %(now)s),
    (SELECT min(last_good_at) + %(verified)s::interval FROM listings_source
        WHERE NOT is_recorded AND last_good_at > %(now)s - %(verified)s::interval),
    (SELECT min(published_at) FROM roles_guide
        WHERE status IN ('scheduled', 'published') AND published_at > %(now)s)
)
"""


def next_moment(now: datetime) -> datetime | None:
    """Return when a posting begins, runs out or is featured no longer, a board falls silent, or a
    guide comes out; None for never. One query, each part of it by an index or of few rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"now": now, "verified": f"{VERIFIED_FOR.total_seconds()} seconds"})
        moment: datetime | None = cursor.fetchone()[0]
        return moment
