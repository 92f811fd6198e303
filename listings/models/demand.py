"""What is asked of a role here, on one day and over a year: snapshots that are never rewritten."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from listings.models.snapshot import (
    MIN_EMPLOYERS,
    MIN_POSTINGS,
    GettingIn,
    MedianYears,
    Share,
    Snapshot,
    SnapshotQuerySet,
    count_field,
    snapshot_constraints,
    snapshot_indexes,
)
from listings.reading.stems import are_words_of
from roles.models import Role


def _effect() -> models.FloatField:
    return models.FloatField(default=1.0, help_text="Design effect of that share by employer.")


def _count_or_none(help_text: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=True, blank=True, help_text=help_text)


def _ids(name: str, help_text: str) -> ArrayField:
    number = models.BigIntegerField()
    return ArrayField(number, verbose_name=name, default=list, blank=True, help_text=help_text)


def _numbers(help_text: str) -> models.JSONField:
    return models.JSONField(default=dict, blank=True, help_text=help_text)


def _is_large(n: str, employers: str) -> Q:
    return Q(**{f"{n}__gte": MIN_POSTINGS, f"{employers}__gte": MIN_EMPLOYERS})


class Demand(Snapshot):
    """The figures of one cell: role × country × level.

    One row holds all that is known of the cell: a posting more or less changes every share at
    once. A change is a new row; the old one learns only when it was superseded (a trigger refuses
    all else). Stored are counts; shares and their intervals follow from them (``Share``). What is
    withheld, because too few stand behind it, is not stored.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="demand")

    openings = count_field("On offer when it was taken, as the list of openings counts them.")
    openings_employers = count_field("Employers behind the openings.")
    n = count_field("Postings seen in the window: the sample of the shares.")
    employers = count_field("Employers behind those n postings.")
    largest = count_field("Postings of the largest of these employers.")
    skills = models.JSONField(
        null=True, blank=True, help_text="How many of n name each skill, by its slug."
    )
    skill_effects = models.JSONField(
        default=dict, help_text="Design effects of these shares by employer, where above 1."
    )
    asked = models.JSONField(
        null=True, blank=True, help_text="How many of asked_n must have each skill, by its slug."
    )
    asked_n = count_field("Of n: those that tell must-haves from what is nice to have.")
    asked_employers = count_field("Employers behind those.")
    asked_effects = models.JSONField(
        default=dict, help_text="Design effects of these shares by employer, where above 1."
    )
    remote = _count_or_none("Of those that state a workplace: may be worked remotely.")
    remote_n = count_field("Of n: those that state a workplace.")
    remote_employers = count_field("Employers behind those.")
    remote_effect = _effect()
    entry = _count_or_none("Of those that state a level: open to beginners.")
    entry_n = count_field("Of n: those that state a level.")
    entry_employers = count_field("Employers behind those.")
    entry_effect = _effect()
    years = models.FloatField(null=True, blank=True, help_text="Median of the years asked.")
    years_n = count_field("Of n: those that state years of experience.")
    years_employers = count_field("Employers behind those.")
    degree = _count_or_none("Of n: those that insist on a degree.")
    degree_effect = _effect()
    listing_ids = _ids(
        "postings", "The n postings, of near-identical ones the one in lists; from version 3."
    )
    opening_ids = _ids("openings", "The openings, likewise; from version 3.")
    companies = _numbers("Openings by company, the ten with most: its slug.")
    industries = _numbers("Openings by the industry of their company; none where it is not known.")
    cities = _numbers("Openings by city, the ten with most: slug of the place.")
    countries = _numbers("Openings by country, the ten with most: ISO 3166-1 alpha-2.")
    levels = _numbers("Openings by level; empty key: not stated.")
    workplaces = _numbers("Openings by workplace; an opening may have several.")

    objects = SnapshotQuerySet["Demand"].as_manager()

    class Meta:
        ordering = ("role", "country", "level", "-taken_at", "-pk")
        verbose_name_plural = "demand"
        indexes = snapshot_indexes("demand")
        constraints = [
            *snapshot_constraints("role", "country", "level"),
            models.CheckConstraint(
                condition=Q(method_version__lte=2, listing_ids=[], opening_ids=[])
                | Q(method_version__gte=3, listing_ids__len=F("n"), opening_ids__len=F("openings")),
                name="%(app_label)s_%(class)s_all_behind_it",
                violation_error_message="All postings behind a figure are named.",
            ),
            models.CheckConstraint(
                condition=(Q(skills__isnull=True) | _is_large("n", "employers"))
                & (Q(asked__isnull=True) | _is_large("asked_n", "asked_employers"))
                & (Q(remote__isnull=True) | _is_large("remote_n", "remote_employers"))
                & (Q(skills__isnull=True) | Q(method_version=1) | Q(n__gte=4 * F("largest"))),
                name="%(app_label)s_%(class)s_large_enough",
                violation_error_message=(
                    "A share needs 20 postings of 5 employers, none with over a quarter of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    openings__gte=F("openings_employers"),
                    n__gte=F("employers"),
                    asked_n__lte=F("n"),
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
        ]

    def share_of(self, skill: str) -> Share | None:
        """How many of the postings name the skill.

        None where the sample is too small, and of what the role is named after, which is not
        counted: every posting of it repeats that.
        """
        if self.skills is None:
            return None
        if skill not in self.skills and are_words_of(skill.replace("-", " "), self.role.name):
            return None
        effect = self.skill_effects.get(skill, 1.0)
        return Share(self.skills.get(skill, 0), self.n, self.employers, effect)

    def asked_share(self, skill: str) -> Share | None:
        """How many must have the skill, of postings that tell must from nice to have."""
        if self.asked is None:
            return None
        effect = self.asked_effects.get(skill, 1.0)
        return Share(self.asked.get(skill, 0), self.asked_n, self.asked_employers, effect)

    @property
    def remote_share(self) -> Share | None:
        return _share(self.remote, self.remote_n, self.remote_employers, self.remote_effect)

    @property
    def getting_in(self) -> GettingIn:
        """What the postings ask of beginners, as far as enough of them say so."""
        return GettingIn(
            n=self.n,
            employers=self.employers,
            entry=_share(self.entry, self.entry_n, self.entry_employers, self.entry_effect),
            years=None
            if self.years is None
            else MedianYears(self.years, self.years_n, self.years_employers),
            degree=_share(self.degree, self.n, self.employers, self.degree_effect),
        )


def _share(count: int | None, n: int, employers: int, effect: float) -> Share | None:
    return None if count is None else Share(count, n, employers, effect)


class DemandSeries(Snapshot):
    """Openings by four weeks, what changed, and how long postings stay listed: role × country.

    A row is appended where anything changed; the old one learns only when it was superseded.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="demand_series")
    bins = models.JSONField(
        default=list,
        help_text="Of each four weeks: last day, openings on it (null: nothing seen), new sources.",
    )
    change = models.JSONField(
        null=True, blank=True, help_text="Over sources read all the time; null: too few openings."
    )
    skills = models.JSONField(
        default=list,
        help_text="Skills whose share changed: slug, count and n before, count and n after.",
    )
    skills_tried = models.PositiveIntegerField(default=0, help_text="Skills that were compared.")
    listed = models.JSONField(
        default=list, help_text="Steps: day, share still listed, low, high, at risk, employers."
    )
    listed_n = models.PositiveIntegerField(default=0, help_text="Postings that were followed.")
    listed_employers = models.PositiveIntegerField(default=0)
    listing_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name="postings",
        default=list,
        blank=True,
        help_text="The postings followed.",
    )

    objects = SnapshotQuerySet["DemandSeries"].as_manager()

    class Meta:
        ordering = ("role", "country", "-taken_at", "-pk")
        verbose_name_plural = "demand series"
        indexes = snapshot_indexes("demandseries")
        constraints = [
            *snapshot_constraints("role", "country", "level"),
            models.CheckConstraint(
                condition=Q(level=""),
                name="%(app_label)s_%(class)s_all_levels",
                violation_error_message="A series is of all levels.",
            ),
        ]
