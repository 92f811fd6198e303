"""The parts of django-allauth that the board exposes, under addresses of our own.

Signing up, changing addresses and resetting passwords are not among them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from django.urls import path

from jobboard.accounts import views

urlpatterns = [
    path("sign-in/", views.request_code, name="account_request_login_code"),
    path("sign-in/code/", views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("sign-in/password/", views.PasswordView.as_view(), name="account_login"),
    path("sign-in/second-factor/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("closed/", views.ClosedView.as_view(), name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/second-factor/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/app/", app.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery-codes/file/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

# under /employers/account/
own_data_urlpatterns = [
    path("", views.show, name="account-data"),
    path("data.json", views.download, name="account-data-file"),
    path("delete/code/", views.ask_to_delete, name="account-delete-code"),
    path("delete/", views.delete, name="account-delete"),
    path("deleted/", views.deleted, name="account-deleted"),
]
