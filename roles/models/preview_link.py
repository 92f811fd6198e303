"""A link that shows a guide before it is out, to whoever has it."""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from jobboard.site import dates
from roles.models.guide import Guide

LIFETIME = timedelta(days=14)
KEY_BYTES = 32
SALT = "roles.preview_link"


def _key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def valid(self) -> "PreviewLinkQuerySet":
        return self.filter(expires_at__gt=Now())


class PreviewLink(models.Model):
    """The one valid link of a guide.

    The address holds a keyed hash of ``key``: whoever reads this table, or a backup of it, without
    the site's secret key, cannot open the page.
    """

    guide = models.OneToOneField(Guide, models.CASCADE, related_name="preview_link")
    key = models.CharField(max_length=64, default=_key, editable=False)
    expires_at = models.DateTimeField(default=_expiry)

    objects = PreviewLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.guide} until {dates.short(self.expires_at)}"

    def get_absolute_url(self) -> str:
        return reverse("guide-draft", args=[self.guide_id, self.token])

    @property
    def token(self) -> str:
        return salted_hmac(SALT, f"{self.guide_id} {self.key}", algorithm="sha256").hexdigest()

    @property
    def is_valid(self) -> bool:
        return self.expires_at > timezone.now()

    def opens_with(self, token: str) -> bool:
        """Compare in constant time."""
        return constant_time_compare(self.token, token)

    def renew(self) -> None:
        """Make the link anew: the one that was sent before ends."""
        self.key, self.expires_at = _key(), _expiry()
        self.save()
