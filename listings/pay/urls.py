"""Addresses of pay. No role may be called ``method``."""

from django.urls import path

from listings.pay import salaries

urlpatterns = [
    path("salaries/", salaries.index, name="salaries"),
    path("salaries/method/", salaries.method, name="salary-method"),
    path("salaries/<slug:slug>/", salaries.show, name="salary"),
]
