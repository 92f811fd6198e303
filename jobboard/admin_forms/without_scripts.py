"""Choosing one of many without scripts: its name is typed below the list of what is chosen."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import ForeignKey, ManyToManyField, Model, Q
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

SUFFIX = "__named"
MOST_FOUND = 50
UNKNOWN = (
    "Select a valid choice: none, or more than one, has the name “{}”. "
    "The number in its address works too."
)
MESSAGES = {
    "invalid_choice": UNKNOWN.format("%(value)s"),
    "invalid_pk_value": UNKNOWN.format("%(pk)s"),
}


class _Named:
    """For a select that scripts fill: takes names too, where there are no scripts."""

    example = "Or its name"
    # of the select that this is mixed into
    allow_multiple_selected: bool
    field: Any
    choices: Any
    admin_site: Any

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The select, and below it the names that were typed and that no row has."""
        values = value if isinstance(value, (list, tuple)) else [value]
        names = [one for one in values if isinstance(one, str) and one and not one.isdecimal()]
        chosen = [one for one in values if one not in names]
        kept = chosen if self.allow_multiple_selected else next(iter(chosen), None)
        return format_html(
            '{}<noscript><input type="text" name="{}{}" value="{}" class="vTextField"'
            ' placeholder="{}" aria-label="{}"></noscript>',
            super().render(name, kept, attrs, renderer),  # type: ignore[misc] # the select's own
            *(name, SUFFIX, "; ".join(names), self.example, self.label),
        )

    @property
    def label(self) -> str:
        return f"{self.field.verbose_name}, by name".capitalize()

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}{SUFFIX}" not in data

    def named(self, data: Mapping[str, Any], name: str) -> Iterator[str]:
        """The keys of what was typed, or the words themselves where they name no single row."""
        for text in data.get(f"{name}{SUFFIX}", "").replace("\0", "")[:1_000].split(";"):
            if text.strip():
                yield self._key(text.strip())

    def _key(self, text: str) -> str:
        found = self._found(text)
        exact = [row for row in found if str(row).casefold() == text.casefold()]
        rows = exact or found
        return str(rows[0].pk) if len(rows) == 1 else text

    def _found(self, text: str) -> list[Model]:
        """Rows in which the admin would search and find the words before the first comma."""
        rows = self.choices.queryset
        site = self.admin_site
        wanted = Q()
        for field in site.get_model_admin(rows.model).search_fields:
            path = field if field.endswith("__icontains") else f"{field}__icontains"
            wanted |= Q((path, text.partition(",")[0].strip()))
        return list(rows.filter(wanted).distinct()[:MOST_FOUND])


class NamedSelect(_Named, AutocompleteSelect):
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return next(self.named(data, name), chosen)


class NamedSelectMultiple(_Named, AutocompleteSelectMultiple):
    example = "Or names: one; two"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return list(dict.fromkeys([*(chosen or ()), *self.named(data, name)]))


class ChooseByNameMixin(BaseModelAdmin):
    """For a ModelAdmin or an inline with ``autocomplete_fields``."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= self._by_name(NamedSelect, db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= self._by_name(NamedSelectMultiple, db_field, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _by_name(self, widget: Any, db_field: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
        made = widget(db_field, self.admin_site, using=kwargs.get("using"))
        return {"widget": made, "error_messages": MESSAGES}


ROOM = "_room"
SAID = "Here is one more row. Nothing is saved yet."


def with_room(data: QueryDict) -> QueryDict:
    """The same form with one more row of the kind that the button names."""
    wider = data.copy()
    name = f"{data[ROOM]}-TOTAL_FORMS"
    number = data.get(name, "")
    if number.isascii() and number.isdecimal() and len(number) < 5:
        wider[name] = str(int(number) + 1)
    del wider[ROOM]
    return wider
