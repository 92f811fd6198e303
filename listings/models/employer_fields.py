"""What stands between an employer and the board; none of it is public but the text itself."""

from django.conf import settings
from django.db import models

RUNS = (30, 60, 90)


class EmployerFields(models.Model):
    """Who gave us the posting, for how long, and the text as they wrote it."""

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="postings",
    )
    submitted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it last came to the editors."
    )
    run_days = models.PositiveSmallIntegerField(
        "days online", null=True, blank=True, choices=[(days, f"{days} days") for days in RUNS]
    )
    contact_name = models.CharField(max_length=120, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="", help_text="Never shown to readers.")
    description_source = models.TextField(
        "description as written", blank=True, default="", help_text="The employer's Markdown."
    )

    class Meta:
        abstract = True
