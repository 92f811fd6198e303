"""The postings that statistics count, a row each: columns of what they say, and their clusters."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import BooleanField, ExpressionWrapper
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.statistics.columns import ColumnQuery, Numbers, as_sql
from listings.insights.statistics.sample import INDUSTRIES, LEVELS, REASONS, WORKPLACES
from listings.models import Degree, RemoteScope, Status
from listings.models.listing_queryset import ListingQuerySet, is_live
from listings.models.source import VERIFIED_FOR

TIME = "(date_part('epoch', {}) * 1e6)::bigint"
LEFT = (
    "least(%(now)s, l.closed_at, l.expires_at, "
    "CASE WHEN NOT l.source__is_recorded AND l.status = %(published)s "
    "THEN l.source__last_good_at END)"
)
IS_OVER = "(l.status <> %(published)s OR l.expires_at <= %(now)s)"
IS_VERIFIED = (
    "(l.source__is_recorded IS NOT FALSE OR l.source__last_good_at > %(now)s - %(verified_for)s)"
)
TEXT = """
CASE WHEN l.text_hash <> '' AND NOT l.is_cluster_decided
THEN hashtextextended(concat_ws(chr(1), l.normalized_title, l.text_hash), l.company_id) END
"""
DAY = 86_400_000_000  # microseconds
FIELDS = (
    *("id", "company_id", "source_id", "duplicate_of_id", "status", "closed_reason"),
    *("posted_at", "first_seen_at", "closed_at", "expires_at"),
    *("level", "workplaces", "remote_scope", "industry", "years_asked", "degree_asked"),
    *("skills_nice", "normalized_title", "text_hash", "is_cluster_decided"),
    *("source__is_recorded", "source__last_good_at"),
)
COLUMNS: dict[str, tuple[str, type[Any]]] = {
    "pk": ("l.id", np.int64),
    "company": ("l.company_id", np.int32),
    "employer": ("coalesce(g.employer, l.company_id)", np.int32),
    "level": ("array_position(%(levels)s::text[], l.level::text) - 1", np.int8),
    "workplaces": (
        " + ".join(
            f"CASE WHEN '{name}' = ANY(l.workplaces) THEN {1 << at} ELSE 0 END"
            for at, name in enumerate(WORKPLACES)
        ),
        np.int8,
    ),
    "industry": ("array_position(%(industries)s::text[], l.industry::text) - 1", np.int8),
    "years": ("coalesce(l.years_asked, -1)", np.int8),
    "insists": ("(l.degree_asked = %(required)s)::int", np.int8),
    "tells": ("(l.skills_nice <> '{}')::int", np.int8),
    "scope": (
        "array_position(ARRAY[%(anywhere)s, %(named)s]::text[], l.remote_scope::text)",
        np.int8,
    ),
    "source": ("l.source_id", np.int32),
    "posted_at": (TIME.format("l.posted_at"), np.int64),
    "seen_at": (TIME.format("l.first_seen_at"), np.int64),
    "left_at": (TIME.format(LEFT), np.int64),
    "closed_at": (TIME.format("l.closed_at"), np.int64),
    "reason": ("array_position(%(reasons)s::text[], l.closed_reason::text) - 1", np.int8),
    "good_at": (TIME.format("l.source__last_good_at"), np.int64),
    "is_over": (f"{IS_OVER}::int", np.int8),
    "is_verified": (f"{IS_VERIFIED}::int", np.int8),
    "is_live": ("l.is_live::int", np.int8),
    # what decides which postings are one
    "is_ended": ("(l.status <> %(published)s)::int", np.int8),
    "copy_of": ("l.duplicate_of_id", np.int64),
    "text": (TEXT, np.int64),
}


# Companies of one group or one binding pay scale are one employer: the first of them.
MEMBERS = """
SELECT {columns} FROM ({seen}) AS l ({names}) LEFT JOIN (
    SELECT id, min(id) OVER (PARTITION BY lower(employer_group)) AS employer
    FROM listings_company WHERE employer_group <> ''
) g ON g.id = l.company_id
WHERE {{span}}
"""


def members(seen: ListingQuerySet, now: datetime) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """Return the columns of the postings, and the number of each one's cluster, ascending."""
    params = {
        "now": now,
        "verified_for": VERIFIED_FOR,
        "levels": list(LEVELS),
        "reasons": list(REASONS),
        "industries": list(INDUSTRIES),
        "published": Status.PUBLISHED.value,
        "required": Degree.REQUIRED.value,
        "anywhere": RemoteScope.ANYWHERE.value,
        "named": RemoteScope.COUNTRIES.value,
    }
    own = seen.values_list(*FIELDS, ExpressionWrapper(is_live(), BooleanField()))
    query = MEMBERS.format(
        columns=as_sql(", ".join(map(" | ".join, _in_words())), params),
        seen=as_sql(*own.query.sql_with_params()),
        names=", ".join((*FIELDS, "is_live")),
    )
    words = ColumnQuery(query, len(_in_words()), "listings_listing", "l.id").read()
    columns = {
        name: (words[word] >> shift).astype(COLUMNS[name][1])
        for name, (word, shift) in _bits().items()
    }
    del words
    columns |= _on_days(columns, now)
    order, cluster = _in_clusters(columns)
    return {name: columns.pop(name)[order] for name in [*columns]}, cluster


def _bits() -> dict[str, tuple[int, int]]:
    """Return of each column in which word of 64 bits it comes, and at which bit it begins there.

    Words cost what they cost whatever is in them, and most columns are narrow.
    """
    widths = {name: 8 * np.dtype(type_).itemsize for name, (_, type_) in COLUMNS.items()}
    found, begun = {}, 0
    for name in sorted(widths, key=lambda name: -widths[name]):
        found[name] = divmod(begun, 64)
        begun += widths[name]
    return found


def _in_words() -> list[list[str]]:
    """Return the parts of each word in SQL."""
    parts = defaultdict[int, list[str]](list)
    for name, (word, shift) in _bits().items():
        text, type_ = COLUMNS[name]
        mask = (1 << 8 * np.dtype(type_).itemsize) - 1
        value = f"coalesce({text}, 0)::bigint"
        parts[word].append(value if mask >> 63 else f"(({value} & {mask}) << {shift})")
    return [*parts.values()]


def _on_days(columns: dict[str, NDArray[Any]], now: datetime) -> dict[str, NDArray[Any]]:
    """The days of the board's calendar on which the times fall, ordinal."""
    posted, seen, left = (_days(columns[name]) for name in ("posted_at", "seen_at", "left_at"))
    today = dates.day_of(now).toordinal()
    listed = np.where(columns["is_verified"] == 1, today, _days(columns["good_at"]))
    closed = np.where(columns["closed_at"] > 0, _days(columns["closed_at"]), 0)
    return {
        "posted_on": posted,
        "seen_on": seen,
        "first_on": np.maximum(posted, seen),
        "left_on": left,
        "closed_on": closed.astype(np.int32),
        "last_on": np.where(columns["is_over"] == 1, left - 1, listed).astype(np.int32),
    }


def _days(times: NDArray[np.int64]) -> NDArray[np.int32]:
    """From microseconds since 1970. No day of the board is further than one from that of UTC."""
    of_utc = np.unique(times // DAY)
    around = np.unique(of_utc[:, None] + [-1, 0, 1]) + date(1970, 1, 1).toordinal()
    starts = [
        round(dates.beginning(date.fromordinal(day)).timestamp() * 1e6) for day in around.tolist()
    ]
    return around.astype(np.int32)[np.searchsorted(starts, times, "right") - 1]


def _in_clusters(columns: dict[str, NDArray[Any]]) -> tuple[Numbers, NDArray[Any]]:
    """Put near-identical postings together, open ones first and of these the one that lists show.

    Open postings are clustered already (``duplicate_of``); a closed one has left its cluster, and
    is known by its text: it stands under an open one of the same text, or a newer closed one.
    """
    pk, is_ended, text = columns["pk"], columns["is_ended"], columns["text"]
    order = np.lexsort((-pk, columns["copy_of"] != 0, is_ended))
    head = np.where(columns["copy_of"] != 0, columns["copy_of"], pk)
    _, first, which = np.unique(text[order], return_index=True, return_inverse=True)
    kept = head[order][first][which]
    by_text = (is_ended[order] == 1) & (text[order] != 0)
    heads = np.where(by_text, kept, head[order])
    _, first, which = np.unique(heads, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int32)  # clusters by their first posting
    number[np.argsort(first)] = np.arange(len(first))
    clusters = number[which]
    together = np.argsort(clusters, kind="stable")
    return order[together], clusters[together]
