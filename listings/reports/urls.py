"""Addresses of reports by readers."""

from django.urls import re_path

from listings.browse.urls import JOB
from listings.reports import views

urlpatterns = [re_path(rf"{JOB}report/$", views.show, name="job-report")]
