"""Companies, the addresses they had, and the people who speak for them."""

from itertools import count
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from jobboard.locks import lock_until_commit
from jobboard.site.addresses import address_of
from listings.models.choices import Industry
from listings.reading.countries import country_name
from listings.reading.words import fold, slug_of
from roles.models.old_slug import SluggedModel

if TYPE_CHECKING:
    from jobboard.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible(self) -> "CompanyQuerySet":
        """Companies that the public may see."""
        return self.filter(blocked_at__isnull=True, is_approved=True)

    def of_employer(self, user: "User") -> "CompanyQuerySet":
        """Companies that a person may speak for: an editor or the e-mail's domain vouches."""
        return self.filter(members__user=user, members__verified_at__isnull=False)


def one_employer(company: int) -> list[int]:
    """The key of a company and those of its group, which figures count as one. One query."""
    grouped = Company.objects.exclude(group="").order_by().annotate(key=Lower("group"))
    group = grouped.filter(pk=company).values("key")
    return [*{company, *grouped.filter(key__in=group).values_list("pk", flat=True)}]


class Company(SluggedModel):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    sort_name = models.CharField(max_length=200, editable=False, db_collation="C")
    website = models.URLField(blank=True, default="")
    description = models.TextField(blank=True, default="", help_text="Markdown.")
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="Seat: ISO 3166-1 alpha-2, such as DE."
    )
    size = models.CharField(max_length=40, blank=True, default="", help_text="Such as 51–200.")
    industry = models.CharField(
        max_length=13,
        choices=Industry,
        blank=True,
        default="",
        help_text="What it mainly does. Its postings can be filtered by it.",
    )
    group = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_column="employer_group",
        help_text="The group of companies, or the binding pay scale (“TVöD”), that it belongs to. "
        "Companies with the same one count as one employer in every figure.",
    )
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
            # figures count a group as one employer
            models.Index(Lower("group"), condition=~Q(group=""), name="company_by_group"),
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
        self.group = " ".join(self.group.split())
        with transaction.atomic():
            self.slug = self.slug or free_slug(self.name)
            super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return address_of("company", self.slug)

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
    lock_until_commit(f"slug {base}")
    now = Company.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    old = Company.objects.filter(old_slugs__slug__startswith=base)
    taken = {*now, *old.values_list("old_slugs__slug", flat=True)}
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


class OldCompanySlug(models.Model):
    """A slug that a company had, or that one had which is merged into it: it redirects for ever.

    The database's trigger writes it when a slug changes, and refuses it to every other company;
    merging writes it for the company that goes.
    """

    slug = models.SlugField(max_length=120, unique=True)
    company = models.ForeignKey(Company, models.CASCADE, related_name="old_slugs")
    retired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.slug


class CompanyMember(models.Model):
    """A person and a company. Only ``verified_at`` gives them a voice in its postings.

    Without it they have proposed the company themselves: it is theirs to name again when they
    post once more, and hands over nothing when an editor merges it into another.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="company_memberships", db_index=False
    )
    company = models.ForeignKey(Company, models.CASCADE, related_name="members")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by_domain = models.CharField(
        max_length=253, blank=True, default="", help_text="Empty where an editor vouched."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("company", "user")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "company"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This person belongs to this company already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.company}"

    def verify(self, domain: str = "") -> None:
        """Give this person a voice: an editor vouches, or the domain of their e-mail does."""
        self.verified_at, self.verified_by_domain = timezone.now(), domain
        self.save(update_fields=["verified_at", "verified_by_domain"])

    def withdraw(self) -> None:
        """Take the voice back; the person keeps their own postings."""
        self.verified_at, self.verified_by_domain = None, ""
        self.save(update_fields=["verified_at", "verified_by_domain"])
