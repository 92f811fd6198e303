from itertools import count
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import reverse

from listings.models.slugs import slug_of
from listings.reading.countries import country_name
from listings.reading.words import fold
from roles.models.old_slug import Addressed

if TYPE_CHECKING:
    from jobboard.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible(self) -> "CompanyQuerySet":
        """Companies that the public may see."""
        return self.filter(blocked_at__isnull=True, is_approved=True)

    def of_employer(self, user: "User") -> "CompanyQuerySet":
        """Companies that a person may speak for: an editor or the e-mail's domain vouches."""
        return self.filter(members__user=user, members__verified_at__isnull=False)


class Company(Addressed):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    sort_name = models.CharField(max_length=200, editable=False, db_collation="C")
    website = models.URLField(blank=True, default="")
    description = models.TextField(blank=True, default="", help_text="Markdown.")
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="Seat: ISO 3166-1 alpha-2, such as DE."
    )
    size = models.CharField(max_length=40, blank=True, default="", help_text="Such as 51–200.")
    logo = models.ForeignKey(
        "jobboard.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="On the company's page and in the markup of its postings.",
    )
    is_approved = models.BooleanField(
        default=True,
        editable=False,
        help_text="No while an employer has proposed it and no editor has let a posting through.",
    )
    blocked_at = models.DateTimeField(null=True, blank=True, editable=False)
    blocked_reason = models.CharField(max_length=200, blank=True, default="")
    is_demo = models.BooleanField(default=False, editable=False)
    edited_fields = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name_plural = "companies"
        indexes = [
            # the directory of companies, in the order that people read
            models.Index(fields=("sort_name", "id"), name="company_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="%(app_label)s_%(class)s_country_code",
                violation_error_message="The country is a code of two letters, such as DE.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = fold(self.name)
        with transaction.atomic():
            self.slug = self.slug or free_slug(self.name)
            super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("company", args=[self.slug])

    def approve(self) -> None:
        """Show it to the public."""
        if not self.is_approved:
            self.is_approved = True
            self.save(update_fields=["is_approved", "updated_at"])

    @property
    def country_label(self) -> str:
        return country_name(self.country)

    @property
    def initial(self) -> str:
        """The letter that stands in for a logo."""
        return next((letter.upper() for letter in self.name if letter.isalnum()), "·")


def free_slug(name: str) -> str:
    """Return a slug of the name that no company has or had: ``umbra``, else ``umbra-2``.

    Until the transaction ends nobody else gets one of the same name: two at once have two.
    """
    base = slug_of(name, "company")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"slug {base}"])
    now = Company.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    old = Company.objects.filter(old_slugs__slug__startswith=base)
    taken = {*now, *old.values_list("old_slugs__slug", flat=True)}
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
