"""Addresses of reports by readers."""

from django.urls import re_path

from listings.moderation import views
from listings.search.urls import JOB

urlpatterns = [re_path(rf"{JOB}report/$", views.show, name="job-report")]
