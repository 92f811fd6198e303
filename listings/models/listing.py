from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from listings.models.choices import (
    EmploymentType,
    Level,
    RemoteScope,
    Status,
    Workplace,
)
from listings.models.company import Company
from listings.models.employer_fields import EmployerFields
from listings.models.lifecycle import LifecycleFields
from listings.models.listing_place import ListingPlace
from listings.models.listing_queryset import OLD_AFTER, ListingQuerySet
from listings.models.offer import OfferFields, offer_constraints
from listings.models.pay import PayFields, pay_constraints
from listings.models.place import Place
from listings.models.requirements import RequirementFields, requirement_constraints
from listings.models.skill import Skill
from listings.models.slugs import slug_of
from listings.models.source import Source
from listings.reading.countries import compress
from listings.reading.titles import normalize_title
from roles.models import Role


class PublicState(StrEnum):
    """What the public may know of a posting."""

    LIVE = "live"
    CLOSED = "closed"
    FROZEN = "frozen"
    UNVERIFIED = "unverified"


class Listing(LifecycleFields, PayFields, RequirementFields, OfferFields, EmployerFields):
    """One opening: the unit of lists, counts and statistics."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="listings", db_index=False)
    title = models.CharField(max_length=250)
    slug = models.SlugField(max_length=100, blank=True, default="", editable=False)
    description_html = models.TextField(
        "description",
        blank=True,
        default="",
        help_text="HTML; made safe when it is saved.",
    )
    department = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(
        max_length=2,
        blank=True,
        default="",
        help_text="ISO 639-1, such as de; empty if not known. Decides how words are stemmed.",
    )
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    employment_types = ArrayField(
        models.CharField(max_length=15, choices=EmploymentType), default=list, blank=True
    )
    workplaces = ArrayField(
        models.CharField(max_length=10, choices=Workplace), default=list, blank=True
    )
    remote_scope = models.CharField(
        max_length=10,
        choices=RemoteScope,
        blank=True,
        default="",
        help_text="Who may work remotely; empty when it is not remote.",
    )
    remote_countries = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="ISO codes; groups such as EU are written out.",
    )
    places = models.ManyToManyField(
        Place,
        through=ListingPlace,
        through_fields=("listing", "place"),
        related_name="listings",
        blank=True,
    )
    roles = models.ManyToManyField(Role, related_name="listings", blank=True)
    skills = models.ManyToManyField(Skill, related_name="listings", blank=True)

    apply_url = models.URLField(max_length=1000, blank=True, default="")
    apply_email = models.EmailField(blank=True, default="")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="listings", editable=False
    )
    source_url = models.URLField(
        max_length=1000, blank=True, default="", help_text="The posting at its source."
    )

    is_open_application = models.BooleanField(
        default=False, help_text="A talent pool, no vacancy: on the company's page only."
    )
    normalized_title = models.CharField(max_length=250, editable=False)
    text_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="duplicates",
        help_text="The near-identical posting that lists show instead.",
    )
    is_cluster_decided = models.BooleanField(
        default=False, help_text="An editor split or joined it; a sync leaves that as it is."
    )
    edited_fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("-posted_at", "-pk")
        verbose_name = "posting"
        indexes = [
            # every list: live postings, newest first
            models.Index(
                F("posted_at").desc(),
                F("id").desc(),
                condition=Q(status=Status.PUBLISHED, frozen_at__isnull=True),
                name="listing_live_newest",
            ),
            # a company's page; duplicates of one title
            models.Index(fields=("company", "normalized_title"), name="listing_by_company_title"),
            # other postings with the same text, for editors
            models.Index(fields=("text_hash",), name="listing_by_text"),
            # the editors' queue, the longest wait first
            models.Index(
                fields=("submitted_at", "id"),
                condition=Q(status=Status.PENDING),
                name="listing_waiting",
            ),
            # ?country= for remote postings
            GinIndex(fields=("remote_countries",), name="listing_by_remote_country"),
        ]
        constraints = [
            *pay_constraints(),
            *requirement_constraints(),
            *offer_constraints(),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")
                | ~Q(status=Status.CLOSED) & Q(closed_at__isnull=True, closed_reason=""),
                name="%(app_label)s_%(class)s_closed_says_when_and_why",
                violation_error_message="A closed posting has a date and a reason, others neither.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(Status.PUBLISHED, Status.CLOSED))
                | Q(posted_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_date",
                violation_error_message="A published posting needs the date of its publication.",
            ),
            models.CheckConstraint(
                condition=Q(remote_scope=RemoteScope.COUNTRIES) & ~Q(remote_countries=[])
                | ~Q(remote_scope=RemoteScope.COUNTRIES) & Q(remote_countries=[]),
                name="%(app_label)s_%(class)s_remote_countries_match_scope",
                violation_error_message="Name the countries, or choose another scope.",
            ),
            models.CheckConstraint(
                condition=Q(remote_scope="") | Q(workplaces__contains=[Workplace.REMOTE]),
                name="%(app_label)s_%(class)s_remote_scope_needs_remote",
                violation_error_message="Only a remote posting says who may work remotely.",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="%(app_label)s_%(class)s_no_duplicate_of_itself",
                violation_error_message="A posting is no duplicate of itself.",
            ),
            models.CheckConstraint(
                condition=Q(apply_email="") | Q(apply_url=""),
                name="%(app_label)s_%(class)s_one_way_to_apply",
                violation_error_message="Give an address to apply at or an e-mail, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        if kwargs.get("update_fields") is None:
            self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def derive(self) -> None:
        """Fill what follows from the other fields; bulk writers call it themselves."""
        self.normalized_title = normalize_title(self.title)[:250]
        self.slug = self.slug or slug_of(self.title, "", 100)
        self.derive_pay()

    def get_absolute_url(self) -> str:
        return self._address("job")

    @property
    def apply_address(self) -> str:
        """The page that counts the click and sends a seeker to the employer."""
        return self._address("job-apply")

    @property
    def report_address(self) -> str:
        return self._address("job-report")

    def _address(self, view: str) -> str:
        """``/jobs/<id>-<slug>/``; the number alone where no letter of the title has a slug."""
        return reverse(view, args=[self.pk, self.slug] if self.slug else [self.pk])

    @property
    def public_state(self) -> PublicState:
        """What its page says; needs ``with_public_state()``. In the order of the URL contract."""
        if self.is_live:  # type: ignore[attr-defined]
            return PublicState.LIVE
        if self.status == Status.CLOSED or self.has_expired:
            return PublicState.CLOSED
        return PublicState.FROZEN if self.frozen_at else PublicState.UNVERIFIED

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def ended_at(self) -> datetime | None:
        """When it left the lists: the day it was closed, else the planned end once that is past."""
        return self.closed_at or (self.expires_at if self.has_expired else None)

    @property
    def is_featured(self) -> bool:
        return self.featured_until is not None and self.featured_until > timezone.now()

    @property
    def is_old(self) -> bool:
        """Whether it has been open for so long that its page says so ("open since …")."""
        return self.posted_at is not None and timezone.now() - self.posted_at > OLD_AFTER

    @property
    def last_verified_at(self) -> datetime | None:
        """When source or employer last said that it is open."""
        if self.source and not self.source.is_recorded:
            return self.source.last_good_at
        return self.verified_at or (self.source.last_good_at if self.source else self.posted_at)

    @property
    def is_verified_lately(self) -> bool:
        at = self.last_verified_at
        return at is not None and timezone.now() - at < timedelta(days=14)

    @property
    def is_remote(self) -> bool:
        return Workplace.REMOTE in self.workplaces

    @property
    def remote_label(self) -> str:
        """For whom it is remote: ``Remote in EU, Switzerland``, ``Remote, anywhere``."""
        match self.remote_scope:
            case RemoteScope.ANYWHERE:
                return "Remote, anywhere"
            case RemoteScope.COUNTRIES:
                names = self.remote_country_labels
                shown, more = names[:3], len(names) - 3
                return f"Remote in {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")
        return "Remote"

    @property
    def remote_country_labels(self) -> list[str]:
        """Every country that it is open to, whole groups under their own name."""
        return compress(self.remote_countries)

    @property
    def location_label(self) -> str:
        """Where the work is, in one short line: ``Berlin, Germany + 3 more · Remote in EU``.

        One that is remote only names no places of its own; those of its copies elsewhere it does,
        since a search finds it by them.
        """
        links = list(self.listing_places.all())
        if self.workplaces == [Workplace.REMOTE]:
            borrowed = _first_of([link.place for link in links if link.via_id])
            return " · also ".join(filter(None, [self.remote_label, borrowed]))
        where = _first_of([link.place for link in links])
        return " · ".join(filter(None, [where, self.remote_label if self.is_remote else ""]))

    @property
    def level_label(self) -> str:
        """The level in one word."""
        return Level(self.level).label if self.level else ""

    @property
    def type_labels(self) -> list[str]:
        return [EmploymentType(value).label for value in self.employment_types]

    @property
    def workplace_labels(self) -> list[str]:
        return [Workplace(value).label for value in self.workplaces]


def _first_of(places: list[Place]) -> str:
    """Name the first of several places and tell how many more there are."""
    more = f" + {len(places) - 1} more" if len(places) > 1 else ""
    return places[0].label + more if places else ""


# Django names the tables between after the class; the desk tells what a deletion takes along.
for _between, _part in ((Listing.roles.through, "role"), (Listing.skills.through, "skill")):
    _between._meta.verbose_name = f"{_part} of a posting"  # noqa: SLF001
    _between._meta.verbose_name_plural = f"{_part}s of postings"  # noqa: SLF001
