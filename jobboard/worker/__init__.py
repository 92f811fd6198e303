"""The one process beside the web server: due mail, background tasks, and a timetable.

A room adds to the timetable with ``timetable.add(Entry(…))`` in its app's ``ready()``.
"""

from jobboard.worker.timetable import Entry, add

__all__ = ["Entry", "add"]
