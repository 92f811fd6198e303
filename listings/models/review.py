"""The way of an employer's posting to the public, as verbs. Each writes a line in the ledger.

unconfirmed → pending → published, or back to the employer and again, or rejected. A verb that
does not fit the posting's state in the database (another editor was faster, a button was pressed
twice) raises ``WrongStateError`` and changes nothing.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone as django_timezone

from jobboard.site import dates
from listings.models.choices import EventKind, Status

if TYPE_CHECKING:
    from listings.models.listing import Listing

DEGREES_AN_HOUR = 15


class WrongStateError(ValueError):
    """The posting is not, or no longer, in a state that this may happen to."""


class ReviewVerbs(models.Model):
    class Meta:
        abstract = True

    @property
    def _row(self) -> "Listing":
        return cast("Listing", self)

    @transaction.atomic
    def confirm(self) -> None:
        """The e-mail address is the employer's: into the editors' queue."""
        self._move((Status.UNCONFIRMED,), Status.PENDING, EventKind.RECEIVED)

    @transaction.atomic
    def request_changes(self) -> None:
        """Back to the employer; the comment stands in a ``ModerationNote``, not here."""
        self._move((Status.PENDING,), Status.CHANGES_REQUESTED, EventKind.CHANGES_REQUESTED)

    @transaction.atomic
    def resubmit(self) -> None:
        """The employer has changed it: into the queue again."""
        self._move((Status.CHANGES_REQUESTED,), Status.PENDING, EventKind.RESUBMITTED)

    @transaction.atomic
    def take_back(self) -> None:
        """The employer wants it no more, before it was public."""
        states = (Status.PENDING, Status.CHANGES_REQUESTED)
        self._move(states, Status.DRAFT, EventKind.CLOSED)

    @transaction.atomic
    def reject(self) -> None:
        """Never to be public."""
        states = (Status.PENDING, Status.CHANGES_REQUESTED)
        self._move(states, Status.REJECTED, EventKind.REJECTED)

    @transaction.atomic
    def approve(self, *, at: datetime | None = None) -> None:
        """Publish it, and its company with it, for as long as the employer asked."""
        at = at or django_timezone.now()
        listing = self._locked((Status.PENDING,))
        listing.expires_at = self.end_of_run(at)
        if listing.expires_at is not None and listing.expires_at <= at:
            raise WrongStateError("Its last day to apply is over.")
        listing.verified_at = at
        listing.save(update_fields=["expires_at", "verified_at"])
        listing.company.approve()
        listing.publish(at=at)

    def end_of_run(self, since: datetime) -> datetime | None:
        """When it runs out: after the days asked for, or on the last day to apply if earlier."""
        listing = self._row
        ends = [since + timedelta(days=listing.run_days)] if listing.run_days else []
        if listing.apply_by_on:
            ends.append(end_of_day(listing.apply_by_on, self.longitude()))
        return min(ends, default=None)

    def longitude(self) -> float | None:
        """Return the longitude of its first place; None without a place."""
        link = self._row.listing_places.select_related("place").first()
        return link.place.longitude if link else None

    def _move(self, states: tuple[Status, ...], to: Status, kind: EventKind) -> None:
        listing = self._locked(states)
        listing.status = to
        if to == Status.PENDING:
            listing.submitted_at = django_timezone.now()
        listing.save(update_fields=["status", "submitted_at", "updated_at"])
        listing.log(kind)

    def _locked(self, states: tuple[Status, ...]) -> "Listing":
        """Return the posting itself, its row held until the transaction ends."""
        rows = type(self._row).objects.select_for_update()
        state = rows.values_list("status", flat=True).get(pk=self.pk)
        if state not in states:
            label = Status(state).label.lower()
            raise WrongStateError(f"This posting is {label} by now.")
        self._row.status = state
        return self._row


def end_of_day(on: date, longitude: float | None) -> datetime:
    """Return when ``on`` is over at a place, by the sun; without one, in the board's own zone.

    Legal time runs up to two hours ahead of the sun nearly everywhere, so nobody is shut out
    before their midnight.
    """
    if longitude is None:
        zone: timezone | ZoneInfo = dates.zone()
    else:
        zone = timezone(timedelta(hours=round(longitude / DEGREES_AN_HOUR)))
    return datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
