"""The real page of what is in a form, before it is saved.

The form is saved by the same forms and formsets as ever, in a transaction that is rolled back
once the page is rendered: nothing is written, nothing is logged.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from jobboard.admin_forms.form_pages import problems_of
from jobboard.admin_forms.open_forms import OBJECT
from jobboard.http.rate_limits import RETRY_SECONDS, BusyError, preview_turn


def _is_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


SAVED_MEANWHILE = "What is typed here was saved a moment ago, or uses a name that was just taken."


class PreviewAdmin(admin.ModelAdmin):
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

    def preview_anchors(self, form: Any, formsets: Sequence[Any]) -> Mapping[str, str]:
        """Where on the page a field stands: the beginning of its input's name → an id."""
        return {}

    def preview_pages(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        """Other pages that show the text too: what ``?on=`` takes, and their names."""
        return ()

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.preview_view))
        return [path("preview/", view, name=self._preview_name), *super().get_urls()]

    @property
    def _preview_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["preview_url"] = reverse(f"admin:{self._preview_name}")
        context["preview_has_help"] = self.has_help
        context["preview_has_figures"] = self.has_figures
        context["preview_pages"] = list(self.preview_pages(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The page; or 422 and what is wrong with the form. JSON where a script asks for it."""
        obj = self._object_of(request)
        try:
            with preview_turn(), transaction.atomic():
                answer = self._rendered(request, obj)
                transaction.set_rollback(True)
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
