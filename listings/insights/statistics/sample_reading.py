"""From the database to the columns of a sample."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Min
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.statistics.columns import (
    ColumnQuery,
    Links,
    Numbers,
    Pairs,
    linked_pairs,
    pairs,
)
from listings.insights.statistics.sample import (
    REMOTE_ONLY,
    Companies,
    ObservationSpans,
    Places,
    Sample,
    seen_in,
    window_before,
)
from listings.insights.statistics.sample_members import members
from listings.models import Company, Listing, Place, PlaceKind

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
    own, cluster = members(seen, now)
    roles, by_role = _by_role(own["pk"])
    sight = ObservationSpans(**{name: own[name] for name in ObservationSpans.__slots__})
    sample = Sample(
        **_located(own) | {name: own[name] for name in ALIKE},
        cluster=cluster,
        insists_on_degree=own["insists"] == 1,
        tells_musts=own["tells"] == 1,
        is_live=own["is_live"] == 1,
        posted_on=own["posted_on"],
        seen_on=own["seen_on"],
        left_on=own["left_on"],
        roles=roles,
        by_role=by_role,
        is_anywhere=own["scope"] == 1,
        heads=np.flatnonzero(np.diff(cluster, prepend=-1)).astype(np.int32),
        companies=Companies.of(dict(Company.objects.order_by("pk").values_list("pk", "slug"))),
        is_demo=is_demo,
        seen_since=dates.day_of(first) if first else None,
    )
    return sample, sight


def _located(own: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Return where postings are and where they count, by name in ``Sample``."""
    n = len(own["pk"])
    eligible, letters = linked_pairs(own["pk"], ELIGIBLE)
    named = list(
        Place.objects.order_by("pk").values_list("pk", "kind", "slug", "country", "region_code")
    )
    countries = sorted({place[3] for place in named} | {_code(one) for one in np.unique(letters)})
    places = _places(named, countries)
    in_place, keys = linked_pairs(own["pk"], OFFICES)
    office = np.searchsorted([one[0] for one in named], keys).astype(np.int32)
    of_offices = in_place, places.countries[office]
    codes = [256 * ord(one[0]) + ord(one[1]) for one in countries]
    of_remote = eligible, np.searchsorted(codes, letters) + 1
    return {
        "counted_in": _counted_in(own, of_offices, of_remote),
        "named": _union(n, of_offices, of_remote),
        "offices": Links.of(in_place, office, n),
        "places": places,
        "countries": ["", *countries],
    }


def _by_role(postings: Numbers) -> tuple[Numbers, Links]:
    """Return the keys of roles, and the rows of each, in their order."""
    rows, keys = linked_pairs(postings, ROLES)
    order = np.argsort(rows)
    roles, which = np.unique(keys[order], return_inverse=True)
    return roles, Links.of(which, rows[order].astype(np.int32), len(roles))


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
    values = (2 * place[skills] + is_must).astype(np.min_scalar_type(2 * len(place)))
    return Links.of(rows, values, len(sample.pk))


def last_listed(sample: Sample) -> Numbers:
    """Return when its source listed a posting for the last time, in microseconds; 0: not known."""
    found = np.zeros(len(sample.pk), np.int64)
    rows, times = linked_pairs(sample.pk, LAST_LISTED)
    found[rows] = times
    return found
