"""Addresses under ``/employers/account/``."""

from django.urls import path

from jobboard.accounts import views

urlpatterns = [
    path("", views.show, name="account-data"),
    path("data.json", views.download, name="account-data-file"),
    path("delete/code/", views.ask_to_delete, name="account-delete-code"),
    path("delete/", views.delete, name="account-delete"),
    path("deleted/", views.deleted, name="account-deleted"),
]
