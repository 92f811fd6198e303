"""The page beside each form as it will look, and secret links to guides that are not out yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Case, IntegerField, Model, QuerySet, Value, When
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import PreviewAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.admin_forms.state import as_get, row_number
from jobboard.models.user import Person
from jobboard.site import dates
from listings.insights.evidence import evidence_of
from roles.models import Guide, PreviewLink, Role, RoleSection, Term
from roles.models.guide import GuideQuerySet
from roles.models.preview_link import LIFETIME
from roles.querysets import guides_for, may_change, roles_with_sections
from roles.texts import defaults_of
from roles.views import glossary, guides, roles

ON_GUIDE = "guide-"


class ContentPreview(SafeEditingAdmin, PreviewAdmin):
    """Text that is previewed, kept while it is written, and never overwritten."""

    has_figures = True

    def figure_defaults(self) -> Mapping[str, str]:
        """The country in which a reader who chose none sees the page."""
        country, _ = evidence_of(QueryDict(), [])
        return defaults_of(country.code)


class GuidePreview(ContentPreview):
    def preview_page(self, request: HttpRequest, obj: Guide) -> HttpResponse:
        return _guide_page(request, obj.pk)

    def preview_anchors(
        self, form: ModelForm, formsets: Sequence[BaseInlineFormSet]
    ) -> Mapping[str, str]:
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


class ProfilePreview(ContentPreview):
    """For a role and for one section: the profile's page, or a guide that shows it too."""

    def role_of(self, obj: Any) -> Role:
        raise NotImplementedError

    def kind_of(self, obj: Any) -> str:
        return ""

    def preview_page(self, request: HttpRequest, obj: Model) -> HttpResponse:
        role, on = self.role_of(obj), request.GET.get("on", "")
        if not on:
            [whole] = roles_with_sections(Role.objects.filter(pk=role.pk))
            return roles.page(as_get(request), whole, guides.figures_asked(request))
        pk = row_number(on.removeprefix(ON_GUIDE))
        if not guides_with(role, request.user).filter(pk=pk).exists():
            raise Http404("No such guide compares this role.")
        return _guide_page(request, pk)

    def preview_pages(self, request: HttpRequest, obj: Model) -> Iterable[tuple[str, str]]:
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


class RolePreview(ProfilePreview):
    def same_text(self, obj: Role) -> list[tuple[str, int]]:
        """Its sections have forms of their own too."""
        sections = obj.sections.values_list("pk", flat=True)
        return [*super().same_text(obj), *(("roles.rolesection", pk) for pk in sections)]

    def role_of(self, obj: Role) -> Role:
        return obj

    def preview_anchors(
        self, form: ModelForm, formsets: Sequence[BaseInlineFormSet]
    ) -> Mapping[str, str]:
        sections = (row for row in _rows(formsets) if isinstance(row.instance, RoleSection))
        return {row.prefix: row.instance.kind.replace("_", "-") for row in sections}


class SectionPreview(ProfilePreview):
    def same_text(self, obj: RoleSection) -> list[tuple[str, int]]:
        return [*super().same_text(obj), ("roles.role", obj.role_id)]

    def lock(self, obj: RoleSection) -> QuerySet[Any]:
        """The role: its own page saves its sections too."""
        return Role.objects.select_for_update().filter(pk=obj.role_id)

    def role_of(self, obj: RoleSection) -> Role:
        return obj.role

    def kind_of(self, obj: RoleSection) -> str:
        return obj.kind

    def preview_anchors(
        self, form: ModelForm, formsets: Sequence[BaseInlineFormSet]
    ) -> Mapping[str, str]:
        return {"body": form.instance.kind.replace("_", "-")}


class TermPreview(ContentPreview):
    def figure_defaults(self) -> Mapping[str, str]:
        return {}  # the glossary is the same everywhere

    def preview_page(self, request: HttpRequest, obj: Term) -> HttpResponse:
        return glossary.page(as_get(request), obj, guides.figures_asked(request))


def _guide_page(request: HttpRequest, pk: int) -> HttpResponse:
    guide = guides.whole_or_404(Guide.objects.filter(pk=pk))
    is_preview = not guide.is_live or "figures" in request.GET  # else just as readers get it
    return guides.page(as_get(request), guide, is_preview=is_preview)


def _rows(formsets: Sequence[BaseInlineFormSet]) -> list[Any]:
    return [row for formset in formsets for row in formset.forms]


ON_ITS_PAGE = [admin.ActionLocation.CHANGE_FORM]
NAMES = ("make_preview_link", "withdraw_preview_link")


class PreviewLinks(admin.ModelAdmin):
    """For the admin of guides: two actions, and the link where it can be copied."""

    @admin.action(
        description="Secret preview link: make one, or a new one",
        permissions=["change"],
        location=ON_ITS_PAGE,
    )
    def make_preview_link(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        for guide in _of(request, queryset):
            if guide.is_live:
                self.message_user(request, "It is out: send its own address.", messages.WARNING)
                continue
            link, is_new = PreviewLink.objects.get_or_create(guide=guide)
            if not is_new:
                link.renew()
            self.log_change(request, guide, "made a secret preview link")
            said = format_html("Whoever has this link can read the guide: {}", anchor(link))
            self.message_user(request, said, messages.SUCCESS)

    @admin.action(
        description="Secret preview link: withdraw it",
        permissions=["change"],
        location=ON_ITS_PAGE,
    )
    def withdraw_preview_link(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        for guide in _of(request, queryset):
            deleted, _ = PreviewLink.objects.filter(guide=guide).delete()
            if deleted:
                self.log_change(request, guide, "withdrew the secret preview link")
            said = "The link opens nothing any more." if deleted else "There was no link."
            self.message_user(request, said, messages.SUCCESS if deleted else messages.WARNING)

    @admin.display(description="secret link")
    def secret_link(self, guide: Guide) -> SafeString | str:
        link = PreviewLink.objects.valid().filter(guide=guide).first()
        if link is None:
            return f"None. The action above makes one; it lasts {LIFETIME.days} days."
        return format_html("{} until {}", anchor(link), dates.short(link.expires_at))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "secret_link")

    def get_fieldsets(self, request: HttpRequest, obj: Guide | None = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or obj.is_live or not may_change(request.user, obj):
            return fieldsets
        text = "For somebody who does not sign in here. It is not for search engines."
        return [*fieldsets, ("Preview", {"fields": ("secret_link",), "description": text})]


def _of(request: HttpRequest, guides: QuerySet[Guide]) -> list[Guide]:
    """Return those that are this person's to change."""
    return [guide for guide in guides if may_change(request.user, guide)]


def anchor(link: PreviewLink) -> SafeString:
    url = settings.SITE_URL + link.get_absolute_url()
    return format_html('<a href="{0}" rel="noreferrer">{0}</a>', url)


@dataclass(frozen=True, slots=True)
class ShownIn:
    """``comparisons`` counts the other roles that this one can be compared with."""

    guides: list[Guide]
    comparisons: int


def touched(role: Role, person: Person, kind: str = "") -> ShownIn:
    """What shows this role's profile, or its section of this ``kind``. Two queries."""
    others = Role.objects.exclude(pk=role.pk).filter(sections__isnull=False)
    return ShownIn(list(guides_with(role, person, kind)), others.distinct().count())


def guides_with(role: Role, person: Person, kind: str = "") -> GuideQuerySet:
    """Guides that compare the role and show that section of it; those that are out come first."""
    seen = Guide.objects.live() | guides_for(person)
    is_live = When(pk__in=Guide.objects.live().values("pk"), then=Value(0))
    guides = seen.filter(pk__in=role.guides.values("pk")).distinct()
    if kind:
        guides = guides.exclude(sections__replaces=kind)
    order = Case(is_live, default=1, output_field=IntegerField())
    return guides.order_by(order, "title", "pk")
