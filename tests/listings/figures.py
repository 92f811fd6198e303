"""Figures for tests: all of them taken at once, as the command takes them."""

from jobboard.site import identity
from listings.insights.snapshots import refresh


def take_figures() -> None:
    refresh()


def forget_all() -> None:
    """As a process that has just started."""
    identity.forget()
