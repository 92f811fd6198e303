"""Where the board differs from django-allauth's defaults."""

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jobboard.accounts.sign_in_limits import (
    PASSWORD,
    SIGN_IN_CODE,
    count_try,
    remember_device,
    send_code,
)
from jobboard.http.networks import network_of
from jobboard.models import User
from jobboard.site import identity

WRONG_CODE = "That is not the code of our newest mail to you. Look at the last one that came."
KINDS = {"account/email/login_code": SIGN_IN_CODE}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Address and password do not fit together.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "Too many wrong codes: ask for a new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: employers become users by confirming a posting, staff are made in the admin."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's network: limits never see a whole address."""
        return network_of(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        is_staff = request.user.is_authenticated and request.user.is_staff
        return reverse("admin:index" if is_staff else "own-postings")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nobody again who has signed in within the last minutes."""
        return super().is_reauthentication_required(app=app, **kwargs) and not came_in_just_now()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Count the try first; allauth's own limit, by address alone, lets strangers lock out."""
        user = request.user
        known = user.email if isinstance(user, User) else ""
        tried = count_try(request, PASSWORD, known or str(credentials.get("email", "")))
        if entered := super().authenticate(request, **credentials):
            tried.was_right()
        return entered

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the device and the network."""
        response = cast("HttpResponse", super().post_login(request, user, **kwargs))
        remember_device(request, response, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the code; it is the only mail that the exposed parts of allauth send."""
        send_code(KINDS[template_prefix], email, context["code"])


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code does not fit. Type the one that the app shows now.",
    }

    def get_totp_issuer(self) -> str:
        return identity.current().name


def came_in_just_now() -> bool:
    """Tell whether the visitor signed in within the last minutes, by whatever way."""
    request = allauth_context.request
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)
