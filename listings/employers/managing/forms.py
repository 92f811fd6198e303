"""Forms of a posting's own page, and of the company's page."""

from typing import Any, cast

from django import forms

from jobboard.models import User
from jobboard.site import media
from jobboard.site.form_fields import ACCEPTED, PictureField, WholeTextField, what_is_taken
from listings.employers.fields import DayField, typed_text
from listings.models import Listing
from listings.models.revisions import LONGEST_TEXT, MOST_LOGO_BYTES

LONGEST_COMMENT = 5_000


class CommentForm(forms.Form):
    """An answer to the editors."""

    text = WholeTextField(
        label="Your answer to the editors",
        max_length=LONGEST_COMMENT,
        error_messages={"required": "Write what you would like to say."},
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def clean_text(self) -> str:
        return typed_text(self.cleaned_data["text"])


class ExtendForm(forms.Form):
    """How long a posting should run in all. Whether it may, ``transitions.extend`` decides."""

    days = forms.IntegerField(
        min_value=1, max_value=365, error_messages={"required": "Choose how long it should run."}
    )
    apply_by_on = DayField(
        css="input input--short",
        label="Last day to apply",
        help_text="It ends with this day if that is earlier. Empty: no last day.",
    )

    @classmethod
    def of(cls, listing: Listing) -> "ExtendForm":
        """The unbound form, with the posting's last day to apply."""
        return cls(initial={"apply_by_on": listing.apply_by_on})

    @property
    def complaints(self) -> list[str]:
        """All errors, in sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]


class CompanyForm(forms.Form):
    description = WholeTextField(
        label="About the company",
        required=False,
        max_length=LONGEST_TEXT,
        help_text=f"Up to {LONGEST_TEXT:,} characters. Lines stay lines.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 8, "dir": "auto"}),
    )
    logo = PictureField(
        label="Logo",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    removes_logo = forms.BooleanField(label="Show no logo", required=False)

    def __init__(self, *args: Any, uploader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        logo = cast("PictureField", self.fields["logo"])
        logo.uploader = uploader
        logo.help_text = f"{what_is_taken()}. Place and camera are taken out."

    def clean_description(self) -> str:
        return typed_text(self.cleaned_data["description"])

    def clean_logo(self) -> media.Encoded | None:
        picture: media.Encoded | None = self.cleaned_data["logo"]
        if picture and len(picture.content) > MOST_LOGO_BYTES:
            raise forms.ValidationError(
                "This picture is too detailed for a logo; make it smaller, or simpler."
            )
        return picture

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("logo") and cleaned.get("removes_logo"):
            self.add_error("removes_logo", "Either a new logo or none.")
        return cleaned
