"""The editors' desk: models in the order of their work, and what waits on the first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from jobboard import identity
from jobboard.markup import described

# The headings of the start page, and the models below each in this order. What is not named
# here stands under its own app.
SECTIONS = {
    "Market": (
        "Listing",
        "Company",
        "Source",
        "SourceRecord",
        "ListingEvent",
        "Statistic",
        "ExchangeRate",
    ),
    "Content": (
        "Guide",
        "Role",
        "RoleSection",
        "Term",
        "Author",
        "Skill",
        "Place",
        "LevelWord",
        "OccupationWord",
    ),
    "Site": ("SiteIdentity", "SitePage", "Picture"),
    "People": ("User", "Group"),
}


class BoardAdminSite(AdminSite):
    index_title = "Editors' desk"
    enable_nav_sidebar = False  # lists need the width; the start page is one click away

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = identity.current().name
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        figures = path("figures.json", self.admin_view(figures_for_editors), name="figures")
        return [figures, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from listings.admin.waiting import waiting_for  # noqa: PLC0415 (models are loaded by then)
        from roles.admin.waiting import guides_waiting_for  # noqa: PLC0415

        waiting = [*waiting_for(request.user), *guides_waiting_for(request.user)]
        return super().index(request, {**(extra_context or {}), "waiting": waiting})

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
