"""Figures for tests: all of them taken at once, as the command takes them."""

from django.utils import timezone

from jobboard import identity
from listings.demand import overlap
from listings.demand import snapshots as demand
from listings.pay import snapshots as pay


def take_figures() -> None:
    now = timezone.now()
    pay.refresh(now)
    demand.refresh(now)


def forget_all() -> None:
    """As a process that has just started."""
    identity.forget()
    overlap.forget()
