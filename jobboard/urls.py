"""All addresses of the site; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path, re_path

from jobboard import identity_views, media_views, pages_views
from jobboard.home import home
from jobboard.models import PageSlug
from jobboard.robots import robots
from jobboard.security_txt import security_txt

SITE_PAGE = "|".join(PageSlug.values)

urlpatterns = [
    path("", home, name="home"),
    path("", include("listings.browse.urls")),
    path("", include("listings.reports.urls")),
    path("", include("listings.pay.urls")),
    path("", include("listings.employers.urls")),
    path("", include("listings.demand.urls")),
    path("", include("roles.urls")),
    path("", include("jobboard.sitemaps")),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    re_path(rf"^(?P<slug>{SITE_PAGE})/$", pages_views.show, name="site-page"),
    re_path(r"^theme-(?P<version>[0-9a-f]{12})\.css$", identity_views.theme, name="theme"),
    re_path(
        r"^media/(?P<content_hash>[0-9a-f]{32})\.(?P<extension>webp|png)$",
        media_views.show,
        name="media",
    ),
    path("accounts/", include("jobboard.accounts.urls")),
    path("employers/account/", include("jobboard.accounts.own_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "jobboard.errors.bad_request"
handler500 = "jobboard.errors.server_error"
