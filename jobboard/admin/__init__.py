"""What the admin shows of the board itself."""

from jobboard.admin import mail, site, timetable, user, wording
