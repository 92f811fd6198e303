"""What a reader says is wrong with a posting."""

from typing import Any

from django import forms

from listings.models import Listing, ReportReason
from listings.models.moderation import LONGEST_TEXT


class ReportTextField(forms.CharField):
    """Counts the end of a line as one character, as the browser does."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong.",
            "invalid_choice": "Choose one of these.",
        },
    )
    text = ReportTextField(
        label="In your words, if you like",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Only the editors read it. Up to 1,000 characters.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    # A trap for programs: hidden from people, whatever their way of reading.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason"]
        reasons.choices = [  # type: ignore[attr-defined]
            (reason.value, reason.label) for reason in ReportReason if _fits(reason, listing)
        ]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty: it is there for programs.")
        return ""


def _fits(reason: ReportReason, listing: Listing) -> bool:
    """Whether this can be wrong with the posting at all."""
    match reason:
        case ReportReason.NOT_REMOTE:
            return listing.is_remote
        case ReportReason.PAY:
            return bool(listing.pay_display or listing.pay_text)
    return True
