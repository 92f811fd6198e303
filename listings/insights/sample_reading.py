"""From the database to the columns of a sample."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import BooleanField, ExpressionWrapper, Min
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.columns import (
    ColumnQuery,
    Links,
    Numbers,
    Pairs,
    as_sql,
    linked_pairs,
    pairs,
)
from listings.insights.sample import (
    INDUSTRIES,
    LEVELS,
    REASONS,
    REMOTE_ONLY,
    WORKPLACES,
    ObservationSpans,
    Places,
    Sample,
    seen_in,
    window_before,
)
from listings.models import Degree, Listing, Place, PlaceKind, RemoteScope, Status
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
# What belongs to postings, each a pair; those of postings that are not in the sample are left out.
ELIGIBLE = ColumnQuery(
    """
    SELECT id, (ascii(one) * 256 + ascii(substr(one, 2)))::bigint
    FROM listings_listing, unnest(remote_countries) one WHERE {span}
    """,
    2,
    "listings_listing",
    "id",
)
OF_POSTINGS = "SELECT listing_id, {column} FROM {table} WHERE {{span}}"
ROLES, OFFICES, SKILLS = (
    ColumnQuery(OF_POSTINGS.format(column=column, table=table), 2, table, "id")
    for table, column in (
        ("listings_listing_roles", "role_id"),
        ("listings_listingplace", "place_id"),
        ("listings_listing_skills", "skill_id"),
    )
)
MUSTS = ColumnQuery(
    """
    SELECT l.id, s.id FROM listings_listing l, unnest(l.skills_must) must
    JOIN listings_skill s ON s.slug = must WHERE l.skills_nice <> '{}' AND {span}
    """,
    2,
    "listings_listing",
    "l.id",
)
LAST_LISTED = ColumnQuery(
    """
    SELECT listing_id, max((date_part('epoch', last_seen_at) * 1e6)::bigint)
    FROM listings_sourcerecord WHERE last_seen_at IS NOT NULL AND {span} GROUP BY listing_id
    """,
    2,
    "listings_sourcerecord",
    "listing_id",
)


BLOCK = 500_000  # pairs at once
ALIKE = ("pk", "company", "employer", "level", "workplaces", "industry", "years")


def sample_of(now: datetime) -> tuple[Sample, ObservationSpans]:
    """Return the postings of the window. A dozen queries, whatever their number."""
    seen = seen_in(window_before(now), now).order_by()
    is_demo = not seen.filter(is_demo=False).exists() and seen.exists()
    seen = seen.filter(is_demo=is_demo)
    first = Listing.objects.filter(is_demo=is_demo).aggregate(at=Min("first_seen_at"))["at"]
    own, cluster = _members(seen, now)
    eligible, letters = linked_pairs(own["pk"], ELIGIBLE)
    named = list(
        Place.objects.order_by("pk").values_list("pk", "kind", "slug", "country", "region_code")
    )
    countries = sorted({place[3] for place in named} | {_code(one) for one in np.unique(letters)})
    places = _places(named, countries)
    in_place, keys = linked_pairs(own["pk"], OFFICES)
    office = np.searchsorted([one[0] for one in named], keys)
    office = office.astype(np.int32)
    of_offices = in_place, places.countries[office]
    codes = [256 * ord(one[0]) + ord(one[1]) for one in countries]
    of_remote = eligible, np.searchsorted(codes, letters) + 1
    n = len(cluster)
    roles, by_role = _by_role(own["pk"])
    sight = ObservationSpans(**{name: own[name] for name in ObservationSpans.__slots__})
    sample = Sample(
        **{name: own[name] for name in ALIKE},
        cluster=cluster,
        insists_on_degree=own["insists"] == 1,
        tells_musts=own["tells"] == 1,
        is_live=own["is_live"] == 1,
        posted_on=own["posted_on"],
        seen_on=own["seen_on"],
        left_on=own["left_on"],
        roles=roles,
        by_role=by_role,
        counted_in=_counted_in(own, of_offices, of_remote),
        named=_union(n, of_offices, of_remote),
        is_anywhere=own["scope"] == 1,
        offices=Links.of(in_place, office, n),
        heads=np.flatnonzero(np.diff(cluster, prepend=-1)).astype(np.int32),
        places=places,
        countries=["", *countries],
        is_demo=is_demo,
        seen_since=dates.day_of(first) if first else None,
    )
    return sample, sight


def _by_role(postings: Numbers) -> tuple[Numbers, Links]:
    """Return the keys of roles, and the rows of each, in their order."""
    rows, keys = linked_pairs(postings, ROLES)
    order = np.argsort(rows)
    roles, which = np.unique(keys[order], return_inverse=True)
    return roles, Links.of(which, rows[order].astype(np.int32), len(roles))


def _members(seen: ListingQuerySet, now: datetime) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
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


def _places(named: list[tuple[Any, ...]], countries: list[str]) -> Places:
    number = {code: at for at, code in enumerate(countries, 1)}
    slugs = ["", *sorted(slug for _, kind, slug, *_ in named if kind == PlaceKind.CITY)]
    city = {slug: at for at, slug in enumerate(slugs)}
    return Places(
        countries=np.array([number[one[3]] for one in named], np.int16),
        cities=np.array(
            [city[one[2]] if one[1] == PlaceKind.CITY else 0 for one in named], np.int32
        ),
        regions=[one[4] for one in named],
        slugs=slugs,
    )


def _code(letters: np.int64) -> str:
    return chr(letters // 256) + chr(letters % 256)


def _counted_in(own: dict[str, NDArray[Any]], offices: Pairs, eligible: Pairs) -> Links:
    """Return where a posting counts: its offices' countries; fully remote, the single eligible."""
    n = len(own["pk"])
    is_remote = own["workplaces"] == REMOTE_ONLY
    is_single = is_remote & (own["scope"] == 2) & (np.bincount(eligible[0], minlength=n) == 1)
    return _union(n, _of(offices, ~is_remote), _of(eligible, is_single))


def _of(pairs: Pairs, wanted: NDArray[np.bool_]) -> Pairs:
    is_wanted = wanted[pairs[0]]
    return pairs[0][is_wanted], pairs[1][is_wanted]


def _union(n: int, *of_both: Pairs) -> Links:
    rows, values = (np.concatenate(parts) for parts in zip(*of_both, strict=True))
    rows, values, _ = pairs(rows, values, 1 << 16)
    return Links.of(rows, values.astype(np.int16), n)


def skills_of(sample: Sample, keys: Numbers) -> Links:
    """Return the skills that each posting names: 2 × the place among ``keys``, + 1 for a must."""
    place = np.zeros(int(keys.max(initial=0)) + 1, np.int32)
    place[keys] = np.arange(len(keys))
    rows, skills = linked_pairs(sample.pk, SKILLS, np.int32)
    must_rows, musts = linked_pairs(sample.pk, MUSTS, np.int32)
    of_musts = np.unique(must_rows.astype(np.int64) * len(place) + musts)
    is_must = np.zeros(len(rows), bool)
    for start in range(0, len(rows) if len(musts) else 0, BLOCK):
        part = slice(start, start + BLOCK)
        pairs_of = rows[part].astype(np.int64) * len(place) + skills[part]
        at = np.searchsorted(of_musts, pairs_of).clip(max=len(of_musts) - 1)
        is_must[part] = of_musts[at] == pairs_of
    return Links.of(rows, 2 * place[skills] + is_must, len(sample.pk))


def last_listed(sample: Sample) -> Numbers:
    """Return when its source listed a posting for the last time, in microseconds; 0: not known."""
    found = np.zeros(len(sample.pk), np.int64)
    rows, times = linked_pairs(sample.pk, LAST_LISTED)
    found[rows] = times
    return found
