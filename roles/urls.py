"""Addresses of roles, guides and glossary."""

from django.urls import path

from roles.views import comparisons, glossary, guides, roles

urlpatterns = [
    path("roles/", roles.index, name="roles"),
    path("roles/compare/", comparisons.pick, name="compare"),
    path("roles/compare/<slug:pair>/", comparisons.show, name="compare-pair"),
    path("roles/<slug:slug>/", roles.show, name="role"),
    path("guides/", guides.index, name="guides"),
    path("guides/drafts/<int:guide>/<slug:token>/", guides.shared_draft, name="guide-draft"),
    path("guides/<slug:slug>/", guides.show, name="guide"),
    *(
        path(f"guides/<slug:slug>.{ending}", guides.picture, {"ending": ending}, f"guide-{ending}")
        for ending in ("svg", "png", "csv")
    ),
    path("guides/<slug:slug>/preview/", guides.preview, name="guide-preview"),
    path("authors/<slug:slug>/", guides.author, name="author"),
    path("glossary/", glossary.index, name="glossary"),
    path("glossary/<slug:slug>/", glossary.show, name="term"),
]
