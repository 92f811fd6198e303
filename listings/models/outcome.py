"""What became of a posting, as its employer tells it three weeks after its end."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now

YEAR = timedelta(days=365)


class Answer(models.TextChoices):
    HERE = "here", "Filled, by somebody who found it here"
    ELSEWHERE = "elsewhere", "Filled, by somebody who found it elsewhere"
    UNKNOWN = "unknown", "Filled, and we do not know how"
    NOT_FILLED = "not_filled", "Not filled"


class PostingOutcomeQuerySet(models.QuerySet["PostingOutcome"]):
    def of_the_year(self) -> dict[str, int]:
        """Count what was asked, answered, filled and filled from here within 12 months."""
        filled = Q(answer__in=(Answer.HERE, Answer.ELSEWHERE, Answer.UNKNOWN))
        return self.filter(asked_at__gt=Now() - YEAR, listing__is_demo=False).aggregate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            filled=Count("pk", filter=filled),
            here=Count("pk", filter=Q(answer=Answer.HERE)),
        )


class PostingOutcome(models.Model):
    """One question about one posting. The row is made when it is asked, so that it is asked once.

    Shown as sums only.
    """

    listing = models.OneToOneField("Listing", models.CASCADE, related_name="outcome")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PostingOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="%(app_label)s_%(class)s_answered_says_when",
                violation_error_message="An answer has a date, and none without an answer.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=("", *Answer.values)),
                name="%(app_label)s_%(class)s_known_answer",
                violation_error_message="Choose one of the answers.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display() or "Not answered"
