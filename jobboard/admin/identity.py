import json
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jobboard.admin_forms.saving import SafeEditingAdmin, with_data
from jobboard.admin_forms.state import as_get, stored, version
from jobboard.admin_forms.unsaved import VERSION
from jobboard.models import SiteIdentity
from jobboard.models.identity import THE_ROW
from jobboard.site import identity
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
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
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

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one row, so the list is its form."""
        if SiteIdentity.objects.exists():
            address = reverse("admin:jobboard_siteidentity_change", args=[THE_ROW])
        elif self.has_add_permission(request):
            address = reverse("admin:jobboard_siteidentity_add")
        else:
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(address)
