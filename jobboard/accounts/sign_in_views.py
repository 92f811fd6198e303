"""Signing in: allauth's pages, and in without a code for who has just proven an address."""

from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jobboard import mail
from jobboard.models import User


class OwnSiteMixin:
    """Leaves ``site`` in templates to the board's identity, which is not the request's host."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = cast("dict[str, Any]", super().get_context_data(**kwargs))  # type: ignore[misc] # allauth's own
        context.pop("site", None)
        return context


class RequestCodeView(OwnSiteMixin, RequestLoginCodeView):
    pass


class ConfirmCodeView(OwnSiteMixin, ConfirmLoginCodeView):
    pass


class PasswordView(OwnSiteMixin, LoginView):
    pass


class SecondFactorView(OwnSiteMixin, AuthenticateView):
    pass


def request_code(request: HttpRequest) -> HttpResponse:
    """Send a code, where mail leaves the board; else say that it does not."""
    if not mail.is_open():
        return render(request, "account/no_mail.html")
    return cast("HttpResponse", RequestCodeView.as_view()(request))


def sign_in_proven(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Sign ``user`` in, who has proven the address a moment ago, and lead to ``wanted``.

    Whoever is signed in already stays who they are. Staff sign in by themselves: a
    confirmation works for longer than a code for signing in, which is too long for the admin.
    """
    if request.user.is_authenticated or user.is_staff:
        return redirect(wanted)
    record_authentication(request, user, method="code", email=user.email)
    login = Login(user=user, redirect_url=wanted, email=user.email)
    return cast("HttpResponse", perform_login(request, login))
