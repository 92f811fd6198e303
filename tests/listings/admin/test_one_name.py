"""The admin calls one thing by one name: a posting. Its pages: ``tests/test_every_page.py``."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from jobboard.accounts.groups import name_permissions
from listings.apps import ListingsConfig
from tests.listings.factories import make_listing

pytestmark = pytest.mark.django_db

OTHER_NAMES = re.compile(r"\blistings?\b", re.IGNORECASE)


def test_models_fields_and_permissions_say_posting() -> None:
    for model in admin.site._registry:
        opts = model._meta
        names = [opts.verbose_name, opts.verbose_name_plural]
        names += [getattr(field, "verbose_name", "") for field in opts.get_fields()]
        assert not OTHER_NAMES.search(" ".join(map(str, names))), model
    Permission.objects.filter(codename="add_listing").update(name="Can add listing")
    name_permissions(app_config=ListingsConfig.create("listings"))
    assert Permission.objects.get(codename="add_listing").name == "Can add posting"
    assert not Permission.objects.filter(name__iregex=r"\mlistings?\M").exists()


def test_places_stand_where_the_form_asks_where(admin_client: Client) -> None:
    listing = make_listing("Cook")
    page = admin_client.get(reverse("admin:listings_listing_change", args=[listing.pk])).text
    order = [page.index(one) for one in ("Who may work remotely", 'id="listing_places-', ">Pay<")]
    assert order == sorted(order)
    assert page.count('id="listing_places-group"') == 1
