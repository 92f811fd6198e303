"""Addresses of pay. No role may be called ``method``."""

from django.urls import path

from listings.insights.salaries import views

urlpatterns = [
    path("salaries/", views.index, name="salaries"),
    path("salaries/method/", views.method, name="salary-method"),
    path("salaries/<slug:slug>/", views.show, name="salary"),
    path("salaries/<slug:slug>.csv", views.csv_of_role, name="salary-csv"),
    path("salaries/<slug:slug>.json", views.json_of_role, name="salary-json"),
]
