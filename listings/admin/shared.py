"""What several admins of the market share: columns, rows that nobody types, actions with a reason.

What no editor has approved yet is read only by who moderates. Writers and editors look up postings
and companies for their texts; they get those that readers could see. Lists, pages, history,
autocomplete and search of the admin all start from ``may_read`` and ``may_read_companies``.
"""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import FixedRowsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.models import User
from listings.models import Listing
from listings.models.company import CompanyQuerySet
from listings.models.listing_queryset import ListingQuerySet
from listings.templatetags.texts import titled

LONGEST = 200  # of a reason
MODERATE_POSTINGS: Final = ("listings.change_listing", "listings.add_listing")
MODERATE_COMPANIES: Final = ("listings.change_company", *MODERATE_POSTINGS)


class NothingToChange:
    """For a ModelAdmin or an inline: view only, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(NothingToChange, admin.ModelAdmin):
    """A ModelAdmin that only shows."""


class DecidedAdmin(FixedRowsAdmin, SafeEditingAdmin):
    """A ModelAdmin whose rows come from elsewhere and are decided by actions: nothing to save."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)


class SlugChosenOnce(admin.ModelAdmin):
    """The slug stands in addresses: it is made from the name and never changed."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "slug") if obj else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}


class EditedColumn:
    """For a ModelAdmin of rows with ``edited_fields``: the field ``edited``."""

    @admin.display(description="edited by a person")
    def edited(self, row: Any) -> str:
        return ", ".join(name.replace("_", " ") for name in row.edited_fields) or "–"


class TitleColumn:
    """For a ModelAdmin of postings: the column ``titled``."""

    @admin.display(description="title", ordering="title")
    def titled(self, listing: Listing) -> SafeString:
        return titled(listing)


class PostingColumn:
    """For a ModelAdmin of rows that belong to a posting: the column ``posting``."""

    @admin.display(description="posting", ordering="listing__title", empty_value="–")
    def posting(self, row: Any) -> SafeString | None:
        return titled(row.listing) if row.listing else None


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


def may_read(request: HttpRequest, rows: ListingQuerySet) -> ListingQuerySet:
    """Return the postings among ``rows`` that the person may read in the admin."""
    return rows if _has_any(request, MODERATE_POSTINGS) else rows.public()


def may_read_companies(request: HttpRequest, rows: CompanyQuerySet) -> CompanyQuerySet:
    """Return the companies among ``rows`` that the person may read in the admin."""
    return rows if _has_any(request, MODERATE_COMPANIES) else rows.visible()


def _has_any(request: HttpRequest, permissions: tuple[str, ...]) -> bool:
    person = request.user
    return isinstance(person, User) and any(person.has_perm(name) for name in permissions)
