"""The secret link to a guide that is not out yet: made, made anew and withdrawn."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.site import dates
from roles.access import may_change
from roles.models import Guide, PreviewLink
from roles.models.preview_link import LIFETIME

ON_ITS_PAGE = [admin.ActionLocation.CHANGE_FORM]
NAMES = ("make_preview_link", "withdraw_preview_link")


class PreviewLinks(admin.ModelAdmin):
    """For the admin of guides: two actions, and the link where it can be copied."""

    @admin.action(
        description="Secret preview link: make one, or a new one",
        permissions=["change"],
        location=ON_ITS_PAGE,
    )
    def make_preview_link(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        for guide in _of(request, queryset):
            if guide.is_live:
                self.message_user(request, "It is out: send its own address.", messages.WARNING)
                continue
            link, is_new = PreviewLink.objects.get_or_create(guide=guide)
            if not is_new:
                link.renew()
            self.log_change(request, guide, "made a secret preview link")
            said = format_html("Whoever has this link can read the guide: {}", anchor(link))
            self.message_user(request, said, messages.SUCCESS)

    @admin.action(
        description="Secret preview link: withdraw it",
        permissions=["change"],
        location=ON_ITS_PAGE,
    )
    def withdraw_preview_link(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        for guide in _of(request, queryset):
            deleted, _ = PreviewLink.objects.filter(guide=guide).delete()
            if deleted:
                self.log_change(request, guide, "withdrew the secret preview link")
            said = "The link opens nothing any more." if deleted else "There was no link."
            self.message_user(request, said, messages.SUCCESS if deleted else messages.WARNING)

    @admin.display(description="secret link")
    def secret_link(self, guide: Guide) -> SafeString | str:
        link = PreviewLink.objects.valid().filter(guide=guide).first()
        if link is None:
            return f"None. The action above makes one; it lasts {LIFETIME.days} days."
        return format_html("{} until {}", anchor(link), dates.short(link.expires_at))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "secret_link")

    def get_fieldsets(self, request: HttpRequest, obj: Guide | None = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or obj.is_live or not may_change(request.user, obj):
            return fieldsets
        text = "For somebody who does not sign in here. It is not for search engines."
        return [*fieldsets, ("Preview", {"fields": ("secret_link",), "description": text})]


def _of(request: HttpRequest, guides: QuerySet[Guide]) -> list[Guide]:
    """Return those that are this person's to change."""
    return [guide for guide in guides if may_change(request.user, guide)]


def anchor(link: PreviewLink) -> SafeString:
    url = settings.SITE_URL + link.get_absolute_url()
    return format_html('<a href="{0}" rel="noreferrer">{0}</a>', url)
