from django.db import models


class MailWording(models.Model):
    """What an editor wrote for one kind of mail; an empty part stands for the default."""

    kind = models.CharField(max_length=40, unique=True, editable=False)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField("text", max_length=20_000, blank=True, default="")
    edited_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a person last changed it."
    )

    class Meta:
        ordering = ("kind",)
        verbose_name = "wording of a mail"
        verbose_name_plural = "wordings of mails"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=""),
                name="%(app_label)s_%(class)s_has_kind",
                violation_error_message="A wording is for one kind of mail.",
            )
        ]

    def __str__(self) -> str:
        return self.kind.replace("-", " ").capitalize()
