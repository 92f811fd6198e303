"""In without a code of its own: who has just proven an address by confirming something."""

from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jobboard.models import User


def come_in(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Sign ``user`` in, who has proven the address a moment ago, and lead to ``wanted``.

    Whoever is signed in already stays who they are. Staff go through their own door: a
    confirmation works for longer than a code for signing in, which is too long for a desk.
    """
    if request.user.is_authenticated or user.is_staff:
        return redirect(wanted)
    record_authentication(request, user, method="code", email=user.email)
    login = Login(user=user, redirect_url=wanted, email=user.email)
    return cast("HttpResponse", perform_login(request, login))
