"""The index of this process: mapped from the file, and never more than a second behind."""

import logging
import subprocess
import sys
import threading
import time

from django.conf import settings
from pyroaring import BitMap

from jobboard.http.changes import changes
from listings.search import card_cache
from listings.search.index import names, rows, snapshot
from listings.search.index.files import DamagedFileError
from listings.search.index.follower import LeftBehindError, State, begin, clock, look
from listings.search.index.part import IndexPart
from listings.search.index.view import Index, View, read_sources

LOOK_SECONDS = 1.0
BUILD_AGAIN_SECONDS = 60.0

logger = logging.getLogger("listings.search")


def current() -> Index | None:
    """Return the market as it is; None while there is no index yet, which is then being made.

    Costs nothing but once a second. Another thread that asks meanwhile gets the one before.
    """
    return fresh() if settings.SEARCH.is_index_fresh else _process.index()


def fresh() -> Index:
    """Read all that the connection sees now into an index of its own, for tests and checks."""
    part = IndexPart.of_rows(rows.read())
    return Index((View.of(part, names.read(), read_sources(), BitMap(), clock()),))


class IndexOfProcess:
    """Holds the state of the process; the one reference that changes is ``state``."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.looked_at = float("-inf")
        self.number = 0  # of the changes that pages knew of when it looked
        self.file: tuple[int, int] | None = None  # the one that was tried last
        self.builder: subprocess.Popen[bytes] | None = None
        self.built_at = float("-inf")
        self.lock = threading.Lock()

    def index(self) -> Index | None:
        if self._is_due() and self.lock.acquire(blocking=self._must_look()):
            try:
                if self._is_due():  # no other thread did while this one waited
                    self._look()
            finally:
                self.lock.release()
        return self.state.index if self.state else None

    def _is_due(self) -> bool:
        return time.monotonic() - self.looked_at >= LOOK_SECONDS or self._must_look()

    def _must_look(self) -> bool:
        """Tell whether nobody may go on with what is there: a kept page would stay behind."""
        return self.state is None or self.number != changes.number

    def _look(self) -> None:
        """Look for a newer file, else for changes."""
        number = changes.number
        try:
            if (file := _identity()) and file != self.file:
                self.file = file
                self._take(begin(*snapshot.load(snapshot.path())))
            elif self.state:
                self._take(look(self.state))
        except DamagedFileError as error:
            logger.warning("The index will be made anew: %s", error)
        except LeftBehindError as error:
            logger.warning("The index will be made anew: %s", error)
            self.state = None
        if self.state is None:
            self._build()
        self.number, self.looked_at = number, time.monotonic()

    def _take(self, state: State) -> None:
        self.state = state
        if state.changed != {}:
            card_cache.kept.forget(state.changed)

    def _build(self) -> None:
        """Have a process of its own make the file; it ends at once where another one does."""
        is_running = self.builder is not None and self.builder.poll() is None
        if is_running or time.monotonic() - self.built_at < BUILD_AGAIN_SECONDS:
            return
        self.built_at = time.monotonic()
        self.builder = subprocess.Popen(
            [sys.executable, "manage.py", "search_index", "build"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def _identity() -> tuple[int, int] | None:
    """Return what tells a file from the one that it replaces; None where there is none."""
    try:
        facts = snapshot.path().stat()
    except FileNotFoundError:
        return None
    return facts.st_ino, facts.st_mtime_ns


_process = IndexOfProcess()
