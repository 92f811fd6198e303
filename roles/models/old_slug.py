"""Slugs that pages had: their addresses lead to where the page is now, for ever."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

OWNERS = ("role", "guide", "term", "author")


class SluggedModel(models.Model):
    """A row with a ``slug`` that stands in its address.

    A slug that was public once stays the row's: triggers of the database keep it when it changes,
    whoever changes it, and refuse it to any other row.
    """

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        super().validate_unique(exclude=exclude)
        if exclude and "slug" in exclude:
            return
        slug = self.slug  # type: ignore[attr-defined]
        rows: Any = type(self)._default_manager
        owner = rows.filter(old_slugs__slug=slug).exclude(pk=self.pk).first()
        if owner:
            where = f"“{slug}” was the address of “{owner}” and still redirects there"
            raise ValidationError({"slug": f"{where}: choose another."})


def _owner(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"roles.{name}", models.CASCADE, null=True, blank=True, related_name="old_slugs"
    )


def _only(name: str) -> Q:
    """The row belongs to one owner of this kind and to no other."""
    return Q(**{f"{owner}__isnull": owner != name for owner in OWNERS})


def _slug_once(name: str) -> models.UniqueConstraint:
    # also serves the look-up of an address that no page has now
    return models.UniqueConstraint(
        fields=("slug",),
        condition=Q(**{f"{name}__isnull": False}),
        name=f"%(app_label)s_%(class)s_{name}_once",
        violation_error_message="That slug is of another page already.",
    )


class OldSlug(models.Model):
    """A slug that one role, guide, term or author had. Written by the database's triggers."""

    slug = models.SlugField(max_length=120)
    role = _owner("Role")
    guide = _owner("Guide")
    term = _owner("Term")
    author = _owner("Author")
    retired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            *(_slug_once(name) for name in OWNERS),
            models.CheckConstraint(
                condition=_only("role") | _only("guide") | _only("term") | _only("author"),
                name="%(app_label)s_%(class)s_one_owner",
                violation_error_message="An old slug is of exactly one page.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
