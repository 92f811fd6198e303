"""Who may enter the editors' desk: staff, and on a public board only with a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jobboard.models import User

KEPT = "_has_second_factor"


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether the board asks for a second factor and this person has none.

    One query a request, and none where the board does not ask.
    """
    if not settings.STAFF_2FA or not isinstance(request.user, User):
        return False
    if not hasattr(request, KEPT):
        setattr(request, KEPT, is_mfa_enabled(request.user, [Authenticator.Type.TOTP]))
    return not getattr(request, KEPT)


def way_in(request: HttpRequest, wanted: str) -> HttpResponse | None:
    """Return where a person must go before the desk, or None for who may enter.

    Strangers sign in through allauth, staff without a second factor set one up, and whoever is
    signed in without being staff is told that this is not allowed.
    """
    if not isinstance(request.user, User):
        return redirect_to_login(wanted, reverse("account_login"))
    if not (request.user.is_staff and request.user.is_active):
        raise PermissionDenied
    if lacks_second_factor(request):
        return redirect_to_login(wanted, reverse("mfa_activate_totp"))
    return None
