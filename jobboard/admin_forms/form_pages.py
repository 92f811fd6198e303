"""What every form's page in the admin shows: problems with their fields, buttons, the real page.

A preview is saved by the same forms and formsets as ever, in a transaction that is rolled back once
the page is rendered: nothing is written, nothing is logged.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, Q, QuerySet
from django.forms import BaseInlineFormSet, ModelForm, all_valid
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from jobboard.admin_forms.deleting import PlainDeletionAdmin
from jobboard.admin_forms.labels import PlainLabelsAdmin
from jobboard.admin_forms.open_forms import OBJECT, OwnViewsAdmin
from jobboard.admin_forms.state import inner_widget
from jobboard.http.parts import dry_run
from jobboard.http.rate_limits import RETRY_SECONDS, BusyError, previews


@dataclass(frozen=True, slots=True)
class FormProblem:
    """``anchor`` is the id of the input that it is about; empty where it is about several."""

    label: str
    message: str
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


def problems_of(form: ModelForm, formsets: Sequence[Any]) -> list[FormProblem]:
    """Everything that is wrong with a form of the admin and its rows, in the page's order."""
    found = list(_of_form(form))
    for formset in formsets:
        noun = str(formset.model._meta.verbose_name).capitalize()
        for number, row in enumerate(formset.forms, start=1):
            found += _of_form(row, f"{noun} {number}")
        found += [FormProblem(noun, str(said)) for said in formset.non_form_errors()]
    return found


def _of_form(form: ModelForm, place: str = "") -> Iterator[FormProblem]:
    for name, said in form.errors.items():
        field = form.fields.get(name)
        label = str(field.label or name).capitalize() if field else ""
        where = ", ".join(filter(None, (place, label.lower() if place else label)))
        anchor = _anchor(form[name]) if field else ""
        yield from (FormProblem(where, str(message), anchor) for message in said)


def _anchor(bound: Any) -> str:
    has_parts = isinstance(inner_widget(bound.field.widget), forms.MultiWidget)
    return f"{bound.auto_id}_0" if has_parts else bound.auto_id


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
    text = f"{number or 'No'} {nouns[number != 1]} {done}."
    if left == 1:
        text += " 1 left as it was: this does not apply to it."
    elif left:
        text += f" {left} left as they were: this does not apply to them."
    model_admin.message_user(request, text, messages.SUCCESS if number else messages.WARNING)


class ObjectActionsAdmin(PlainLabelsAdmin, PlainDeletionAdmin):
    """A ModelAdmin that offers what can be done with the object as buttons above its form."""

    reasoned_steps: ClassVar[frozenset[str]] = frozenset()  # the actions that need a reason

    def state(self, obj: Any) -> str:
        """How the object stands, as its list says it; empty where it has no state."""
        return ""

    def has_step(self, request: HttpRequest, obj: Any, name: str) -> bool:
        """Whether this person can do something by this action with the object as it stands."""
        return True

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj, form = context["original"], context.get("action_form")
        if obj and form:
            choices = form.fields["action"].choices
            context["steps"] = [
                one for one in choices if one[0] and self.has_step(request, obj, one[0])
            ]
            context["state"] = self.state(obj)
            context["asks_why"] = any(name in self.reasoned_steps for name, _ in context["steps"])
        return super().render_change_form(request, context, *args, **kwargs)


class FixedRowsAdmin(admin.ModelAdmin):
    """A ModelAdmin of rows that the program makes: nobody adds or deletes one by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ObservedRowsAdmin(FixedRowsAdmin):
    """Rows that are only looked at; actions of their list need the right to change them."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request)


class SlugAdmin(admin.ModelAdmin):
    """A ModelAdmin whose slug is made from ``slug_source`` once; it stands in addresses."""

    slug_source = "name"

    def is_slug_fixed(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the slug is out of this person's hands: at the latest once it is saved."""
        return obj is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "slug") if self.is_slug_fixed(request, obj) else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": (self.slug_source,)}


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


def _is_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


SAVED_MEANWHILE = "What is typed here was saved a moment ago, or uses a name that was just taken."


class PreviewAdmin(OwnViewsAdmin):
    """A ModelAdmin that shows its object's page beside the form."""

    change_form_template = "admin/editor/change_form.html"
    has_help = True  # on writing Markdown
    has_figures = False  # whether ``?figures=absent`` shows how it reads without any

    def preview_page(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Render the page of ``obj`` as readers will see it."""
        raise NotImplementedError

    def figure_defaults(self) -> Mapping[str, str]:
        """Options that the page fills in where a figure names none, such as its country."""
        return {}

    def preview_anchors(
        self, form: ModelForm, formsets: Sequence[BaseInlineFormSet]
    ) -> Mapping[str, str]:
        """Where on the page a field stands: the beginning of its input's name → an id."""
        return {}

    def preview_pages(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        """Other pages that show the text too: what ``?on=`` takes, and their names."""
        return ()

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.preview_view))
        return [path("preview/", view, name=self.view_name("preview")), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["preview_url"] = self.url_of("preview")
        context["preview_has_help"] = self.has_help
        context["preview_has_figures"] = self.has_figures
        context["preview_pages"] = list(self.preview_pages(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The page; or 422 and what is wrong with the form. JSON where a script asks for it."""
        obj = self._object_of(request)
        try:
            with previews.turn(), dry_run():
                answer = self._rendered(request, obj)
        except BusyError as busy:
            answer = self._without_page(request, [str(busy)], 503)
            answer["Retry-After"] = str(RETRY_SECONDS)
        except IntegrityError:  # checked before, and taken since: the form itself, being saved
            answer = self._without_page(request, [SAVED_MEANWHILE], 409)
        return answer

    def _without_page(self, request: HttpRequest, problems: list[str], status: int) -> HttpResponse:
        """Why there is no page; JSON where a script asks for it."""
        if _is_json(request):
            return JsonResponse({"problems": problems}, status=status)
        context = {**self.admin_site.each_context(request), "problems": problems}
        page = TemplateResponse(request, "admin/editor/no_preview.html", context, status=status)
        return page.render()

    def _object_of(self, request: HttpRequest) -> Any:
        pk = request.POST.get(OBJECT, "")
        obj = self.get_object(request, pk) if pk else None
        if pk and obj is None:
            raise Http404("It is not there any more.")
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        return obj

    def _rendered(self, request: HttpRequest, obj: Any) -> HttpResponse:
        change = obj is not None
        form = self.get_form(request, obj, change=change)(request.POST, request.FILES, instance=obj)
        is_valid = form.is_valid()
        new = self.save_form(request, form, change=change) if is_valid else form.instance
        formsets, _ = self._create_formsets(request, new, change=change)  # type: ignore[attr-defined]
        if not (all_valid(formsets) and is_valid):
            problems = [str(one) for one in problems_of(form, formsets)]
            return self._without_page(request, problems, 422)
        self.save_model(request, new, form, change)
        self.save_related(request, form, formsets, change)
        page = self.preview_page(request, self.model._base_manager.get(pk=new.pk))
        if not _is_json(request):
            return page
        anchors = self.preview_anchors(form, formsets)
        return JsonResponse({"html": page.content.decode(), "anchors": anchors})
