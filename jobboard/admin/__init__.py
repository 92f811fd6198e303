"""What the admin shows of the board itself."""

from jobboard.admin import identity, mail, page, shipped, timetable, user, wording

__all__ = [
    "identity",
    "mail",
    "page",
    "shipped",
    "timetable",
    "user",
    "wording",
]
