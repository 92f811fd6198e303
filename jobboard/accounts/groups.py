"""The groups of people behind the board, what each may do, and when a second factor is due.

Made after every migrate, because permissions do not exist inside migrations. What an
administrator added to a group by hand stays.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jobboard.models import User

CHANGES = ("add", "change", "delete", "view")

GROUP_PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "writer": {
        "roles.guide": ("add", "change", "view"),
        "roles.guiderole": CHANGES,
        "roles.guidesection": CHANGES,
        "roles.series": ("view",),
        "roles.seriespart": ("view",),
        "roles.author": ("view",),
        "roles.role": ("view",),
        "roles.rolealias": ("view",),
        "roles.rolesection": ("view",),
        "roles.sectionsource": ("view",),
        "roles.term": ("view",),
        "listings.listing": ("view",),
        "jobboard.picture": ("add", "change", "view"),
    },
    "editor": {
        "roles.guide": (*CHANGES, "publish"),
        "roles.guiderole": CHANGES,
        "roles.guidesection": CHANGES,
        "roles.guidechange": CHANGES,
        "roles.series": CHANGES,
        "roles.seriespart": CHANGES,
        "roles.author": CHANGES,
        "roles.role": CHANGES,
        "roles.rolealias": CHANGES,
        "roles.rolesection": CHANGES,
        "roles.sectionsource": CHANGES,
        "roles.term": CHANGES,
        "listings.skill": CHANGES,
        "listings.skillalias": CHANGES,
        "listings.levelword": CHANGES,
        "listings.occupationword": CHANGES,
        "listings.listing": ("view",),
        "listings.company": ("view",),
        "listings.place": ("view",),
        "listings.paytransparencyrule": CHANGES,
        "listings.statistic": ("view",),
        "listings.demand": ("view",),
        "listings.paydifference": ("view",),
        "jobboard.sitepage": ("change", "view"),
        "jobboard.shippedtext": ("change", "view"),
        "jobboard.mailwording": ("change", "view"),
        "jobboard.picture": CHANGES,
    },
    "moderator": {
        "listings.listing": CHANGES,
        "listings.listingplace": CHANGES,
        "listings.reportedposting": ("change", "view"),
        "listings.report": ("view",),
        "listings.company": CHANGES,
        "listings.place": ("add", "change", "view"),
        "listings.source": ("change", "view"),
        "listings.sourcerecord": ("view",),
        "listings.listingevent": ("view",),
        "listings.paytransparencyrule": ("view",),
        "listings.companymember": CHANGES,
        "listings.companyrevision": ("change", "view"),
        "listings.moderationnote": ("add", "view"),
        "listings.postingdraft": ("delete", "view"),
        "listings.postingrevision": ("change", "view"),
        "listings.skill": ("view",),
        "roles.role": ("view",),
        "jobboard.picture": ("add", "change", "view"),
        "jobboard.mailwording": ("change", "view"),
        "jobboard.outgoingmail": ("view",),
        "jobboard.timetableentry": ("view",),
    },
}


def name_permissions(**kwargs: Any) -> None:
    """Name each permission after its model's present name; Django keeps the first one."""
    app = kwargs.get("app_config")
    rows = Permission.objects.filter(content_type__app_label=app.label if app else "")
    for permission in rows.select_related("content_type"):
        verb, _, noun = permission.codename.partition("_")
        model = permission.content_type.model_class()
        opts = model._meta if model else None
        if opts and noun == opts.model_name and verb in opts.default_permissions:
            name = f"Can {verb} {opts.verbose_name_raw}"
            if permission.name != name:
                permission.name = name
                permission.save(update_fields=["name"])


def make_groups(**kwargs: Any) -> None:
    """Give each group the permissions of ``GROUP_PERMISSIONS`` that exist by now."""
    for name, models in GROUP_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = Q(pk__in=())
        for label, verbs in models.items():
            app, model = label.split(".")
            codenames = [f"{verb}_{model}" for verb in verbs]
            wanted |= Q(content_type__app_label=app, codename__in=codenames)
        group.permissions.add(*Permission.objects.filter(wanted))


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


def sign_in_redirect(request: HttpRequest, wanted: str) -> HttpResponse | None:
    """Return where a person must go before the admin, or None for who may enter.

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
