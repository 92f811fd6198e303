from django.db import models
from django.db.models import Q
from django.urls import reverse

from listings.models.slugs import slug_of
from listings.reading.countries import country_name
from listings.reading.words import fold


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible(self) -> "CompanyQuerySet":
        """Companies that the public may see."""
        return self.filter(blocked_at__isnull=True)


class Company(models.Model):
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
        self.slug = self.slug or slug_of(self.name, "company")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("company", args=[self.slug])

    @property
    def country_label(self) -> str:
        return country_name(self.country)

    @property
    def initial(self) -> str:
        """The letter that stands in for a logo."""
        return next((letter.upper() for letter in self.name if letter.isalnum()), "·")
