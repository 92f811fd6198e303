from django.db import models


class Allowance(models.Model):
    """What one network or mail domain has used up of one kind: ``jobboard.http.rate_limits``."""

    key = models.CharField(
        max_length=64, primary_key=True, help_text="A keyed hash; never the address itself."
    )
    kind = models.CharField(max_length=40)
    spent = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            # what the purge deletes
            models.Index(fields=("ends_at",), name="allowance_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.spent}"
