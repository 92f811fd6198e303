"""Addresses for job seekers. A posting's number decides; its words may change."""

from django.urls import path, re_path

from listings.search.views import companies, jobs, own_skills, posting, values

JOB = r"^jobs/(?P<number>[0-9]{1,18})(?:-(?P<slug>[-\w]*))?/"

urlpatterns = [
    path("jobs/", jobs.browse, name="jobs"),
    path("jobs/my-skills/", own_skills.show, name="own-skills"),
    path("jobs/suggest/", values.suggest, name="suggest"),
    path("jobs/values/<slug:name>/", values.show, name="jobs-values"),
    re_path(rf"{JOB}$", posting.show, name="job"),
    re_path(rf"{JOB}apply/$", posting.apply, name="job-apply"),
    path("companies/", companies.index, name="companies"),
    path("companies/<slug:slug>/", companies.show, name="company"),
]
