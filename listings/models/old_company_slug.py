from django.db import models

from listings.models.company import Company


class OldCompanySlug(models.Model):
    """A slug that a company had, or that one had which is merged into it: it redirects for ever.

    The database's trigger writes it when a slug changes, and refuses it to every other company;
    merging writes it for the company that goes.
    """

    slug = models.SlugField(max_length=120, unique=True)
    company = models.ForeignKey(Company, models.CASCADE, related_name="old_slugs")
    retired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.slug
