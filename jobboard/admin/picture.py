from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.saving import NothingLost
from jobboard.models import Picture
from jobboard.site import media
from jobboard.site.picture_upload import PictureForm

PREVIEW_SIDE = 320
THUMBNAIL_SIDE = 64


class ChangedPictureForm(forms.ModelForm):
    """The picture itself never changes, for its address would then lie."""

    class Meta:
        model = Picture
        fields = ("alt",)


class NewPictureForm(PictureForm):
    def clean_file(self) -> media.Encoded:
        picture = super().clean_file()
        same = Picture.objects.filter(content_hash=picture.content_hash).first()
        if same:
            raise ValidationError(f"This picture is here already: “{same.alt}”, {same.url}")
        return picture


@admin.register(Picture)
class PictureAdmin(NothingLost):
    list_display = ("thumbnail", "alt", "size", "format", "uploaded_at")
    list_display_links = ("thumbnail", "alt")
    search_fields = ("alt", "original_name", "content_hash")
    readonly_fields = ("preview", "in_markdown", "size", "original_name", "uploaded_at")

    def get_form(
        self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = ChangedPictureForm if obj else NewPictureForm
        made = super().get_form(request, obj, change, form=form, **kwargs)
        made.uploader = request.user  # the class is of this request
        return made

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        return ("alt", *self.readonly_fields) if obj else ("file", "alt")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Picture | None = None
    ) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    @admin.display(description="")
    def thumbnail(self, picture: Picture) -> SafeString:
        return _image(picture, THUMBNAIL_SIDE)

    @admin.display(description="preview")
    def preview(self, picture: Picture) -> SafeString:
        return _image(picture, PREVIEW_SIDE)

    @admin.display(description="in a text")
    def in_markdown(self, picture: Picture) -> SafeString:
        return format_html('<code>![{}]({} "Caption")</code>', picture.alt, picture.url)

    @admin.display(description="pixels")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}"

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        name = obj.file_name
        super().delete_model(request, obj)
        transaction.on_commit(lambda: media.remove(name))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        names = [picture.file_name for picture in queryset]
        super().delete_queryset(request, queryset)
        transaction.on_commit(lambda: media.remove(*names))


def _image(picture: Picture, side: int) -> SafeString:
    """Return the picture within a square of ``side`` pixels."""
    share = min(1, side / max(picture.width, picture.height))
    width, height = (max(1, round(length * share)) for length in (picture.width, picture.height))
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', picture.url, picture.alt, width, height
    )
