"""Figures for tests: all of them taken at once, as the command takes them."""

from django.utils import timezone

from jobboard.site import identity
from listings.insights.demand import overlap
from listings.insights.demand import snapshots as demand
from listings.insights.salaries import snapshots as pay


def take_figures() -> None:
    now = timezone.now()
    pay.refresh(now)
    demand.refresh(now)


def forget_all() -> None:
    """As a process that has just started."""
    identity.forget()
    overlap.forget()
