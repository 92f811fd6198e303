"""Words that titles are read by. They are content: a nurses' board brings its own."""

from django.db import models

from listings.models.choices import Level


class LevelWord(models.Model):
    """A word or phrase in a title that states a level: "junior", "head of"."""

    phrase = models.CharField(max_length=300, unique=True)
    level = models.CharField(
        max_length=20,
        choices=Level,
        blank=True,
        default="",
        help_text="Empty: these words mean no level, whatever one of them means alone.",
    )

    class Meta:
        ordering = ("level", "phrase")

    def __str__(self) -> str:
        return f"{self.phrase} → {self.level or 'no level'}"


class OccupationWord(models.Model):
    """A word that makes a title another occupation: "recruiter" in "Recruiter, Data Science"."""

    phrase = models.CharField(max_length=300, unique=True)

    class Meta:
        ordering = ("phrase",)

    def __str__(self) -> str:
        return self.phrase
