"""The field beside an action: why it is done. Freezing and blocking keep the reason."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

LONGEST = 200


def asking_why(verb: str) -> type[ActionForm]:
    """The form of the actions, with the reason that ``verb`` needs: "freeze"."""
    reason = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Reason",
        widget=forms.TextInput(attrs={"placeholder": f"Needed to {verb}"}),
    )
    return type("ReasonedActionForm", (ActionForm,), {"reason": reason})


def reason_of(request: HttpRequest) -> str:
    """What was typed beside the chosen action, in the list or on the page of one row."""
    names = ("reason", f"{admin.ActionLocation.CHANGE_FORM.value}-reason")
    given = [text for name in names for text in request.POST.getlist(name) if text.strip()]
    return given[0].strip()[:LONGEST].replace("\x00", "") if given else ""
