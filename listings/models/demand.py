"""What is asked of a role here, as it was found on one day: snapshots that are never rewritten."""

from django.db import models
from django.db.models import F, Q

from jobboard.site import dates
from listings.models.choices import Level
from listings.models.getting_in import GettingIn, MedianYears
from listings.models.share import MIN_EMPLOYERS, MIN_POSTINGS, Share
from roles.models import Role


class DemandQuerySet(models.QuerySet["Demand"]):
    def latest_snapshots(self) -> "DemandQuerySet":
        """The figures that hold: one row a cell."""
        return self.filter(superseded_at__isnull=True)

    def of_everywhere(self) -> "DemandQuerySet":
        """Each role's widest cell."""
        return self.filter(country="", level="")


def _count(help_text: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(help_text=help_text)


def _count_or_none(help_text: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=True, blank=True, help_text=help_text)


def _is_large(n: str, employers: str) -> Q:
    return Q(**{f"{n}__gte": MIN_POSTINGS, f"{employers}__gte": MIN_EMPLOYERS})


class Demand(models.Model):
    """The figures of one cell: role × country × level.

    One row holds all that is known of the cell: a posting more or less changes every share at
    once. A change is a new row; the old one learns only when it was superseded (a trigger refuses
    all else). Stored are counts; shares and their intervals follow from them (``Share``). What is
    withheld, because too few stand behind it, is not stored.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="demand")
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="ISO 3166-1 alpha-2; empty: everywhere."
    )
    level = models.CharField(
        max_length=10, choices=Level, blank=True, default="", help_text="Empty: all levels."
    )

    openings = _count("On offer when it was taken, as the list of openings counts them.")
    openings_employers = _count("Employers behind the openings.")
    n = _count("Postings seen in the window: the sample of the shares.")
    employers = _count("Employers behind those n postings.")
    skills = models.JSONField(
        null=True, blank=True, help_text="How many of n name each skill, by its slug."
    )
    remote = _count_or_none("Of those that state a workplace: may be worked remotely.")
    remote_n = _count("Of n: those that state a workplace.")
    remote_employers = _count("Employers behind those.")
    entry = _count_or_none("Of those that state a level: open to beginners.")
    entry_n = _count("Of n: those that state a level.")
    entry_employers = _count("Employers behind those.")
    years = models.FloatField(null=True, blank=True, help_text="Median of the years asked.")
    years_n = _count("Of n: those that state years of experience.")
    years_employers = _count("Employers behind those.")
    degree = _count_or_none("Of n: those that insist on a degree.")

    window_from = models.DateField()
    window_to = models.DateField()
    method_version = models.PositiveSmallIntegerField()
    is_demo = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ("role", "country", "level", "-taken_at", "-pk")
        verbose_name_plural = "demand"
        indexes = [
            # all roles of one place: a term's demand, drift of the profiles
            models.Index(
                fields=("country", "level"),
                condition=Q(superseded_at__isnull=True),
                name="demand_latest_by_place",
            ),
            # when any figure changed last: Last-Modified
            models.Index(fields=("-taken_at",), name="demand_newest"),
        ]
        constraints = [
            # also serves pages of a role: its cells, some or all
            models.UniqueConstraint(
                fields=("role", "country", "level"),
                condition=Q(superseded_at__isnull=True),
                name="%(app_label)s_%(class)s_one_latest_a_cell",
                violation_error_message="A cell has one latest snapshot.",
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="%(app_label)s_%(class)s_country_code",
                violation_error_message="The country is a code of two letters, such as DE.",
            ),
            models.CheckConstraint(
                condition=(Q(skills__isnull=True) | _is_large("n", "employers"))
                & (Q(remote__isnull=True) | _is_large("remote_n", "remote_employers")),
                name="%(app_label)s_%(class)s_large_enough",
                violation_error_message="A share needs 20 postings of 5 employers.",
            ),
            models.CheckConstraint(
                condition=Q(
                    openings__gte=F("openings_employers"),
                    n__gte=F("employers"),
                    remote_n__lte=F("n"),
                    entry_n__lte=F("n"),
                    years_n__lte=F("n"),
                )
                & (Q(remote__isnull=True) | Q(remote__lte=F("remote_n")))
                & (Q(entry__isnull=True) | Q(entry__lte=F("entry_n")))
                & (Q(degree__isnull=True) | Q(degree__lte=F("n"))),
                name="%(app_label)s_%(class)s_parts_fit_whole",
                violation_error_message="The parts are more than the whole.",
            ),
            models.CheckConstraint(
                condition=Q(window_from__lte=F("window_to")),
                name="%(app_label)s_%(class)s_window",
                violation_error_message="The window ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        cell = "/".join((str(self.role_id), self.country or "everywhere", self.level or "all"))
        return f"{cell} {dates.day_of(self.taken_at)}"

    def share_of(self, skill: str) -> Share | None:
        """How many of the postings name the skill; None where the sample is too small."""
        if self.skills is None:
            return None
        return Share(self.skills.get(skill, 0), self.n, self.employers)

    @property
    def remote_share(self) -> Share | None:
        return _share(self.remote, self.remote_n, self.remote_employers)

    @property
    def getting_in(self) -> GettingIn:
        """What the postings ask of beginners, as far as enough of them say so."""
        return GettingIn(
            n=self.n,
            employers=self.employers,
            entry=_share(self.entry, self.entry_n, self.entry_employers),
            years=None
            if self.years is None
            else MedianYears(self.years, self.years_n, self.years_employers),
            degree=_share(self.degree, self.n, self.employers),
        )


def _share(count: int | None, n: int, employers: int) -> Share | None:
    return None if count is None else Share(count, n, employers)
