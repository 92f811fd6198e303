"""When a text was last checked, as a filter of lists."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from roles.review import due_if_before

YEAR_AGO = Now() - timedelta(days=365)
AGES = {
    "never": ("Never", Q(reviewed_on__isnull=True)),
    "due": ("Due: after 9 to 12 months", Q(reviewed_on__lt=due_if_before())),
    "old": ("More than 12 months ago", Q(reviewed_on__lt=YEAR_AGO)),
    "fresh": ("Within 12 months", Q(reviewed_on__gte=YEAR_AGO)),
}


class AgeFilter(admin.SimpleListFilter):
    title = "last reviewed"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in AGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        age = AGES.get(self.value() or "")
        return queryset.filter(age[1]) if age else queryset
