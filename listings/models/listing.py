"""A posting: what follows from its columns (`listing_columns.py`)."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone

from jobboard.site.addresses import address_of
from listings.models.choices import EmploymentType, EventKind, Level, RemoteScope, Status, Workplace
from listings.models.event import ListingEvent
from listings.models.fields import ledger_labels
from listings.models.listing_columns import ListingColumns
from listings.models.listing_constraints import CONSTRAINTS, INDEXES
from listings.models.listing_queryset import OLD_AFTER, ListingQuerySet
from listings.models.place import end_of_day, first_of
from listings.models.vocabulary import Skill
from listings.pay import money
from listings.reading.conditions import languages_by_name
from listings.reading.countries import compress, country_name
from listings.reading.title_parts import normalize_title
from listings.reading.words import slug_of


class PublicState(StrEnum):
    """What the public may know of a posting."""

    LIVE = "live"
    CLOSED = "closed"
    FROZEN = "frozen"
    UNVERIFIED = "unverified"


class Listing(ListingColumns):
    """One opening: the unit of lists, counts and statistics."""

    objects = ListingQuerySet.as_manager()
    # the live ones that share its cluster, where a list has fetched them (search/card_cache.py)
    others: "Sequence[Listing]" = ()
    # why it meets a search, where a list of results has asked (search/cards.py)
    match: Any = None
    # tells this state of its card from every other, where it is kept (search/card_cache.py)
    card_token: int | None = None

    class Meta:
        ordering = ("-posted_at", "-pk")
        verbose_name = "posting"
        indexes = INDEXES
        constraints = CONSTRAINTS

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
        return address_of(view, *([self.pk, self.slug] if self.slug else [self.pk]))

    def log(self, kind: EventKind, *, at: datetime | None = None, **details: object) -> None:
        """Append a line to the ledger."""
        ListingEvent(listing=self, kind=kind, at=at or timezone.now(), **details).save()

    def end_of_run(self, since: datetime) -> datetime | None:
        """When it runs out: after the days asked for, or on the last day to apply if earlier."""
        ends = [since + timedelta(days=self.run_days)] if self.run_days else []
        if self.apply_by_on:
            ends.append(end_of_day(self.apply_by_on, self.longitude()))
        return min(ends, default=None)

    def longitude(self) -> float | None:
        """Return the longitude of its first place; None without a place."""
        link = self.listing_places.select_related("place").first()
        return link.place.longitude if link else None

    @property
    def pay(self) -> money.Pay | None:
        """Pay as given, or None."""
        if self.pay_minimum is None and self.pay_maximum is None:
            return None
        return money.Pay(
            minimum=self.pay_minimum,
            maximum=self.pay_maximum,
            currency=self.pay_currency,
            period=money.Period(self.pay_period),
            payments_a_year=self.pay_payments_a_year,
            kind=money.PayKind(self.pay_kind),
        )

    @property
    def pay_display(self) -> str:
        """Pay as everything shows it, or an empty text."""
        pay = self.pay
        return money.display(pay, self.engagement) if pay else ""

    @property
    def engagement(self) -> money.Engagement:
        """What the pay is for."""
        return money.Engagement(
            self.employment_types,
            self.weekly_hours,
            self.pay_is_full_time_rate,
        )

    @property
    def hours_label(self) -> str:
        """``20 hours``, or an empty text."""
        return money.hours_label(self.weekly_hours) if self.weekly_hours else ""

    def set_pay(self, pay: money.Pay | None, source: money.PaySource | str = "") -> None:
        """Write pay as given; ``derive_pay`` follows."""
        self.pay_minimum = pay.minimum if pay else None
        self.pay_maximum = pay.maximum if pay else None
        self.pay_currency = pay.currency if pay else ""
        self.pay_period = pay.period.value if pay else ""
        self.pay_payments_a_year = pay.payments_a_year if pay else None
        self.pay_kind = pay.kind.value if pay else money.PayKind.BASE.value
        self.pay_source = str(source) if pay else ""
        self.pay_parser_version = money.PARSER_VERSION if pay else None
        self.derive_pay()

    def derive_pay(self) -> None:
        """Compute the yearly equivalent from what is given."""
        low: Decimal | None = None
        high: Decimal | None = None
        if pay := self.pay:
            low, high = money.yearly_range(pay, self.engagement)
        self.pay_yearly_minimum, self.pay_yearly_maximum = low, high

    @property
    def public_state(self) -> PublicState:
        """What its page says; needs ``with_public_state()``. In the order of the URL contract."""
        if self.is_live:  # type: ignore[attr-defined]
            return PublicState.LIVE
        if self.status == Status.CLOSED or self.has_expired:
            return PublicState.CLOSED
        return PublicState.FROZEN if self.frozen_at else PublicState.UNVERIFIED

    @property
    def is_public(self) -> bool:
        """Whether its address answers at all: see ``ListingQuerySet.public``."""
        if self.posted_at is None or self.company.blocked_at:
            return False
        is_out = self.status in {Status.PUBLISHED, Status.CLOSED}
        return is_out and self.posted_at <= timezone.now()

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def ended_at(self) -> datetime | None:
        """When it left the lists: the day it was closed, else the planned end once that is past."""
        return self.closed_at or (self.expires_at if self.has_expired else None)

    @property
    def is_featured(self) -> bool:
        return self.featured_until is not None and self.featured_until > datetime.now(UTC)

    @property
    def is_old(self) -> bool:
        """Whether it has been open for so long that its page says so ("open since …")."""
        return self.posted_at is not None and datetime.now(UTC) - self.posted_at > OLD_AFTER

    @property
    def last_verified_at(self) -> datetime | None:
        """When source or employer last said that it is open."""
        if self.source and not self.source.is_recorded:
            return self.source.last_good_at
        return self.verified_at or (self.source.last_good_at if self.source else self.posted_at)

    @property
    def is_verified_lately(self) -> bool:
        at = self.last_verified_at
        return at is not None and datetime.now(UTC) - at < timedelta(days=14)

    @property
    def is_remote(self) -> bool:
        return Workplace.REMOTE in self.workplaces

    @property
    def remote_label(self) -> str:
        """For whom it is remote: ``Remote in EU, Switzerland``, ``Remote, anywhere``."""
        return self.remote_label_for(())

    def remote_label_for(self, countries: Collection[str]) -> str:
        """The same, and those of these countries that it names one by one come first."""
        match self.remote_scope:
            case RemoteScope.ANYWHERE:
                return "Remote, anywhere"
            case RemoteScope.COUNTRIES:
                wanted = {country_name(code) for code in countries}
                names = sorted(self.remote_country_labels, key=lambda name: name not in wanted)
                shown, more = names[:3], len(names) - 3
                return f"Remote in {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")
        return "Remote"

    @property
    def remote_country_labels(self) -> list[str]:
        """Every country that it is open to, whole groups under their own name."""
        return compress(self.remote_countries)

    @property
    def location_label(self) -> str:
        """Where the work is, in one short line: ``Berlin, Germany + 3 more · Remote in EU``."""
        if self.workplaces == [Workplace.REMOTE]:
            return self.remote_label
        where = first_of([link.place for link in self.listing_places.all()])
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

    @property
    def skills_by_demand(self) -> list[tuple[str, list[Skill]]]:
        """Its skills under the words that say how much it asks for them, each once.

        Where the text separates nothing, all are "Skills".
        """
        skills = list(self.skills.all())
        if not any(skill.slug in self.skills_nice for skill in skills):
            return [("Skills", skills)] if skills else []
        groups: dict[str, list[Skill]] = {"Must have": [], "Skills": [], "Nice to have": []}
        for skill in skills:
            groups[self._demand_of(skill.slug)].append(skill)
        return [(name, found) for name, found in groups.items() if found]

    def _demand_of(self, slug: str) -> str:
        if slug in self.skills_must:
            return "Must have"
        return "Nice to have" if slug in self.skills_nice else "Skills"

    @property
    def languages_asked_labels(self) -> list[str]:
        names = dict(languages_by_name())
        return [names.get(code, code) for code in self.languages_asked]

    @property
    def quotations(self) -> list[tuple[str, str]]:
        """What each fact read from the text is called, and the sentence that states it.

        A fact that a person has set is not among them: the text is not its source; nor is one
        whose sentence stands beside it.
        """
        labels = ledger_labels()
        return [
            (labels.get(column, column), said["sentence"])
            for column, said in self.evidence.items()
            if column not in self.edited_fields and column != "newcomers"
        ]

    @property
    def years_asked_label(self) -> str:
        """``none``, ``1 year``, ``3 years``; empty where it is not stated."""
        match self.years_asked:
            case None:
                return ""
            case 0:
                return "none"
            case 1:
                return "1 year"
        return f"{self.years_asked} years"


# Django names the tables between after the class; the admin shows what a deletion takes along.
for _between, _part in ((Listing.roles.through, "role"), (Listing.skills.through, "skill")):
    _between._meta.verbose_name = f"{_part} of a posting"
    _between._meta.verbose_name_plural = f"{_part}s of postings"
