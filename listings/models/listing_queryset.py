"""Which postings: the questions that lists, feeds, pages and commands start from.

And when time alone next changes the answer: nobody writes a row at that moment.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import Now

from listings.models.choices import RemoteScope, Status
from listings.models.company import Company
from listings.models.fields import POSTING_FIELDS
from listings.models.place import ListingPlace
from listings.models.source import VERIFIED_FOR, is_verified
from listings.models.vocabulary import Skill

if TYPE_CHECKING:
    from jobboard.models import User

OLD_AFTER = timedelta(days=90)

# PostgreSQL's own rule for when to look again: autovacuum_analyze_threshold and _scale_factor.
GROWN_BY = 50
GROWN_SHARE = 0.1
MOST_ON_TOP = 3  # featured postings at the top of a list; further ones stay in their place

# All that a card shows; a list loads nothing else: a posting has a hundred columns.
CARD_FIELDS = (
    *("title", "slug", "language", "level", "employment_types", "workplaces", "department"),
    *("newcomers", "remote_scope", "remote_countries", "duplicate_of", "status", "is_demo"),
    *("pay_minimum", "pay_maximum", "pay_currency", "pay_period", "pay_payments_a_year"),
    *("pay_kind", "pay_is_full_time_rate", "weekly_hours"),
    *("posted_at", "verified_at", "expires_at", "featured_until"),
    *("company__name", "company__slug", "company__is_demo"),
    *("company__logo__content_hash", "company__logo__format"),
    *("company__logo__width", "company__logo__height", "company__logo__alt"),
    *("source__last_good_at", "source__is_recorded"),
)

# Long or rarely wanted.
HEAVY_FIELDS = (*(row.column for row in POSTING_FIELDS if row.is_heavy), "edited_fields")


def is_live() -> Q:
    """The one condition under which a posting is on offer, asked of the database's own clock."""
    return (
        Q(
            status=Status.PUBLISHED,
            frozen_at__isnull=True,
            posted_at__lte=Now(),
            company__blocked_at__isnull=True,
        )
        & (Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))
        & (Q(source__isnull=True) | is_verified("source__"))
    )


class ListingQuerySet(models.QuerySet["Listing"]):  # type: ignore[name-defined]
    def live(self) -> "ListingQuerySet":
        """Postings on offer now."""
        return self.filter(is_live())

    def vacancies(self) -> "ListingQuerySet":
        """No open applications; of a cluster of near-identical postings all members."""
        return self.filter(is_open_application=False)

    def in_lists(self) -> "ListingQuerySet":
        """Of each cluster of near-identical postings the one that heads it."""
        return self.vacancies().filter(duplicate_of__isnull=True)

    def public(self) -> "ListingQuerySet":
        """Postings whose address answers at all: published once, by a company not blocked."""
        return self.filter(
            status__in=(Status.PUBLISHED, Status.CLOSED),
            posted_at__lte=Now(),
            company__blocked_at__isnull=True,
        )

    def of_employer(self, user: "User") -> "ListingQuerySet":
        """Postings that a person may manage: their own, and those of a company they speak for."""
        speaks_for = Company.objects.of_employer(user)
        return self.filter(Q(submitted_by=user) | Q(company__in=speaks_for), source__isnull=True)

    def waiting(self) -> "ListingQuerySet":
        """Postings that wait for an editor, the longest first."""
        return self.filter(status=Status.PENDING).order_by("submitted_at", "pk")

    def with_public_state(self) -> "ListingQuerySet":
        """Annotate ``is_live``, so that a page asks the same question as the lists."""
        return self.annotate(is_live=ExpressionWrapper(is_live(), output_field=BooleanField()))

    def newest(self) -> "ListingQuerySet":
        return self.order_by("-posted_at", "-pk")

    def cards(self) -> "ListingQuerySet":
        """All that a card shows, in two queries whatever the number of rows."""
        links = Prefetch("listing_places", queryset=places_of_cards())
        return self.card_rows().prefetch_related(links)

    def card_rows(self) -> "ListingQuerySet":
        """All that a card shows but the places.

        Of the skills only their names, as ``skill_names``, the rarest on the board first: those
        tell one posting from another. As rows, most of a list's would be skills.
        """
        skills = Skill.objects.filter(listings=OuterRef("pk")).order_by("openings", "sort_name")
        return (
            self.select_related("company__logo", "source")
            .only(*CARD_FIELDS)
            .annotate(
                skill_names=ArraySubquery(skills.values("name")),
                has_copies=Exists(self.model.objects.filter(duplicate_of=OuterRef("pk"))),
            )
        )

    def analyze_if_grown(self, new: int) -> bool:
        """Have the tables counted after a load of ``new`` postings, if those were many among all.

        Autovacuum does so by the same rule, but up to a minute later. Until then a table that was
        just filled is planned as an empty one, and the first pages and figures join row by row.
        Takes about half a second, whatever the size: PostgreSQL looks at a sample.
        """
        if new <= GROWN_BY + GROWN_SHARE * (self.count() - new):
            return False
        counted = apps.get_app_config("listings").get_models(include_auto_created=True)
        names = [model._meta.db_table for model in counted]
        tables = ", ".join(map(connection.ops.quote_name, names))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
        return True


def places_of_cards() -> models.QuerySet[ListingPlace]:
    """The places of postings in their order, with what a card says of them."""
    names = [f"place__{name}" for name in ("kind", "city", "region", "region_slug", "country")]
    links = ListingPlace.objects.select_related("place").order_by("position", "pk")
    return links.only("listing_id", "position", *names)


def is_featured() -> Case:
    """Whether the posting is featured now."""
    return Case(
        When(featured_until__gt=Now(), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def with_featured_first(rows: Iterable[tuple[int, bool]]) -> list[int]:
    """Put numbers of postings, each with whether it is featured, in the order of a list."""
    rows = list(rows)
    on_top = [number for number, is_featured_now in rows if is_featured_now][:MOST_ON_TOP]
    return on_top + [number for number, _ in rows if number not in on_top]


def remote_in(countries: list[str]) -> Q:
    """Remote postings that name one of ``countries`` or are open anywhere; never "not stated"."""
    return Q(remote_scope=RemoteScope.ANYWHERE) | Q(remote_countries__overlap=countries)


NEXT_MOMENT = """
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
        cursor.execute(
            NEXT_MOMENT, {"now": now, "verified": f"{VERIFIED_FOR.total_seconds()} seconds"}
        )
        moment: datetime | None = cursor.fetchone()[0]
        return moment
