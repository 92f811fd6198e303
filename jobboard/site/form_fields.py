"""Fields of forms: every picture that people upload, and text that is pasted.

Text comes whole: the form says what is too long, the browser cuts nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)

from jobboard.http import rate_limits
from jobboard.models import Picture, User
from jobboard.site import media

KIND = "picture upload"
HOUR = timedelta(hours=1)
ACCEPTED = "image/png,image/jpeg,image/webp"


def what_is_taken() -> str:
    """``PNG, JPEG or WebP, up to 10 MB and 8 million pixels``."""
    most = settings.PICTURES
    megabytes, million = most.bytes // 1024 // 1024, most.pixels // 1_000_000
    return f"PNG, JPEG or WebP, up to {megabytes} MB and {million} million pixels"


class PictureField(forms.FileField):
    """A file that becomes a ``media.Encoded``, or is refused in words; empty gives None.

    ``uploader`` is set by the form before it is checked: every attempt counts, whatever comes
    of it, for reading a picture is what costs.
    """

    uploader: User | None = None

    def clean(self, data: Any, initial: Any = None) -> media.Encoded | None:
        upload: UploadedFile | None = super().clean(data, initial)
        if not upload:
            return None
        self._spend()
        try:
            return media.encode(upload, upload.size or 0)  # type: ignore[arg-type]
        except media.PictureRefusedError as error:
            raise ValidationError(str(error)) from error

    def _spend(self) -> None:
        if self.uploader is None:
            raise TypeError("A form with a picture must say who uploads it.")
        subject = str(self.uploader.pk)
        most = settings.PICTURES.uploads_an_hour
        if rate_limits.spend(KIND, subject, limit=most, window=HOUR):
            return
        raise ValidationError(
            f"You have uploaded {most} pictures within an hour, which is the most. "
            f"The next one may come {rate_limits.until(rate_limits.wait(KIND, subject))}."
        )


class PictureForm(forms.ModelForm):
    """A picture and what it shows; ``uploader`` is who asks, given to the class or to the form."""

    uploader: User | None = None
    file = PictureField(widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))

    class Meta:
        model = Picture
        fields = ("alt",)

    def __init__(self, *args: Any, uploader: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].uploader = uploader or self.uploader  # type: ignore[attr-defined]
        self.fields["file"].help_text = (
            f"{what_is_taken()}. It is made smaller where a side is longer than "
            f"{settings.PICTURES.kept_side:,} pixels; place and camera are taken out."
        )

    def clean_file(self) -> media.Encoded:
        encoded: media.Encoded = self.cleaned_data["file"]
        upload = cast("UploadedFile", self.files["file"])
        self.instance.original_name = (upload.name or "")[-200:]
        return encoded

    def save(self, commit: bool = True) -> Picture:
        encoded: media.Encoded = self.cleaned_data["file"]
        media.store(encoded)
        for name in ("content_hash", "format", "width", "height"):
            setattr(self.instance, name, getattr(encoded, name))
        picture: Picture = super().save(commit)
        return picture


LIMITS: dict[type[BaseValidator], str] = {
    MaxLengthValidator: (
        "%(show_value)d characters; %(limit_value)d is the most. "
        "All of it is still here: shorten it."
    ),
    MinValueValidator: "%(limit_value)s is the least.",
    MaxValueValidator: "%(limit_value)s is the most.",
}


def say_limits(fields: Iterable[forms.Field]) -> None:
    """Have the limits of these fields told in the board’s words instead of Django’s."""
    for field in fields:
        for validator in field.validators:
            if isinstance(validator, BaseValidator) and type(validator) in LIMITS:
                validator.message = LIMITS[type(validator)]


class WholeTextField(forms.CharField):
    """A ``CharField`` without ``maxlength`` for the browser, which would silently cut."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        say_limits([self])

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}


def uncut(fields: Mapping[str, forms.Field]) -> None:
    """The same for fields that a model made."""
    for field in fields.values():
        field.widget.attrs.pop("maxlength", None)
