"""Saving without loss: nobody's text is overwritten, and what is not saved yet is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import URLPattern, path

from jobboard.admin_forms import open_forms
from jobboard.admin_forms.form_pages import EditableWhenNewAdmin, ObjectActionsAdmin, problems_of
from jobboard.admin_forms.merge import Merge, differences, is_touched, merge, moment
from jobboard.admin_forms.open_forms import (
    ColleaguesAdmin,
    as_saving,
    is_saving,
    is_withheld,
    last_change,
    sent_version,
    with_data,
)
from jobboard.admin_forms.state import FormRow, as_get, is_secret, stored, typed, version
from jobboard.admin_forms.without_scripts import ROOM, SAID, ChooseByNameMixin, with_room
from jobboard.models import UnsavedText
from jobboard.site.form_fields import uncut


@dataclass(slots=True)
class WithheldForm:
    """A form that comes back unsaved, and why; ``theirs`` is what is stored by now."""

    title: str
    theirs: list[FormRow] = field(default_factory=list)
    merge: Merge | None = None


class NeverValid:
    """Mixed into a form that must not be saved now, whatever it says."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]  # the form's messages are wanted all the same
        return False


class SafeEditingAdmin(
    ObjectActionsAdmin, ColleaguesAdmin, EditableWhenNewAdmin, ChooseByNameMixin
):
    """A ModelAdmin whose form knows what it began with, and is kept while it is written."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.unsaved_view)
        return [path("unsaved/", view, name=self.view_name("unsaved")), *super().get_urls()]

    def lock(self, obj: Any) -> QuerySet[Any]:
        """The rows that whoever saves this object must hold; whoever comes second waits."""
        return self.model._base_manager.select_for_update().filter(pk=obj.pk)

    # The page

    inline_places: ClassVar[Mapping[str, str]] = {}
    """Rows that stand within the form, where they are written: prefix → name of a fieldset."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            if ROOM in request.POST:
                request = withhold(request, WithheldForm(SAID), with_room(request.POST))
            with transaction.atomic():
                step = self._save if is_saving(request) else self._act
                return step(request, object_id, form_url, extra_context)
        if request.method == "GET" and (key := request.GET.get("unsaved")):
            request = self._continued(request, object_id, key)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _save(self, request: HttpRequest, object_id: str | None, *page: Any) -> HttpResponse:
        obj = self.get_object(request, object_id) if object_id else None
        has_version = open_forms.VERSION in request.POST
        is_compared = obj and has_version and self.has_change_permission(request, obj)
        if object_id and is_compared:
            list(self.lock(obj))
            obj = self.get_object(request, object_id)  # as it is now; it may have gone meanwhile
        if object_id and obj is None and self.has_add_permission(request):
            return self._save_what_is_gone(request)
        if obj and is_compared:
            request = self._met(request, obj)
        response = super().changeform_view(request, object_id, *page)
        if isinstance(response, HttpResponseRedirect):
            self._say_what_came_in(request)
            key = request.POST.get(open_forms.KEY, "")
            UnsavedText.objects.filter(user=request.user.pk, key=key).delete()
        return response

    def _say_what_came_in(self, request: HttpRequest) -> None:
        merged: Merge | None = getattr(request, "merged", None)
        if merged and merged.taken:
            kept = "; ".join(dict.fromkeys(merged.taken))
            self.message_user(request, f"Somebody else saved meanwhile. Kept from there: {kept}.")

    def _act(self, request: HttpRequest, object_id: str | None, *page: Any) -> HttpResponse:
        """Do something with the object; what was typed and not saved yet is saved first."""
        obj = self.get_object(request, object_id) if object_id else None
        if obj and self._is_changed(request, obj):
            saved = self._save(as_saving(request), object_id, *page)
            if not isinstance(saved, HttpResponseRedirect):
                return saved
        return super().changeform_view(request, object_id, *page)

    def _is_changed(self, request: HttpRequest, obj: Model) -> bool:
        """Whether a person who may change it typed something since the page was opened."""
        if not self.has_change_permission(request, obj):
            return False
        rows = typed(*self.as_stored(request, obj), request.POST)
        base = sent_version(request.POST)
        return base is not None and any(is_touched(base, row) for row in rows)

    def _save_what_is_gone(self, request: HttpRequest) -> HttpResponse:
        """It was deleted meanwhile: what was typed goes on as a new one."""
        text = open_forms.keep(request, self, self._secrets(request, None))
        noun = self.opts.verbose_name
        said = f"Somebody deleted this {noun} while you wrote; your text is here as a new one."
        self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(f"{self.url_of('add')}?unsaved={text.key}")

    def _met(self, request: HttpRequest, obj: Model) -> HttpRequest:
        """Compare with what is stored by now; where that has changed, hold the form back."""
        form, formsets = self.as_stored(request, obj)
        theirs = stored(form, formsets)
        base = sent_version(request.POST)
        if base is None or version(theirs) == base:
            return request
        mine = typed(form, formsets, request.POST)
        merged = merge(base, theirs, mine, request.POST)
        if merged.needs_a_look or is_withheld(request):
            return withhold(
                request, WithheldForm(self._who_saved(obj), theirs, merged), merged.data
            )
        merged.data[open_forms.VERSION] = json.dumps(version(theirs))
        return with_data(request, merged.data, merged=merged)

    def _continued(self, request: HttpRequest, object_id: str | None, key: str) -> HttpRequest:
        """The same page with the text of an earlier visit in it."""
        obj = self.get_object(request, object_id) if object_id else None
        text = open_forms.texts_for(request, self, obj).filter(key=key).first()
        if text is None or not self._may_write(request, obj):
            return request
        data = open_forms.form_data(text)
        title = f"Your text of {moment(text.saved_at)} is back. It is not saved yet."
        if obj is None:
            return withhold(request, WithheldForm(title), open_forms.as_new(data))
        met = self._met(withhold(request, WithheldForm(title), data), obj)
        withheld = met.withheld  # type: ignore[attr-defined]
        withheld.theirs = withheld.theirs or stored(*self.as_stored(request, obj))
        return met

    def as_stored(
        self, request: HttpRequest, obj: Model
    ) -> tuple[ModelForm, list[BaseInlineFormSet]]:
        """The form and the formsets that this person may change, unbound."""
        asked = as_get(request)
        form = self.get_form(asked, obj, change=True)(instance=obj)
        pairs = zip(*self._create_formsets(asked, obj, change=True), strict=True)  # type: ignore[attr-defined]
        formsets = [one for one, inline in pairs if inline.has_change_permission(asked, obj)]
        return form, formsets

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        uncut(form.base_fields)
        if getattr(request, "withheld", None) and request.method == "POST":
            return type(form.__name__, (NeverValid, form), {})
        return form

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, *args: Any) -> Any:
        for formset in formsets:
            for fields in (formset.form.base_fields, *(row.fields for row in formset.forms)):
                uncut(fields)
        return super().get_inline_formsets(request, formsets, *args)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context["original"]
        if self._may_write(request, obj):
            context["editing"] = self.editing(request, obj, context)
        for inline in context["inline_admin_formsets"]:
            inline.after = self.inline_places.get(inline.formset.prefix, "")
        form = context["adminform"].form
        if form.is_bound:
            formsets = [one.formset for one in context["inline_admin_formsets"]]
            context["problems"] = problems_of(form, formsets)
        if obj is None and (first := next(iter(form.visible_fields()), None)):
            first.field.widget.attrs["autofocus"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    def editing(self, request: HttpRequest, obj: Model, context: dict[str, Any]) -> dict[str, Any]:
        """Return what the page's scripts need to keep unsaved text and show who else edits it."""
        form = context["adminform"].form
        inlines = context["inline_admin_formsets"]
        formsets = [one.formset for one in inlines if one.has_change_permission]
        withheld = getattr(request, "withheld", None)
        if form.is_bound:
            rows = withheld.theirs if withheld else []
            sent = request.POST.get(open_forms.VERSION, "")
            begun = json.dumps(version(rows)) if rows else sent
            offers: list[open_forms.UnsavedOffer] = []
        else:
            rows = stored(form, formsets) if obj else []
            begun = json.dumps(version(rows)) if rows else ""
            offers = self._offers(request, obj, form, formsets, rows)
        present = self.heartbeat(request, obj) if obj else {}
        return {
            "key": open_forms.key_of(request),
            "moment": open_forms.now_ms(),
            "version": begun,
            "withheld": withheld,
            "offers": offers,
            "unsaved_url": self.url_of("unsaved"),
            **present,
        }

    def _offers(
        self,
        request: HttpRequest,
        obj: Model,
        form: ModelForm,
        formsets: Sequence[BaseInlineFormSet],
        rows: list[FormRow],
    ) -> list[open_forms.UnsavedOffer]:
        found = []
        for text in open_forms.texts_for(request, self, obj)[: open_forms.MOST_OFFERS]:
            mine = typed(form, formsets, open_forms.form_data(text))
            if told := differences(rows, mine):
                found.append(open_forms.UnsavedOffer(text, told))
        return found

    # Keeping it

    def unsaved_view(self, request: HttpRequest) -> HttpResponse:
        """POST keeps or discards a form; GET tells whether one is signed in, with a new token."""
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        obj = self.get_object(request, request.POST.get(open_forms.OBJECT, "") or "0")
        if key := request.POST.get("discard"):
            open_forms.texts_for(request, self, obj).filter(key=key).delete()
            return HttpResponseRedirect(
                self.url_of("change", obj.pk) if obj else self.url_of("add")
            )
        if not self._may_write(request, obj):
            return JsonResponse({"problem": "You may not change this."}, status=403)
        try:
            text = open_forms.keep(request, self, self._secrets(request, obj))
        except open_forms.TextTooLongError as error:
            return JsonResponse({"problem": str(error)}, status=413)
        return JsonResponse({"saved_at": moment(text.saved_at)})

    def _secrets(self, request: HttpRequest, obj: Model | None) -> set[str]:
        """Names of inputs that are never kept: passwords."""
        form = self.get_form(as_get(request), obj, change=obj is not None)
        return {name for name, field in form.base_fields.items() if is_secret(field.widget)}

    def _may_write(self, request: HttpRequest, obj: Model | None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def _who_saved(self, obj: Model) -> str:
        """Say who saved it last and when, as far as the log knows."""
        last = last_change(obj)
        when = moment(last.action_time)
        who = f"{last.user} saved this at {when}" if last.pk else "This was saved"
        return f"{who} while you wrote. Nothing of either is lost: compare, then save."


def withhold(request: HttpRequest, withheld: WithheldForm, data: QueryDict) -> HttpRequest:
    """The same request as a form that was sent with ``data`` and is not to be saved."""
    return with_data(request, data, withheld=withheld)
