"""Addresses for employers. A draft's address is secret."""

from django.urls import path, re_path

from listings.employers import confirmation, form_page, views
from listings.employers.mails import SIGNED
from listings.employers.managing import action_views as actions
from listings.employers.managing import views as managing
from listings.models import Purpose

KEY = r"^employers/post/(?P<key>[0-9]{1,18}\.[-\w]{43})/"
ONE = r"^employers/postings/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    # what an employer manages
    path("employers/postings/", managing.index, name="own-postings"),
    path("employers/postings/postings.csv", managing.postings_csv, name="own-postings-csv"),
    path("employers/postings/days.csv", managing.days_csv, name="own-days-csv"),
    re_path(rf"{ONE}$", managing.show, name="own-posting"),
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
    re_path(r"^employers/companies/(?P<pk>[0-9]{1,18})/$", managing.company, name="own-company"),
    re_path(rf"^employers/answer/(?P<token>{SIGNED})/$", actions.answer, name="posting-answer"),
    re_path(rf"^employers/filled/(?P<token>{SIGNED})/$", actions.filled, name="posting-filled"),
    # from the form to the confirmation
    path("employers/", views.start, name="employers"),
    path("employers/pay-transparency/", views.pay_transparency, name="pay-transparency"),
    path("employers/post/", views.new, name="post"),
    path("employers/post/preview/", form_page.preview, name="posting-preview"),
    path("employers/post/places/", form_page.places, name="posting-places"),
    re_path(rf"{KEY}$", views.show, name="posting-draft"),
    re_path(rf"{KEY}confirm/$", confirmation.code, name="posting-confirm"),
    re_path(rf"{KEY}confirm/again/$", confirmation.again, name="posting-confirm-again"),
    re_path(rf"{KEY}sent/$", confirmation.sent, name="posting-sent"),
    path("employers/confirm/<slug:token>/", confirmation.link, name="posting-confirm-link"),
]
