"""Addresses of what employers manage."""

from django.urls import path, re_path

from listings.employers.managing import action_views as actions
from listings.employers.managing import views
from listings.employers.managing.mails import SIGNED
from listings.models import Purpose

ONE = r"^employers/postings/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("employers/postings/", views.index, name="own-postings"),
    path("employers/postings/postings.csv", views.postings_csv, name="own-postings-csv"),
    path("employers/postings/days.csv", views.days_csv, name="own-days-csv"),
    re_path(rf"{ONE}$", views.show, name="own-posting"),
    re_path(rf"{ONE}edit/$", actions.edit, name="own-posting-edit"),
    re_path(rf"{ONE}open/$", actions.still_open, name="own-posting-open"),
    re_path(rf"{ONE}close/$", actions.close, name="own-posting-close"),
    re_path(rf"{ONE}undo/$", actions.undo_closing, name="own-posting-undo"),
    re_path(rf"{ONE}extend/$", actions.extend, name="own-posting-extend"),
    re_path(rf"{ONE}contact/$", actions.confirm_address, name="own-posting-contact"),
    re_path(rf"{ONE}withdraw-edit/$", actions.withdraw_edit, name="own-posting-withdraw-edit"),
    re_path(rf"{ONE}copy/$", actions.copy, {"purpose": Purpose.COPY}, name="own-posting-copy"),
    re_path(rf"{ONE}again/$", actions.copy, {"purpose": Purpose.AGAIN}, name="own-posting-again"),
    re_path(rf"{ONE}comment/$", actions.comment, name="own-posting-comment"),
    re_path(r"^employers/companies/(?P<pk>[0-9]{1,18})/$", views.company, name="own-company"),
    re_path(rf"^employers/answer/(?P<token>{SIGNED})/$", actions.answer, name="posting-answer"),
    re_path(rf"^employers/filled/(?P<token>{SIGNED})/$", actions.filled, name="posting-filled"),
]
