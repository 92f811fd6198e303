from datetime import datetime

from django.template.defaultfilters import date as written

from jobboard.site import dates


def moment(at: datetime) -> str:
    """Write a time of today as "14:05", of another day with the day before it."""
    local = dates.local(at)
    is_today = local.date() == dates.today()
    return written(local, "H:i" if is_today else "j M, H:i")
