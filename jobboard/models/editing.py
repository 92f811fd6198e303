"""Forms of the admin that are open, and text in them that is not saved yet."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jobboard.site import dates

LEFT_IS_KNOWN = timedelta(minutes=10)
"""How long it is known that a form was left: longer than any request takes."""


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def current(self) -> "OpenFormQuerySet":
        """Forms whose page has been heard of lately, and is not left."""
        heard_of = Q(seen_at__gt=Now() - timedelta(seconds=settings.PRESENCE_SECONDS))
        return self.filter(heard_of, is_left=False)

    def expired(self) -> "OpenFormQuerySet":
        silent = Q(seen_at__lte=Now() - timedelta(seconds=settings.PRESENCE_SECONDS))
        return self.filter(silent, Q(is_left=False) | Q(seen_at__lte=Now() - LEFT_IS_KNOWN))

    def on(self, places: list[tuple[str, int]]) -> "OpenFormQuerySet":
        """Forms of any of these objects, each given by its model's label and key."""
        wanted = Q(pk__in=())
        for model, object_id in places:
            wanted |= Q(model=model, object_id=object_id)
        return self.filter(wanted)


class OpenForm(models.Model):
    """A form of the admin that somebody has open now, and the input they write in.

    The page says so every few seconds; ``key`` is the form's, so that two tabs are two rows. One
    that was left stays for some minutes, so that what its page sent before does not open it again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_forms")
    model = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=32)
    field = models.CharField(max_length=100, blank=True, default="")
    began_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)
    is_left = models.BooleanField(default=False, db_default=False)
    sent_ms = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="When its page said this."
    )

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        ordering = ("began_at", "pk")
        constraints: ClassVar = [
            # serves who else is there by its first columns
            models.UniqueConstraint(
                fields=("model", "object_id", "user", "key"),
                name="%(app_label)s_%(class)s_key_once",
                violation_error_message="This form is known already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.model} {self.object_id}"


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
    sent_ms = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="When its page sent it."
    )

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
