"""People of the staff who have signed in, each in a browser of their own."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from jobboard.models import User

type SignIn = Callable[[str], Client]
"""Signs in a new member of a group, an ``administrator``, or ``nobody``: staff without a right."""


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def sign(group: str) -> Client:
        user = User.objects.create_user(f"{group}@desk.example", is_staff=True)
        if group == "administrator":
            user.is_superuser = True
            user.save()
        elif group != "nobody":
            user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in("administrator")
