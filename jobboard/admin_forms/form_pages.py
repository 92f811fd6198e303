"""What every form's page in the admin shows: problems with their fields, buttons, fieldsets."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class FormProblem:
    """``anchor`` is the id of the input that it is about; empty where it is about several."""

    label: str
    message: str
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


def problems_of(form: Any, formsets: Sequence[Any]) -> list[FormProblem]:
    """Everything that is wrong with a form of the admin and its rows, in the page's order."""
    found = list(_of_form(form))
    for formset in formsets:
        noun = str(formset.model._meta.verbose_name).capitalize()
        for number, row in enumerate(formset.forms, start=1):
            found += _of_form(row, f"{noun} {number}")
        found += [FormProblem(noun, str(said)) for said in formset.non_form_errors()]
    return found


def _of_form(form: Any, place: str = "") -> Iterator[FormProblem]:
    for name, said in form.errors.items():
        field = form.fields.get(name)
        label = str(field.label or name).capitalize() if field else ""
        where = ", ".join(filter(None, (place, label.lower() if place else label)))
        anchor = _anchor(form[name]) if field else ""
        yield from (FormProblem(where, str(message), anchor) for message in said)


def _anchor(bound: Any) -> str:
    widget = bound.field.widget
    inner = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
    return f"{bound.auto_id}_0" if isinstance(inner, forms.MultiWidget) else bound.auto_id


type Fieldset = tuple[Any, Mapping[str, Any]]


class EditableWhenNewAdmin(admin.ModelAdmin):
    """A ModelAdmin that shows its read-only fields once there is an object."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        return list(_without(set(self.get_readonly_fields(request)), fieldsets))


def _without(names: Collection[Any], fieldsets: Any) -> Iterator[Fieldset]:
    """The fieldsets without these fields; one that holds no other is left out."""
    for title, options in fieldsets:
        rows = [_row(field, names) for field in options["fields"]]
        if fields := [row for row in rows if row]:
            yield title, {**options, "fields": fields}


def _row(field: Any, names: Collection[Any]) -> Any:
    """A field, or a row of fields, as far as it is not left out."""
    if isinstance(field, (list, tuple)):
        return tuple(name for name in field if name not in names)
    return "" if field in names else field


type Action = Callable[..., Any]


def action(description: str, permission: str = "change") -> Callable[[Action], Action]:
    """Declare an action of a ModelAdmin: in its list, and on the page of each row."""
    everywhere = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]
    return admin.action(description=description, permissions=[permission], location=everywhere)


def say_done(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    number: int,
    nouns: tuple[str, str],
    done: str,
    *,
    left: int = 0,
) -> None:
    """Say how many rows an action has dealt with, and how many it left as they were.

    ``nouns`` are that of one row and that of several.
    """
    text = f"{number} {nouns[number != 1]} {done}."
    if left:
        text += f" {left} left as they were: it does not apply to them."
    model_admin.message_user(request, text, messages.SUCCESS if number else messages.WARNING)


class ObjectActionsAdmin(admin.ModelAdmin):
    """A ModelAdmin that offers what can be done with the object as buttons above its form."""

    def state_words(self, obj: Any) -> str:
        """How the object stands, in the words of its list; empty where it has no state."""
        return ""

    def has_step(self, obj: Any, name: str) -> bool:
        """Whether this action can do something with the object as it stands."""
        return True

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj, form = context["original"], context.get("action_form")
        if obj and form:
            choices = form.fields["action"].choices
            context["steps"] = [one for one in choices if one[0] and self.has_step(obj, one[0])]
            context["state"] = self.state_words(obj)
        return super().render_change_form(request, context, *args, **kwargs)


class FixedRowsAdmin(admin.ModelAdmin):
    """A ModelAdmin of rows that the program makes: nobody adds or deletes one by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ObservedRowsAdmin(FixedRowsAdmin):
    """Rows that are only looked at; actions of their list need the right to change them."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)


class FilterCondition(NamedTuple):
    label: str
    q: Q


class ConditionFilter(admin.SimpleListFilter):
    """One of the ``conditions``; an unknown value keeps everything."""

    conditions: ClassVar[Mapping[str, FilterCondition]]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, condition.label) for name, condition in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions.get(self.value() or "")
        return queryset.filter(condition.q) if condition else queryset
