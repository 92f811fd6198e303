"""Who speaks for a company."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from listings.models.company import Company


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
