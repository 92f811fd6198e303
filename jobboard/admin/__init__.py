"""What the editors' desk has of the board itself."""

from jobboard.admin import group, identity, mail, page, picture, shipped, timetable, user, wording

__all__ = [
    "group",
    "identity",
    "mail",
    "page",
    "picture",
    "shipped",
    "timetable",
    "user",
    "wording",
]
