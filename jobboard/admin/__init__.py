"""What the editors' desk has of the board itself."""

from jobboard.admin import identity, mail, page, picture, shipped, timetable, user, wording

__all__ = [
    "identity",
    "mail",
    "page",
    "picture",
    "shipped",
    "timetable",
    "user",
    "wording",
]
