"""What editors do with postings, in the list and as buttons on the page of one that it fits."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jobboard.admin_forms.form_pages import ObjectActionsAdmin, action, say_done
from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.admin.shared import reason_of
from listings.editing.services import mark_edited
from listings.importers.duplicates import join, split
from listings.models import ClosedReason, Listing, Status, WrongStateError
from listings.moderation import services
from listings.moderation.reports import clear

type Fits = Callable[[Listing], bool]


def is_open(listing: Listing) -> bool:
    return listing.status == Status.PUBLISHED


def _is_frozen(listing: Listing) -> bool:
    return listing.frozen_at is not None


def _is_typed_here(listing: Listing) -> bool:
    """A draft of an editor's, not one that its employer has taken back."""
    return listing.status == Status.DRAFT and listing.submitted_at is None


# which postings each action can do something with, as they stand
FITS: dict[str, Fits] = {
    "publish": lambda listing: listing.status == Status.PENDING or _is_typed_here(listing),
    "close_filled": is_open,
    "close_withdrawn": is_open,
    "reopen": lambda listing: listing.status == Status.CLOSED,
    "freeze": lambda listing: not _is_frozen(listing) and is_open(listing),
    "give_reason": _is_frozen,
    "unfreeze": _is_frozen,
    "verify": is_open,
    "feature_week": is_open,
    "feature_month": is_open,
    "stop_featuring": lambda listing: listing.is_featured,
    "leave_pay_out": lambda listing: listing.pay_quarantined_at is not None,
    "join_postings": lambda _: False,  # takes two
    "split_postings": lambda listing: listing.duplicate_of_id is not None,
}
NAMES = tuple(FITS)


def _refused(
    listings: list[Listing], verb: Callable[[Listing], Any], marks: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Do ``verb`` with each; yield the number and the reason of those that it does not fit."""
    for listing in listings:
        try:
            with transaction.atomic():
                verb(listing)
                if marks:
                    mark_edited(listing, marks)
                    listing.save(update_fields=["edited_fields", "updated_at"])
        except WrongStateError as problem:
            yield listing.pk, str(problem)


def feature(listing: Listing, *, until: datetime | None) -> None:
    listing.featured_until = until
    listing.save(update_fields=["featured_until", "updated_at"])


class ListingActions(admin.ModelAdmin):
    """Actions in the list and on the page of one posting."""

    @action("Publish")
    def publish(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        def publish_one(listing: Listing) -> None:
            if listing.status == Status.PENDING:
                services.approve(listing, by=cast("User", request.user))
            else:
                transitions.publish(listing)

        self._step(request, queryset, "publish", "published", publish_one, marks=["status"])

    @action("Close: filled")
    def close_filled(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._close(request, queryset, "close_filled", ClosedReason.FILLED)

    @action("Close: withdrawn by the employer")
    def close_withdrawn(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._close(request, queryset, "close_withdrawn", ClosedReason.WITHDRAWN)

    @action("Open again")
    def reopen(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        verb = partial(transitions.reopen, by=transitions.EDITOR)
        self._step(request, queryset, "reopen", "open again", verb, marks=["status"])

    @action("Freeze: off every list until decided")
    def freeze(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        reason = self._reason(request, "Nothing was frozen")
        if reason:
            verb = partial(services.freeze, reason=reason, by=cast("User", request.user))
            self._step(request, queryset, "freeze", "under review", verb)

    @action("Give the reason of the freeze")
    def give_reason(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        reason = self._reason(request, "Nothing was changed")
        if reason:
            verb = partial(services.explain_freeze, reason=reason, by=cast("User", request.user))
            self._step(request, queryset, "give_reason", "given its reason", verb)

    def _reason(self, request: HttpRequest, otherwise: str) -> str:
        """What was typed beside the buttons; without it an error says so."""
        reason = reason_of(request)
        if not reason:
            text = f"{otherwise}: type the reason beside the buttons. The employer reads it."
            self.message_user(request, text, messages.ERROR)
        return reason

    @action("Unfreeze: the review is over")
    def unfreeze(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._step(request, queryset, "unfreeze", "out of review", clear)

    @action("Verify: the employer says it is open")
    def verify(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._step(request, queryset, "verify", "verified", transitions.verify)

    @action("Feature for 7 days")
    def feature_week(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._feature(request, queryset, "feature_week", 7)

    @action("Feature for 30 days")
    def feature_month(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._feature(request, queryset, "feature_month", 30)

    @action("Stop featuring")
    def stop_featuring(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        verb = partial(feature, until=None)
        marks = ["featured_until"]
        self._step(request, queryset, "stop_featuring", "no longer featured", verb, marks=marks)

    @action("Quarantine: leave the pay out")
    def leave_pay_out(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        def leave_out(listing: Listing) -> None:
            listing.set_pay(None)
            listing.pay_quarantined_at = None
            listing.save()

        marks = ["pay_minimum"]
        self._step(request, queryset, "leave_pay_out", "shown without pay", leave_out, marks=marks)

    @admin.action(description="Join: one stands for all", permissions=["change"])
    def join_postings(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        chosen = list(queryset.order_by("posted_at", "pk")[:100])
        if len(chosen) < 2:
            self.message_user(request, "Choose at least two postings.", messages.WARNING)
            return
        head, *others = chosen
        try:
            with transaction.atomic():
                for listing in others:
                    join(listing, head)
        except ValueError as problem:
            self.message_user(request, f"Nothing was joined. {problem}", messages.ERROR)
            return
        self._log(request, others, f"stands under posting {head.pk}")
        number = len(others)
        said = "posting stands" if number == 1 else "postings stand"
        self.message_user(request, f"{number} {said} under “{head}”.")

    @action("Split: stands for itself")
    def split_postings(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self._step(request, queryset, "split_postings", "split off", split)

    def _close(
        self, request: HttpRequest, queryset: QuerySet[Listing], name: str, reason: ClosedReason
    ) -> None:
        verb = partial(transitions.close, reason=reason, by=transitions.EDITOR)
        done = f"closed ({reason.label.lower()})"
        self._step(request, queryset, name, done, verb, marks=["status"])

    def _feature(
        self, request: HttpRequest, queryset: QuerySet[Listing], name: str, days: int
    ) -> None:
        until = timezone.now() + timedelta(days=days)
        done = f"featured until {dates.long(until)}"
        verb = partial(feature, until=until)
        self._step(request, queryset, name, done, verb, marks=["featured_until"])

    def _step(
        self,
        request: HttpRequest,
        queryset: QuerySet[Listing],
        name: str,
        done: str,
        verb: Callable[[Listing], Any],
        *,
        marks: Sequence[str] = (),
    ) -> None:
        """Do what the action of this name does with each posting that it fits."""
        self._each(request, queryset, FITS[name], done=done, verb=verb, marks=marks)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Listing],
        fits: Fits,
        *,
        done: str,
        verb: Callable[[Listing], Any],
        marks: Sequence[str] = (),
    ) -> None:
        """Do ``verb`` with each posting that fits, and say how it went and what refused."""
        with transaction.atomic():
            chosen = list(queryset.select_for_update(of=("self",)))
            listings = [listing for listing in chosen if fits(listing)]
            problems = dict(_refused(listings, verb, marks))
            done_with = [listing for listing in listings if listing.pk not in problems]
            self._log(request, done_with, done)
        number = len(done_with)
        say_done(self, request, number, ("posting", "postings"), done, left=len(chosen) - number)
        for listing in listings:
            if problem := problems.get(listing.pk):
                self.message_user(request, f"“{listing}”: {problem}", messages.WARNING)

    def _log(self, request: HttpRequest, listings: list[Listing], done: str) -> None:
        for listing in listings:
            self.log_change(request, listing, done)


class ListingSteps(ObjectActionsAdmin):
    """Buttons above the form of a posting."""

    def has_step(self, request: HttpRequest, obj: Listing, name: str) -> bool:
        is_twice = name.startswith("feature_") and obj.is_featured
        return name not in FITS or (FITS[name](obj) and not is_twice)
