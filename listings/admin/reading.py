"""A posting that is typed goes through the readers: what they find is shown to be confirmed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict

from jobboard.admin_forms.saving import Held, held_back, is_saving, with_data
from listings.editing.suggestions import suggestions, take
from listings.models import Listing

READ, TAKE, WAS_READ = "_read", "_take", "_was_read"
CONFIRM = "Nothing is saved yet. The board has read the posting: look at what it found, then save."
READ_NOW = "Nothing is saved yet. This is what the board reads in what you typed."


class ReadingMixin(admin.ModelAdmin):
    """Adds “what the readers find” to the form of a posting."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        if request.method == "POST" and is_saving(request) and self._may(request, object_id):
            request = self._read(request, is_new=object_id is None)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _may(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request)

    def _read(self, request: HttpRequest, *, is_new: bool) -> HttpRequest:
        """Put in what was ticked; hold a new posting back once, so that somebody looks."""
        data = request.POST.copy()
        take(data, data.getlist(TAKE))
        data.pop(TAKE, None)
        if READ in data:
            return held_back(request, Held(READ_NOW), data)
        if is_new and WAS_READ not in data and any(suggestions(data)):
            return held_back(request, Held(CONFIRM), data)
        return with_data(request, data)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, obj = context["adminform"].form, context["original"]
        if form.is_bound:
            context["suggestions"] = suggestions(form.data)
        elif obj and obj.source_id is None and self.has_change_permission(request, obj):
            context["suggestions"] = suggestions(as_typed(obj))
        context["was_read"] = form.is_bound
        return super().render_change_form(request, context, *args, **kwargs)


def as_typed(listing: Listing) -> QueryDict:
    """What the readers look at, and what they would fill, as a form would send it."""
    data = QueryDict(mutable=True)
    for name in ("title", "description_html", "level", "language", "degree_asked", "remote_scope"):
        data[name] = getattr(listing, name)
    data["years_asked"] = "" if listing.years_asked is None else str(listing.years_asked)
    for name in ("employment_types", "workplaces"):
        data.setlist(name, getattr(listing, name))
    for name in ("roles", "skills"):
        keys = getattr(listing, name).values_list("pk", flat=True)
        data.setlist(name, [str(key) for key in keys])
    return data
