"""The admin: models in the order of editors' work, and what waits on the first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from jobboard.markup import described
from jobboard.site import identity

# The headings of the start page, and the models below each in this order. What is not named
# here stands under its own app.
SECTIONS = {
    "Market": (
        "Listing",
        "ReportedPosting",
        "Company",
        "CompanyRevision",
        "Source",
        "SourceRecord",
        "ListingEvent",
        "Statistic",
        "Demand",
        "PayDifference",
        "IndexPay",
        "PayTransparencyRule",
        "ExchangeRate",
    ),
    "Content": (
        "Guide",
        "Series",
        "Role",
        "RoleSection",
        "Term",
        "Author",
        "Skill",
        "Place",
        "LevelWord",
        "OccupationWord",
        "ShippedText",
    ),
    "Site": ("SiteIdentity", "SitePage", "Picture"),
    "People": ("User", "Group"),
    "Mail and worker": ("OutgoingMail", "MailWording", "TimetableEntry", "DBTaskResult"),
}


# Rows of allauth: a second factor is looked at, and reset, beside its user.
UNLISTED = {"account.emailaddress", "account.emailconfirmation", "mfa.authenticator"}


class BoardAdminSite(AdminSite):
    index_title = "Admin"
    empty_value_display = "–"
    enable_nav_sidebar = False  # lists need the width; the start page is one click away

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, (list, tuple)) else ()
        listed = [m for m in models or [model_or_iterable] if m._meta.label_lower not in UNLISTED]
        super().register(listed, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        from jobboard.accounts.groups import lacks_second_factor

        return super().has_permission(request) and not lacks_second_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead through allauth, which asks for the second factor; there is no other form."""
        from jobboard.accounts.groups import sign_in_redirect

        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index")
        return sign_in_redirect(request, wanted) or HttpResponseRedirect(wanted)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = identity.current().name
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from jobboard.admin.set_up import put_step_away
        from jobboard.admin_forms import markdown

        figures = path("figures.json", self.admin_view(figures_for_editors), name="figures")
        # before Django's, which leads any member of staff to the page of any row
        on_site = path(
            "r/<path:content_type_id>/<path:object_id>/",
            self.admin_view(self.show_on_site),
            name="view_on_site",
        )
        away = path("set-up/", self.admin_view(put_step_away), name="put-step-away")
        return [figures, on_site, away, *markdown.urls(self), *super().get_urls()]

    def show_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Lead to the public page of a row that the person may read here."""
        from django.contrib.contenttypes.models import ContentType

        from jobboard.admin_forms.state import row_number

        kind = ContentType.objects.filter(pk=row_number(content_type_id)).first()
        model = kind.model_class() if kind else None
        model_admin = self._registry.get(model) if model else None
        row = model_admin.get_object(request, object_id) if model_admin else None
        if model_admin is None or row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        if not model_admin.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return HttpResponseRedirect(row.get_absolute_url())

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from jobboard.admin.set_up import steps_for
        from jobboard.admin.timetable import alerts_for, work_waiting_for
        from jobboard.content.content_checks import sections_for
        from listings.admin.shared import waiting_for
        from roles.admin.guide_actions import guides_waiting_for

        person = request.user
        waiting = [
            *waiting_for(person),
            *guides_waiting_for(person),
            *work_waiting_for(person),
        ]
        shown = {
            "waiting": waiting,
            "alerts": alerts_for(person),
            "look": sections_for(person),
            "steps": steps_for(person),
        }
        return super().index(request, {**(extra_context or {}), **shown})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        return apps if app_label else _in_sections(apps)


@require_safe
def figures_for_editors(request: HttpRequest) -> HttpResponse:
    """The kinds of live figures that a text may hold, for the editor's button and help."""
    return JsonResponse(described())


def _in_sections(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    named = {name for names in SECTIONS.values() for name in names}
    sections = [
        _section(heading, [models[name] for name in names if name in models])
        for heading, names in SECTIONS.items()
    ]
    for app in apps:
        rest = [model for model in app["models"] if model["object_name"] not in named]
        sections.append({**app, "models": rest})
    return [section for section in sections if section["models"]]


def _section(heading: str, models: list[dict[str, Any]]) -> dict[str, Any]:
    """A group of models in the shape that Django's templates expect of an app."""
    label = heading.lower()
    return {
        "name": heading,
        "app_label": label,
        "app_url": "",
        "has_module_perms": True,
        "models": models,
    }
