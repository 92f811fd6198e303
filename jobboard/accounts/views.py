"""Signing in (``/accounts/``), and what is kept about oneself (``/employers/account/``)."""

from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import (
    AccountInactiveView,
    ConfirmLoginCodeView,
    LoginView,
    RequestLoginCodeView,
)
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobboard import mail
from jobboard.accounts import personal_data
from jobboard.accounts.personal_data import SESSION_KEY, DeletionForm, expected_code, send_code
from jobboard.http import rate_limits
from jobboard.models import User


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "account/data.html", {"has_mail": mail.is_open()})


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """All of it as one JSON file."""
    data = personal_data.export(cast("User", request.user))
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_POST
@login_required
def ask_to_delete(request: HttpRequest) -> HttpResponse:
    """Mail a code; staff accounts are deleted by an administrator instead."""
    user = cast("User", request.user)
    if user.is_staff or not mail.is_open():
        return redirect("account-data")
    if refusal := send_code(request, user):
        return rate_limits.too_many(request, refusal)
    return redirect("account-delete")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account once the code from the mail is typed."""
    user = cast("User", request.user)
    expected = expected_code(request, user)
    if not expected or user.is_staff:
        return redirect("account-data")
    form = DeletionForm(request.POST or None, expected=expected)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/delete.html", {"form": form})
    request.session.pop(SESSION_KEY, None)
    personal_data.delete(user)
    logout(request)
    return redirect("account-deleted")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")


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


class ClosedView(OwnSiteMixin, AccountInactiveView):
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
