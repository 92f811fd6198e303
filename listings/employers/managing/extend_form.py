"""How long a posting should run, and what becomes of its last day to apply."""

from django import forms

from listings.models import Listing


class ExtendForm(forms.Form):
    """``days`` comes from a button; whether it may be is the transition's to say."""

    days = forms.IntegerField(
        min_value=1, max_value=365, error_messages={"required": "Choose how long it should run."}
    )
    apply_by_on = forms.DateField(
        label="Last day to apply",
        required=False,
        help_text="It ends with this day if that is earlier. Empty: no last day.",
        error_messages={"invalid": "Write the day as 2026-05-31, or leave it empty."},
        widget=forms.DateInput(
            attrs={"class": "input input--short", "type": "date"}, format="%Y-%m-%d"
        ),
    )

    @classmethod
    def of(cls, listing: Listing) -> "ExtendForm":
        """The form as it is first shown, with the day that holds now."""
        return cls(initial={"apply_by_on": listing.apply_by_on})

    @property
    def complaints(self) -> list[str]:
        """All that is wrong, in sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]
