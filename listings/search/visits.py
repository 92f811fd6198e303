"""Visits of postings: counted in memory, and written by a thread every few seconds.

So a page that is answered from memory needs no database. A process that ends writes what it has;
one that is killed loses what it has counted since the last time: ``JOBBOARD_COUNT_SECONDS`` at
most.
"""

import atexit
import logging
from collections import Counter as Numbers
from datetime import date
from threading import Lock, Timer

from django.conf import settings
from django.db import DatabaseError, connection

from jobboard.site import dates
from listings.models import ListingDay
from listings.models.event import Counter

type Visit = tuple[int, date, Counter]

logger = logging.getLogger(__name__)


class Visits:
    """What was counted and not yet written. Safe with several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers: Numbers[Visit] = Numbers()
        self._timer: Timer | None = None

    def add(self, posting: int, counter: Counter) -> None:
        with self._lock:
            self._numbers[posting, dates.today(), counter] += 1
            seconds = settings.KEPT_PAGES.count_seconds
            if seconds and self._timer is None:
                self._timer = Timer(seconds, self._in_time)
                self._timer.daemon = True
                self._timer.start()
                atexit.register(self.stop)
        if not seconds:
            self.write()

    def _in_time(self) -> None:
        try:
            self.stop()
        finally:
            connection.close()

    def stop(self) -> None:
        """Write at once, and wait for no more."""
        atexit.unregister(self.stop)
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._timer = None
        self.write()

    def write(self) -> None:
        """Add everything to the days' counters. What the database does not take is tried again."""
        with self._lock:
            numbers, self._numbers = self._numbers, Numbers()
        if not numbers:
            return
        try:
            ListingDay.objects.add(numbers)
        except DatabaseError:
            logger.warning("%s visits were not counted yet.", numbers.total(), exc_info=True)
            with self._lock:
                self._numbers.update(numbers)  # with the next visit, or when the process ends


visits = Visits()
