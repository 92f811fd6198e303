"""Words that texts are read by: skills, levels and occupations. They are content, not code."""

from collections import Counter

from django.apps import apps
from django.db import models
from django.db.models import Count

from listings.models.choices import Level
from listings.reading.words import fold, slug_of
from roles.models import Term


class SkillQuerySet(models.QuerySet["Skill"]):
    def count_openings(self) -> None:
        """Note for each skill how many openings ask for it now."""
        listings = apps.get_model("listings.Listing")
        live = listings.objects.live().in_lists().order_by().values("pk")
        links = listings.skills.through.objects.filter(listing__in=live).order_by()
        numbers = Counter(dict(links.values_list("skill").annotate(Count("pk"))))
        changed: list[Skill] = [one for one in self.all() if one.openings != numbers[one.pk]]
        for skill in changed:
            skill.openings = numbers[skill.pk]
        Skill.objects.bulk_update(changed, ["openings"], batch_size=1_000)


class Skill(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    sort_name = models.CharField(max_length=80, editable=False, db_collation="C")
    is_case_sensitive = models.BooleanField(
        default=False,
        help_text="The name counts only as written: Go is a language, go is a verb.",
    )
    exclusions = models.TextField(
        blank=True,
        default="",
        help_text="Phrases that look like the skill and are not, one a line: go to market.",
    )

    openings = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Live ones that ask for it, when figures were last taken: cards name rare skills"
        " first.",
    )
    term = models.OneToOneField(
        Term,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="skill",
        help_text="The glossary's entry, which shows how often postings ask for it.",
    )

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = fold(self.name)
        self.slug = self.slug or slug_of(self.name, "skill")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class SkillAlias(models.Model):
    """Another way to write a skill: "k8s" for Kubernetes."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases", db_index=False)
    phrase = models.CharField(max_length=300)
    is_case_sensitive = models.BooleanField(default=False)

    class Meta:
        ordering = ("phrase",)
        verbose_name_plural = "skill aliases"
        constraints = [
            models.UniqueConstraint(
                fields=("skill", "phrase"),
                name="%(app_label)s_%(class)s_phrase_once",
                violation_error_message="This skill has that alias already.",
            )
        ]

    def __str__(self) -> str:
        return self.phrase


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
