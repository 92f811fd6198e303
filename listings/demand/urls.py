"""Addresses of demand."""

from django.urls import path

from listings.demand import downloads, role_page

urlpatterns = [
    path("roles/<slug:slug>/demand/", role_page.show, name="role-demand"),
    path("roles/<slug:slug>/demand.csv", downloads.csv_of_role, name="role-demand-csv"),
]
