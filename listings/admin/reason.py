"""The field beside an action: why it is done. Freezing and blocking keep the reason."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

LONGEST = 200


class ReasonedActionForm(ActionForm):
    reason = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Reason",
        help_text="Needed for freezing and blocking.",
        widget=forms.TextInput(attrs={"placeholder": "Needed to freeze or to block"}),
    )


def reason_of(request: HttpRequest) -> str:
    """What was typed beside the chosen action, in the list or on the page of one row."""
    names = ("reason", f"{admin.ActionLocation.CHANGE_FORM.value}-reason")
    given = [text for name in names for text in request.POST.getlist(name) if text.strip()]
    return given[0].strip()[:LONGEST].replace("\x00", "") if given else ""
