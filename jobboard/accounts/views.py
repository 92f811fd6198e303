"""``/employers/account/``: what is kept about the person who is signed in."""

from typing import cast

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
