"""Addresses of demand."""

from django.urls import path

from listings.insights.demand import downloads, views

urlpatterns = [
    path("roles/<slug:slug>/demand/", views.show, name="role-demand"),
    path("roles/<slug:slug>/demand.csv", downloads.csv_of_role, name="role-demand-csv"),
]
