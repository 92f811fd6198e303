from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from jobboard.site import dates

KEPT_FOR = timedelta(days=30)


class UnsavedTextQuerySet(models.QuerySet["UnsavedText"]):
    def current(self) -> "UnsavedTextQuerySet":
        return self.filter(saved_at__gt=Now() - KEPT_FOR)

    def expired(self) -> "UnsavedTextQuerySet":
        return self.filter(saved_at__lte=Now() - KEPT_FOR)


class UnsavedText(models.Model):
    """What a person typed into a form of the admin and has not saved yet, for 30 days.

    ``key`` is the form's: each opening of a page has its own, so that two tabs keep two texts.
    ``data`` holds the form's inputs by name, each with the list of its values.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved", db_index=False
    )
    model = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField(null=True)
    key = models.CharField(max_length=32)
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "-pk")
        constraints: ClassVar = [
            # serves saving again and, by its first columns, the offer on opening the form
            models.UniqueConstraint(
                fields=("user", "model", "key"),
                name="%(app_label)s_%(class)s_key_once",
                violation_error_message="This form is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id or 'new'}, {dates.minute(self.saved_at)}"
