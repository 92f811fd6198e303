from django.db import models
from django.utils import timezone

from jobboard.site import dates
from roles.models.guide import Guide


class GuideChange(models.Model):
    """A dated line that tells readers which facts of a published guide were changed."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="changes")
    on = models.DateField("date", default=timezone.localdate)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{dates.short(self.on)}: {self.text}"
