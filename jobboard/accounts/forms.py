"""allauth's forms with the site's labels and classes, and its counting of tries."""

from typing import Any, cast

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings

from jobboard.accounts.sign_in_limits import (
    CODE_LIVES,
    SECOND_FACTOR,
    SIGN_IN_CODE,
    ask_for_code,
    count_try,
    send_code,
)
from jobboard.http import rate_limits
from jobboard.models import User


class LabelledFormMixin:
    """Puts our labels and the class of our inputs onto a form's fields."""

    words: dict[str, str]
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs["class"] = "input"
            field.widget.attrs.pop("placeholder", None)


class PlainCode:
    """Turns off the browser's capitals, corrections and suggestions for a code."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            autocapitalize="characters", spellcheck="false", maxlength="40"
        )


class PasswordForm(LabelledFormMixin, account.LoginForm):
    words = {"login": "E-mail address", "password": "Password"}


class PasswordAgainForm(LabelledFormMixin, account.ReauthenticateForm):
    words = {"password": "Password"}


class AddressForm(LabelledFormMixin, account.RequestLoginCodeForm):
    words = {"email": "E-mail address"}

    def clean_email(self) -> str:
        """Count the code; allauth's own limit, by address alone, lets strangers use it up."""
        ask_for_code(context.request, str(self.cleaned_data["email"]))
        email = cast("str", super().clean_email())
        if self._user is None:
            send_code(SIGN_IN_CODE, email, get_adapter().generate_login_code(), is_known=False)
        return email


class CodeForm(LabelledFormMixin, PlainCode, account.ConfirmLoginCodeForm):
    words = {"code": "Code from the mail"}

    def clean_code(self) -> str:
        """Count the try where all processes see it: allauth's own count lies in the session."""
        subject = self.expected_code or context.request.session.session_key or ""
        most = settings.LIMITS.sign_in_code_tries
        if not rate_limits.spend("sign-in code", subject, limit=most, window=CODE_LIVES):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class CountedCode:
    """Counts each try at a second factor, or at a recovery code."""

    user: User

    def clean_code(self) -> str:
        tried = count_try(context.request, SECOND_FACTOR, self.user.email)
        code = cast("str", super().clean_code())  # type: ignore[misc]
        tried.was_right()
        return code


class SecondFactorForm(LabelledFormMixin, PlainCode, CountedCode, second_factor.AuthenticateForm):
    words = {"code": "Code from the app, or a recovery code"}


class SecondFactorAgainForm(
    LabelledFormMixin, PlainCode, CountedCode, second_factor.ReauthenticateForm
):
    words = {"code": "Code from the app, or a recovery code"}


class NewAppForm(LabelledFormMixin, PlainCode, ActivateTOTPForm):
    words = {"code": "Code that the app shows"}
