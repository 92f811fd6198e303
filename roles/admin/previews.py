"""Which page stands beside which form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from jobboard.admin_forms.preview import Previewed
from jobboard.admin_forms.saving import NothingLost
from jobboard.admin_forms.state import as_get
from listings.insights.demand.evidence import evidence_of
from roles import glossary, guides, profiles
from roles.article import Reading, defaults_of
from roles.models import Guide, Role, RoleSection, Term
from roles.touched import guides_with, touched

ON_GUIDE = "guide-"


class Desk(NothingLost, Previewed):
    """Text that is previewed, kept while it is written, and never overwritten."""

    has_figures = True

    def figure_defaults(self) -> Mapping[str, str]:
        """The country in which a reader who chose none sees the page."""
        country, _ = evidence_of(QueryDict(), [])
        return defaults_of(Reading(country.code))


class GuideDesk(Desk):
    def preview_page(self, request: HttpRequest, obj: Guide) -> HttpResponse:
        return _guide_page(request, obj.pk)

    def preview_anchors(self, form: Any, formsets: Sequence[Any]) -> Mapping[str, str]:
        anchors = {"tips": "tips", "conclusion": "conclusion"}
        for row in _rows(formsets):
            if row.prefix.startswith("compared"):
                anchors[row.prefix] = "choose"
            elif row.prefix.startswith("changes"):
                anchors[row.prefix] = "changes"
            elif row.instance.pk:
                kind = row.instance.replaces.replace("_", "-")
                anchors[row.prefix] = kind or f"part-{row.instance.pk}"
        return anchors


class ProfileDesk(Desk):
    """For a role and for one section: the profile's page, or a guide that shows it too."""

    def role_of(self, obj: Any) -> Role:
        raise NotImplementedError

    def kind_of(self, obj: Any) -> str:
        return ""

    def preview_page(self, request: HttpRequest, obj: Any) -> HttpResponse:
        role, on = self.role_of(obj), request.GET.get("on", "")
        if not on:
            whole = profiles.with_sections(Role.objects.all()).get(pk=role.pk)
            return profiles.page(as_get(request), whole, guides.figures_asked(request))
        pk = on.removeprefix(ON_GUIDE)
        if not (pk.isdecimal() and pk.isascii() and len(pk) < 18):
            raise Http404("There is no such guide.")
        if not guides_with(role, request.user).filter(pk=pk).exists():
            raise Http404("No such guide compares this role.")
        return _guide_page(request, int(pk))

    def preview_pages(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        if obj is None:
            return []
        found = guides_with(self.role_of(obj), request.user, self.kind_of(obj))
        return [(f"{ON_GUIDE}{guide.pk}", guide.title) for guide in found]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if obj := context["original"]:
            context["touched"] = touched(self.role_of(obj), request.user, self.kind_of(obj))
        return super().render_change_form(request, context, *args, **kwargs)


class RoleDesk(ProfileDesk):
    def same_text(self, obj: Role) -> list[tuple[str, int]]:
        """Its sections have forms of their own too."""
        sections = obj.sections.values_list("pk", flat=True)
        return [*super().same_text(obj), *(("roles.rolesection", pk) for pk in sections)]

    def role_of(self, obj: Role) -> Role:
        return obj

    def preview_anchors(self, form: Any, formsets: Sequence[Any]) -> Mapping[str, str]:
        sections = (row for row in _rows(formsets) if isinstance(row.instance, RoleSection))
        return {row.prefix: row.instance.kind.replace("_", "-") for row in sections}


class SectionDesk(ProfileDesk):
    def same_text(self, obj: RoleSection) -> list[tuple[str, int]]:
        return [*super().same_text(obj), ("roles.role", obj.role_id)]

    def lock(self, obj: RoleSection) -> QuerySet[Any]:
        """The role: its own page saves its sections too."""
        return Role.objects.select_for_update().filter(pk=obj.role_id)

    def role_of(self, obj: RoleSection) -> Role:
        return obj.role

    def kind_of(self, obj: RoleSection) -> str:
        return obj.kind

    def preview_anchors(self, form: Any, formsets: Sequence[Any]) -> Mapping[str, str]:
        return {"body": form.instance.kind.replace("_", "-")}


class TermDesk(Desk):
    def figure_defaults(self) -> Mapping[str, str]:
        return {}  # the glossary is the same everywhere

    def preview_page(self, request: HttpRequest, obj: Term) -> HttpResponse:
        return glossary.page(as_get(request), obj, guides.figures_asked(request))


def _guide_page(request: HttpRequest, pk: int) -> HttpResponse:
    guide = guides.with_parts().get(pk=pk)
    is_preview = not guide.is_live or "figures" in request.GET  # else just as readers get it
    return guides.page(as_get(request), guide, is_preview=is_preview)


def _rows(formsets: Sequence[Any]) -> list[Any]:
    return [row for formset in formsets for row in formset.forms]
