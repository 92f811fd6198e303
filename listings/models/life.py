"""The life of a posting as verbs. Each writes its line in the ledger in the same transaction."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models, transaction
from django.utils import timezone

from listings.models.choices import ClosedReason, EventKind, Status
from listings.models.event import ListingEvent

if TYPE_CHECKING:
    from listings.models.listing import Listing

# What the ledger says of a freeze, by whose it is: the words of the editors stay with them.
FREEZES = {"readers": "Reports by readers", "editor": "An editor looks at it"}
CLOSING = ("status", "closed_at", "closed_reason", "closed_by")


class LifeFields(models.Model):
    """Status, dates and the verbs that change them."""

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    closed_reason = models.CharField(
        max_length=20, choices=ClosedReason, blank=True, default="", editable=False
    )
    closed_by = models.CharField(
        max_length=10,
        blank=True,
        default="",
        editable=False,
        help_text="The role of who closed it; empty where that is not known.",
    )
    posted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was published; never moved afterwards."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When the employer last said that it is still open."
    )
    updated_at = models.DateTimeField(auto_now=True)
    first_seen_at = models.DateTimeField(default=timezone.now, editable=False)
    featured_until = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.CharField(max_length=40, blank=True, default="", editable=False)
    frozen_reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    cleared_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When an editor last found nothing wrong with it.",
    )

    class Meta:
        abstract = True

    @property
    def _listing(self) -> "Listing":
        return cast("Listing", self)

    def log(self, kind: EventKind, *, at: datetime | None = None, **details: object) -> None:
        """Append a line to the ledger."""
        line = ListingEvent(listing=self._listing, kind=kind, at=at or timezone.now(), **details)
        line.save()

    @transaction.atomic
    def publish(self, *, at: datetime | None = None) -> None:
        """Put it on the lists. A posting published before keeps its date."""
        self.status = Status.PUBLISHED
        self.posted_at = self.posted_at or at or timezone.now()
        self.closed_at, self.closed_reason, self.closed_by = None, "", ""
        self.save(update_fields=["posted_at", *CLOSING, "updated_at"])
        self.log(EventKind.PUBLISHED, at=at)

    @transaction.atomic
    def close(
        self, reason: ClosedReason | str, *, at: datetime | None = None, by: str = ""
    ) -> None:
        """Take it off the lists for good; it keeps its page and its facts."""
        self.status, self.closed_reason = Status.CLOSED, str(reason)
        self.closed_at, self.closed_by = at or timezone.now(), by
        self.save(update_fields=[*CLOSING, "updated_at"])
        self.log(EventKind.CLOSED, at=at, reason=ClosedReason(reason).label)

    @transaction.atomic
    def reopen(self, *, at: datetime | None = None) -> None:
        """List it again after it was closed, under its own old date."""
        self.status = Status.PUBLISHED
        self.closed_at, self.closed_reason, self.closed_by = None, "", ""
        self.save(update_fields=[*CLOSING, "updated_at"])
        self.log(EventKind.REOPENED, at=at)

    @transaction.atomic
    def freeze(self, *, by: str, reason: str) -> None:
        """Take it off every list while an editor looks at it. ``by`` is a role, not a person.

        ``reason`` is for editors and the employer; the ledger names only the kind of freeze.
        Raises ``ValueError`` without a reason: the employer is told it.
        """
        if not reason.strip():
            raise ValueError("A posting is frozen for a reason: say it.")
        self.frozen_at = timezone.now()
        self.frozen_by, self.frozen_reason = by, reason
        self.save(update_fields=["frozen_at", "frozen_by", "frozen_reason", "updated_at"])
        self.log(EventKind.FROZEN, reason=FREEZES.get(by, ""))

    @transaction.atomic
    def explain_freeze(self, reason: str) -> None:
        """Say why it is frozen, where nobody has yet or where the reason is another."""
        if self.frozen_at is None or not reason.strip():
            raise ValueError("Only a frozen posting has a reason, and it is not empty.")
        self.frozen_reason = reason
        self.save(update_fields=["frozen_reason", "updated_at"])

    @transaction.atomic
    def unfreeze(self) -> None:
        self.frozen_at, self.frozen_by, self.frozen_reason = None, "", ""
        self.save(update_fields=["frozen_at", "frozen_by", "frozen_reason", "updated_at"])
        self.log(EventKind.UNFROZEN)

    @transaction.atomic
    def verify(self, *, at: datetime | None = None) -> None:
        """Note that the employer said it is still open; the posting's own date stays."""
        self.verified_at = at or timezone.now()
        self.save(update_fields=["verified_at", "updated_at"])
        self.log(EventKind.VERIFIED, at=at)
