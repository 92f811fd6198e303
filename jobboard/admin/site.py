"""Who the board is, its own pages, and its pictures, in the admin."""

import json
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import FixedRowsAdmin, PreviewAdmin
from jobboard.admin_forms.markdown import MarkdownWidget
from jobboard.admin_forms.open_forms import VERSION, with_data
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.admin_forms.state import as_get, stored, version
from jobboard.models import Picture, SiteIdentity, SitePage
from jobboard.models.identity import THE_ROW
from jobboard.site import identity, media, pages
from jobboard.site.form_fields import PictureForm
from listings.pay.money import CURRENCIES
from listings.reading.countries import COUNTRY_NAMES

# What the system's time zone data has beside places.
NO_PLACES = ("posix", "right/", "Etc/", "SystemV/", "localtime", "Factory")
NOT_CHOSEN = ("", "---------")


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country, by name, after none."""
    return [NOT_CHOSEN, *sorted(COUNTRY_NAMES.items(), key=lambda country: country[1])]


def time_zones() -> list[tuple[str, str]]:
    """Return the zones one lives in, and UTC, by name, after none."""
    zones = sorted(zone for zone in available_timezones() if not zone.startswith(NO_PLACES))
    return [NOT_CHOSEN, *((zone, zone) for zone in zones)]


class SiteIdentityForm(forms.ModelForm):
    country = forms.ChoiceField(label="Home country", required=False, choices=countries)
    time_zone = forms.ChoiceField(label="Time zone", required=False, choices=time_zones)

    class Meta:
        model = SiteIdentity
        fields = (
            "name",
            "tagline",
            "contact",
            "logo",
            "country",
            "currency",
            "pay_period",
            "time_zone",
            "accent",
            "accent_dark",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = identity.from_environment()
        for name, value in default.items():
            if field := self.fields.get(name):
                said = f"Empty: {value or 'none'}, as the environment says."
                field.help_text = f"{field.help_text} {said}".strip()

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(f"No currency has the code {code}: write it as EUR or USD.")
        return code


@admin.register(SiteIdentity)
class SiteIdentityAdmin(SafeEditingAdmin):
    form = SiteIdentityForm
    autocomplete_fields = ("logo",)
    readonly_fields = ("updated_at",)
    fieldsets = (
        ("Who", {"fields": ("name", "tagline", "contact", "logo")}),
        ("Where", {"fields": ("country", "currency", "pay_period", "time_zone")}),
        ("Colour", {"fields": ("accent", "accent_dark", "updated_at")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SiteIdentity.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: SiteIdentity | None = None) -> bool:
        return False  # an emptied field is what the environment says

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where somebody else was first with the one row, both are put together as in any form."""
        row = SiteIdentity.objects.first()
        if request.method != "POST" or not row or not self.has_change_permission(request, row):
            return super().add_view(request, form_url, extra_context)
        data = request.POST.copy()
        if not data.get(VERSION):
            blank = self.get_form(as_get(request), None, change=False)()
            data[VERSION] = json.dumps(version(stored(blank, [])))
        return self.changeform_view(with_data(request, data), str(row.pk), form_url, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one row, so the list is its form."""
        if SiteIdentity.objects.exists():
            address = reverse("admin:jobboard_siteidentity_change", args=[THE_ROW])
        elif self.has_add_permission(request):
            address = reverse("admin:jobboard_siteidentity_add")
        else:
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(address)


class SitePageForm(forms.ModelForm):
    """Shows the default text for editing; what is left as it was, or emptied, stays the default."""

    class Meta:
        model = SitePage
        fields = ("title", "body")
        widgets = {"body": MarkdownWidget(lines=28, kind="page")}
        help_texts = {"title": "Empty: the default."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = pages.text_of(self.instance.slug, self.instance)
        self.initial.update(title=shown.title, body=shown.body)
        if "body" in self.fields:  # not for who may only look
            self.fields["body"].help_text = (
                "Markdown. Empty: the default. Facts of the board are named in double braces: "
                + ", ".join(f"{{{{ {name} }}}}" for name in pages.facts())
            )

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        return "" if title == pages.default_text(self.instance.slug).title else title

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if problems := pages.problems(body):
            raise ValidationError([str(problem) for problem in problems])
        return "" if body == pages.default_text(self.instance.slug).body else body


@admin.register(SitePage)
class SitePageAdmin(FixedRowsAdmin, SafeEditingAdmin, PreviewAdmin):
    form = SitePageForm
    list_display = ("__str__", "shown_title", "state", "edited_at")
    readonly_fields = ("edited_at",)
    fields = ("title", "body", "edited_at")

    def preview_page(self, request: HttpRequest, obj: SitePage) -> HttpResponse:
        return pages.show(as_get(request), obj.slug)

    @admin.display(description="title")
    def shown_title(self, page: SitePage) -> str:
        return pages.text_of(page.slug, page).title

    @admin.display(description="state")
    def state(self, page: SitePage) -> str:
        whose = "your text" if page.body else "default text"
        missing = pages.missing(pages.text_of(page.slug, page).body)
        needs = f"; needs {', '.join(missing)} of the site identity" if missing else ""
        return whose + needs

    def save_model(
        self, request: HttpRequest, obj: SitePage, form: ModelForm, change: bool
    ) -> None:
        same = SitePage.objects.filter(pk=obj.pk, title=obj.title, body=obj.body)
        if not same.exists():
            obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)


PREVIEW_SIDE = 320
THUMBNAIL_SIDE = 64


class ChangedPictureForm(forms.ModelForm):
    """Only the description can be changed: browsers keep the file of an address for ever."""

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
class PictureAdmin(SafeEditingAdmin):
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
