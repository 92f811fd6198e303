"""All addresses of the site; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("listings.browse.urls")),
    path("", include("jobboard.health")),
    path("admin/", admin.site.urls),
]
