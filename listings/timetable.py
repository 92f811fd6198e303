"""What the market's rooms have the worker do by the clock."""

from datetime import datetime, time, timedelta
from io import StringIO

from django.core.management import call_command

from jobboard.http import rate_limits
from jobboard.worker.timetable import TimedJob, add
from listings.editing.services import ENTRY, drop_old_texts, rewrite_words
from listings.employers.drafts import purge_drafts
from listings.employers.managing.timed_jobs import (
    ask_whether_filled,
    close_run_out,
    remind_before_the_end,
)
from listings.importers.boards import tell_of_silence
from listings.importers.running import read_enabled
from listings.moderation.queue import send_digests
from listings.moderation.reports import end_undecided_freezes, forget_networks
from listings.search.index import snapshot


def renew_search_index(now: datetime) -> str:
    is_ours = snapshot.build()
    snapshot.prune()
    return "" if is_ours else "another process was making it"


def take_figures(now: datetime) -> str:
    return _said_by("refresh_statistics")


def load_rates(now: datetime) -> str:
    return _said_by("load_rates")


def tidy_reports(now: datetime) -> str:
    """What time decides about reports by readers."""
    return (
        f"{end_undecided_freezes()} postings back on the lists,"
        f" {forget_networks()} networks and {rate_limits.purge()} limits forgotten."
    )


def _said_by(command: str) -> str:
    """Call a command and return what it says, on one line."""
    out = StringIO()
    call_command(command, stdout=out)
    return " ".join(out.getvalue().split())


JOBS = (
    TimedJob(
        "sync",
        "Read employers' boards again",
        lambda _: read_enabled(),
        every=timedelta(hours=6),
        is_long=True,
    ),
    TimedJob(
        "silent-boards",
        "Tell of boards that were not read for long",
        tell_of_silence,
        every=timedelta(hours=1),
    ),
    TimedJob(
        ENTRY,
        "Write anew what searches compare, after an upgrade or a new name",
        lambda _: rewrite_words(),
        every=timedelta(hours=1),
        is_long=True,
    ),
    TimedJob("statistics", "Take the day's figures", take_figures, at=time(3, 0), is_long=True),
    TimedJob(
        "search-index",
        "Renew the index of searches",
        renew_search_index,
        every=timedelta(minutes=10),
        is_long=True,
    ),
    TimedJob("rates", "Load exchange rates", load_rates, at=time(2, 30)),
    TimedJob(
        "drafts", "Delete postings that nobody confirmed", lambda _: purge_drafts(), at=time(4, 0)
    ),
    TimedJob(
        "reports",
        "End automatic freezes that nobody decided, forget networks",
        tidy_reports,
        every=timedelta(hours=1),
    ),
    TimedJob(
        "old-texts", "Empty texts of postings closed long ago", drop_old_texts, at=time(4, 10)
    ),
    TimedJob("digest", "Tell moderators what waits", send_digests, at=time(7, 0)),
    TimedJob(
        "run-out",
        "Close employers' postings whose time is over",
        close_run_out,
        every=timedelta(hours=1),
    ),
    TimedJob("ends-soon", "Ask how postings stand", remind_before_the_end, at=time(8, 0)),
    TimedJob("filled", "Ask whether jobs were filled", ask_whether_filled, at=time(8, 10)),
)


def declare() -> None:
    """Add them to the worker's timetable."""
    add(*JOBS)
