"""allauth's pages at the door, without its own idea of what ``site`` is in a template."""

from typing import Any, cast

from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobboard import mail


class OurSite:
    """Leaves ``site`` in templates to the board's identity, which is not the request's host."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = cast("dict[str, Any]", super().get_context_data(**kwargs))  # type: ignore[misc]
        context.pop("site", None)
        return context


class AskForCode(OurSite, RequestLoginCodeView):
    pass


class TypeCode(OurSite, ConfirmLoginCodeView):
    pass


class TypePassword(OurSite, LoginView):
    pass


class TypeSecondFactor(OurSite, AuthenticateView):
    pass


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Send a code, where mail leaves the board; else say that it does not."""
    if not mail.is_open():
        return render(request, "account/no_mail.html")
    return cast("HttpResponse", AskForCode.as_view()(request))
