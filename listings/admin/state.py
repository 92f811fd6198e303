"""Filters by state: the words that editors use for conditions over several fields."""

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from listings.models import Status
from listings.models.listing_queryset import is_live


@dataclass(frozen=True, slots=True)
class State:
    label: str
    q: Q


STATES = {
    "live": State("Live", is_live()),
    "pending": State("Waits for approval", Q(status=Status.PENDING)),
    "frozen": State("Under review (frozen)", Q(frozen_at__isnull=False)),
    "unexplained": State(
        "Under review, and nobody said why", Q(frozen_at__isnull=False, frozen_reason="")
    ),
    "quarantine": State("Pay in quarantine", Q(pay_quarantined_at__isnull=False)),
    "featured": State("Featured now", Q(featured_until__gt=Now())),
    "expired": State("Run out", Q(status=Status.PUBLISHED, expires_at__lte=Now())),
    "closed": State("Closed", Q(status=Status.CLOSED)),
    "duplicate": State("Stands under another posting", Q(duplicate_of__isnull=False)),
    "edited": State("Edited by a person", ~Q(edited_fields=[])),
}

SOURCE_STATES = {
    "failed": State("Last sync failed", ~Q(last_error="")),
    "held": State("Holds closures back", ~Q(held_external_ids=[])),
    "enabled": State("Enabled", Q(is_enabled=True)),
    "disabled": State("Disabled", Q(is_enabled=False)),
}

COMPANY_STATES = {
    "blocked": State("Blocked", Q(blocked_at__isnull=False)),
    "visible": State("Visible", Q(blocked_at__isnull=True, is_approved=True)),
    "proposed": State("Proposed by an employer", Q(is_approved=False)),
    "edited": State("Edited by a person", ~Q(edited_fields=[])),
}


class StateFilter(admin.SimpleListFilter):
    """One of the ``states``; an unknown value keeps everything."""

    title = "state"
    parameter_name = "state"
    states: dict[str, State]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, state.label) for name, state in self.states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        state = self.states.get(self.value() or "")
        return queryset.filter(state.q) if state else queryset


class ListingStateFilter(StateFilter):
    states = STATES


class SourceStateFilter(StateFilter):
    states = SOURCE_STATES


class CompanyStateFilter(StateFilter):
    states = COMPANY_STATES
