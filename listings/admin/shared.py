"""What several admins of the market share: columns, rows that nobody types, actions with a reason.

What no editor has approved yet is read only by who moderates. Writers and editors look up postings
and companies for their texts; they get those that readers could see. Lists, pages, history,
autocomplete and search of the admin all start from ``may_read`` and ``may_read_companies``.
"""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import ConditionFilter, FilterCondition, FixedRowsAdmin
from jobboard.admin_forms.labels import PlainLabelsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.models import User
from jobboard.models.user import Person
from listings.models import CompanyRevision, Listing, PostingRevision, Source, Status
from listings.models.company import CompanyQuerySet
from listings.models.fields import POSTING_FIELDS
from listings.models.listing_queryset import ListingQuerySet, is_live
from listings.moderation.reports import reported
from listings.templatetags.texts import titled
from roles.admin.guide_actions import Waiting, waiting_in

STATES = {
    "live": FilterCondition("Live", is_live()),
    "pending": FilterCondition("Waits for approval", Q(status=Status.PENDING)),
    "frozen": FilterCondition("Under review (frozen)", Q(frozen_at__isnull=False)),
    "unexplained": FilterCondition(
        "Under review, and nobody said why", Q(frozen_at__isnull=False, frozen_reason="")
    ),
    "quarantine": FilterCondition("Pay in quarantine", Q(pay_quarantined_at__isnull=False)),
    "featured": FilterCondition("Featured now", Q(featured_until__gt=Now())),
    "expired": FilterCondition("Run out", Q(status=Status.PUBLISHED, expires_at__lte=Now())),
    "closed": FilterCondition("Closed", Q(status=Status.CLOSED)),
    "duplicate": FilterCondition("Stands under another posting", Q(duplicate_of__isnull=False)),
    "edited": FilterCondition("Edited by a person", ~Q(edited_fields=[])),
}

SOURCE_STATES = {
    "failed": FilterCondition("Last sync failed", ~Q(last_error="")),
    "held": FilterCondition("Withholds closings", ~Q(withheld_external_ids=[])),
    "enabled": FilterCondition("Enabled", Q(is_enabled=True)),
    "disabled": FilterCondition("Disabled", Q(is_enabled=False)),
}

COMPANY_STATES = {
    "blocked": FilterCondition("Blocked", Q(blocked_at__isnull=False)),
    "visible": FilterCondition("Visible", Q(blocked_at__isnull=True, is_approved=True)),
    "proposed": FilterCondition("Proposed by an employer", Q(is_approved=False)),
    "edited": FilterCondition("Edited by a person", ~Q(edited_fields=[])),
}


class StateFilter(ConditionFilter):
    title = parameter_name = "state"


class ListingStateFilter(StateFilter):
    conditions = STATES


class SourceStateFilter(StateFilter):
    conditions = SOURCE_STATES


class CompanyStateFilter(StateFilter):
    conditions = COMPANY_STATES


def filled_filter(heading: str, *, empty: str, filled: str) -> type[admin.EmptyFieldListFilter]:
    """Return a filter by whether a field is empty, in words of that field's own."""
    words = {"Empty": empty, "Not empty": filled}

    class FilledFilter(admin.EmptyFieldListFilter):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.title = heading

        def choices(self, changelist: ChangeList) -> Iterator[Any]:
            for choice in super().choices(changelist):
                said, bracket, count = choice["display"].partition(" (")
                yield {**choice, "display": words.get(said, said) + bracket + count}

    return FilledFilter


QUEUE = "Postings and edits to approve"
LISTINGS = {
    "frozen": "Postings under review",
    "quarantine": "Postings whose pay is in quarantine",
}
SOURCES = {
    "failed": "Sources whose last sync failed",
    "held": "Sources with postings that a sync would close",
}


def waiting_for(user: Person) -> list[Waiting]:
    """What waits, as far as the user may see it; at most six queries."""
    found: list[Waiting] = []
    if isinstance(user, User) and user.has_perm("listings.change_listing"):
        number = Listing.objects.waiting().count() + PostingRevision.objects.pending().count()
        found.append(Waiting(QUEUE, number, reverse("admin:listings_listing_queue")))
    if isinstance(user, User) and user.has_perm("listings.view_listing"):
        found += waiting_in(Listing.objects.all(), STATES, LISTINGS)
    if isinstance(user, User) and user.has_perm("listings.view_reportedposting"):
        url = reverse("admin:listings_reportedposting_changelist")
        found.append(Waiting("Postings that readers report", reported().count(), url))
    if isinstance(user, User) and user.has_perm("listings.view_companyrevision"):
        url = f"{reverse('admin:listings_companyrevision_changelist')}?state__exact=pending"
        number = CompanyRevision.objects.pending().count()
        found.append(Waiting("Company pages to approve", number, url))
    if isinstance(user, User) and user.has_perm("listings.view_source"):
        found += waiting_in(Source.objects.all(), SOURCE_STATES, SOURCES)
    return found


LONGEST = 200  # of a reason
MODERATE_POSTINGS: Final = ("listings.change_listing", "listings.add_listing")
CONTACTS: Final = frozenset(
    {"submitted_by", *(row.column for row in POSTING_FIELDS if row.is_contact and row.column)}
)
MODERATE_COMPANIES: Final = ("listings.change_company", *MODERATE_POSTINGS)


class NothingToChange:
    """For a ModelAdmin or an inline: view only, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(NothingToChange, PlainLabelsAdmin):
    """A ModelAdmin that only shows."""

    show_full_result_count = False


class ContactsAdmin(admin.ModelAdmin):
    """A ModelAdmin of postings: whom the board writes to is shown to who moderates alone."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if _has_any(request, MODERATE_POSTINGS):
            return fieldsets
        return [one for one in fieldsets if not CONTACTS.intersection(one[1]["fields"])]


class DecidedAdmin(FixedRowsAdmin, SafeEditingAdmin):
    """A ModelAdmin whose rows come from elsewhere and are decided by actions: nothing to save."""

    show_full_result_count = False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)


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
