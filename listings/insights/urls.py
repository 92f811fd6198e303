"""Addresses of pay, demand and single figures. No role may be called ``method``."""

from django.urls import path, re_path

from listings.insights import demand_page, permalink_views, salary_view, views

urlpatterns = [
    path("salaries/", salary_view.salaries, name="salaries"),
    re_path(
        r"^salaries\.(?P<ending>svg|png|csv)$", salary_view.salaries_file, name="salaries-file"
    ),
    path("salaries/method/", views.method, name="salary-method"),
    path("salaries/<slug:slug>/", salary_view.salary, name="salary"),
    path("salaries/<slug:slug>.csv", views.salary_csv, name="salary-csv"),
    path("salaries/<slug:slug>.json", views.salary_json, name="salary-json"),
    re_path(
        r"^salaries/(?P<slug>[-\w]+)/(?P<picture>[a-z]+)\.(?P<ending>svg|png|csv)$",
        salary_view.salary_picture,
        name="salary-picture",
    ),
    path("figures/<slug:figure_id>/", permalink_views.figure, name="figure"),
    re_path(
        r"^figures/(?P<figure_id>[-\w]+)\.(?P<ending>svg|png|csv|json)$",
        permalink_views.figure_file,
        name="figure-file",
    ),
    path("roles/<slug:slug>/demand/", demand_page.demand, name="role-demand"),
    path("roles/<slug:slug>/demand.csv", views.demand_csv, name="role-demand-csv"),
]
