"""Addresses of pay. No role may be called ``method``."""

from django.urls import path

from listings.pay import downloads, salaries

urlpatterns = [
    path("salaries/", salaries.index, name="salaries"),
    path("salaries/method/", salaries.method, name="salary-method"),
    path("salaries/<slug:slug>/", salaries.show, name="salary"),
    path("salaries/<slug:slug>.csv", downloads.csv_of_role, name="salary-csv"),
    path("salaries/<slug:slug>.json", downloads.json_of_role, name="salary-json"),
]
