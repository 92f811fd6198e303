"""All addresses of the site; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path, re_path

from jobboard.accounts.urls import own_data_urlpatterns
from jobboard.models import PageSlug
from jobboard.pages.home import home
from jobboard.site import identity, media, monitoring, pages

SITE_PAGE = "|".join(PageSlug.values)

urlpatterns = [
    path("", home, name="home"),
    path("", include("listings.search.urls")),
    path("", include("listings.moderation.urls")),
    path("", include("listings.insights.urls")),
    path("", include("listings.employers.urls")),
    path("", include("roles.urls")),
    path("", include("jobboard.pages.sitemap")),
    re_path(rf"^(?P<slug>{SITE_PAGE})/$", pages.show, name="site-page"),
    re_path(r"^theme-(?P<version>[0-9a-f]{12})\.css$", identity.theme, name="theme"),
    re_path(
        r"^media/(?P<content_hash>[0-9a-f]{32})\.(?P<extension>webp|png)$",
        media.show,
        name="media",
    ),
    path("accounts/", include("jobboard.accounts.urls")),
    path("employers/account/", include(own_data_urlpatterns)),
    path("metrics", monitoring.metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "jobboard.site.errors.bad_request"
handler500 = "jobboard.site.errors.server_error"
