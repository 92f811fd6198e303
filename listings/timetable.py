"""What the market's rooms have the worker do by the clock."""

from datetime import datetime, time, timedelta

from django.core.management import call_command

from jobboard.worker import Entry, add
from listings.editing.old_texts import drop_old_texts
from listings.employers.digest import send_digests
from listings.employers.managing import asking
from listings.employers.purge import purge_drafts
from listings.models import Source


def declare() -> None:
    """Add the entries."""
    add(
        Entry(
            "sync",
            "Read employers' boards again",
            read_boards,
            every=timedelta(hours=6),
            is_long=True,
        ),
        Entry("statistics", "Take the day's figures", take_figures, at=time(3, 0), is_long=True),
        Entry("rates", "Load exchange rates", load_rates, at=time(2, 30)),
        Entry("drafts", "Delete postings that nobody confirmed", drop_drafts, at=time(4, 0)),
        Entry(
            "reports",
            "End automatic freezes that nobody decided, forget networks",
            tidy_reports,
            every=timedelta(hours=1),
        ),
        Entry("old-texts", "Empty texts of postings closed long ago", drop_texts, at=time(4, 10)),
        Entry("digest", "Tell moderators what waits", send_digests, at=time(7, 0)),
        Entry(
            "run-out",
            "Close employers' postings whose time is over",
            asking.close_run_out,
            every=timedelta(hours=1),
        ),
        Entry("ends-soon", "Ask how postings stand", asking.remind_before_the_end, at=time(8, 0)),
        Entry("filled", "Ask whether jobs were filled", asking.ask_whether_filled, at=time(8, 10)),
    )


def read_boards(now: datetime) -> None:
    """Read every enabled board. One that fails is an error; the others are read all the same."""
    if Source.objects.filter(is_enabled=True).exists():
        call_command("sync")


def take_figures(now: datetime) -> None:
    call_command("refresh_statistics")


def load_rates(now: datetime) -> None:
    call_command("load_rates")


def tidy_reports(now: datetime) -> None:
    call_command("tidy_reports")


def drop_drafts(now: datetime) -> None:
    purge_drafts()


def drop_texts(now: datetime) -> None:
    drop_old_texts(now)
