from datetime import datetime

from django.template.defaultfilters import date as written
from django.utils import timezone


def moment(at: datetime) -> str:
    """Write a time of today as "14:05", of another day with the day before it."""
    local = timezone.localtime(at)
    is_today = local.date() == timezone.localdate()
    return written(local, "H:i" if is_today else "j M, H:i")
