"""Addresses for employers. A draft's address is secret."""

from django.urls import include, path, re_path

from listings.employers import confirmation_views, form_page, views

KEY = r"^employers/post/(?P<key>[0-9]{1,18}\.[-\w]{43})/"

urlpatterns = [
    path("", include("listings.employers.managing.urls")),
    path("employers/", views.start, name="employers"),
    path("employers/pay-transparency/", views.pay_transparency, name="pay-transparency"),
    path("employers/post/", views.new, name="post"),
    path("employers/post/preview/", form_page.preview, name="posting-preview"),
    path("employers/post/places/", form_page.places, name="posting-places"),
    re_path(rf"{KEY}$", views.show, name="posting-draft"),
    re_path(rf"{KEY}confirm/$", confirmation_views.code, name="posting-confirm"),
    re_path(rf"{KEY}confirm/again/$", confirmation_views.again, name="posting-confirm-again"),
    re_path(rf"{KEY}sent/$", confirmation_views.sent, name="posting-sent"),
    path("employers/confirm/<slug:token>/", confirmation_views.link, name="posting-confirm-link"),
]
