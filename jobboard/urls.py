"""All addresses of the site; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

from jobboard.robots import robots

urlpatterns = [
    path("", include("listings.browse.urls")),
    path("", include("listings.pay.urls")),
    path("", include("jobboard.health")),
    path("robots.txt", robots, name="robots"),
    path("admin/", admin.site.urls),
]

handler400 = "jobboard.errors.bad_request"
