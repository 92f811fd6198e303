from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse

from jobboard.admin_forms.form_pages import PreviewAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.admin_forms.state import as_get
from jobboard.site import dates
from listings.admin.listing_actions import NAMES, ListingActions, ListingSteps
from listings.admin.listing_form import (
    CLUSTER_FIELDS,
    DERIVED_PAY_FIELDS,
    NOT_KEPT,
    ORIGIN_FIELDS,
    STATE_FIELDS,
    ListingForm,
    ListingPlaceInline,
    ReadingMixin,
)
from listings.admin.readonly import ListingEventInline
from listings.admin.review import ReviewMixin
from listings.admin.shared import (
    ContactsAdmin,
    EditedColumn,
    ListingStateFilter,
    TitleColumn,
    asking_why,
    filled_filter,
    may_read,
)
from listings.editing.services import (
    confirm_pay,
    mark_edited,
    note_edit,
    rebuild_words,
    set_text_hash,
)
from listings.employers.services import render_stored
from listings.importers.rereading import can_be_given_back, give_back
from listings.models import Listing, ListingEvent, ListingPlace, SearchDocument
from listings.models.listing_queryset import HEAVY_FIELDS
from listings.pay.money import full_amount


@admin.register(Listing)
class ListingAdmin(
    TitleColumn,
    EditedColumn,
    ReviewMixin,
    ListingActions,
    ListingSteps,
    ReadingMixin,
    ContactsAdmin,
    SafeEditingAdmin,
    PreviewAdmin,
):
    change_form_template = "admin/listings/listing/change_form.html"
    form = ListingForm
    action_form = asking_why("freeze")
    reasoned_steps = frozenset({"freeze", "give_reason"})
    actions = NAMES
    list_display = ("titled", "company", "state", "pay_in_short", "level", "posted_on", "source")
    list_filter = (
        ListingStateFilter,
        "status",
        "level",
        ("pay_minimum", filled_filter("pay", empty="Not stated", filled="Stated")),
        ("source", filled_filter("source", empty="Sent or typed in", filled="Read from a source")),
        "is_open_application",
        "is_demo",
        "roles",
    )
    list_select_related = ("company", "source")
    search_fields = ("title", "company__name", "normalized_title")
    autocomplete_fields = ("company", "roles", "skills")
    date_hierarchy = "posted_at"
    ordering = ("-posted_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    inline_places = {"listing_places": "Where"}
    inlines = (ListingPlaceInline, ListingEventInline)
    readonly_fields = (*STATE_FIELDS, *ORIGIN_FIELDS, *CLUSTER_FIELDS, *DERIVED_PAY_FIELDS)
    fieldsets = (
        (None, {"fields": ("title", "company", "description_html")}),
        (
            "What it is",
            {
                "fields": (
                    "roles",
                    ("level", "language"),
                    "employment_types",
                    "skills",
                    ("skills_must", "skills_nice"),
                    "is_open_application",
                ),
                "description": "Leave empty what the employer does not say.",
            },
        ),
        (
            "Where",
            {
                "fields": (
                    "location_text",
                    "workplaces",
                    "office_days",
                    ("remote_scope", "remote_countries"),
                ),
                "description": "Offices stand below under places. “Remote” alone says nothing "
                "about who may apply: then the scope is “Not stated”.",
            },
        ),
        (
            "Pay",
            {
                "fields": (
                    ("pay_minimum", "pay_maximum"),
                    ("pay_currency", "pay_period", "pay_payments_a_year"),
                    ("pay_kind", "pay_is_full_time_rate"),
                    "pay_text",
                    "pay_note",
                    ("pay_bonus", "pay_equity"),
                    "pay_shown",
                ),
                "description": "Only what the employer said; no pay means empty, never 0. "
                "An amount typed here ends a quarantine.",
            },
        ),
        (
            "How the board counts the pay",
            {"fields": DERIVED_PAY_FIELDS[1:], "classes": ("collapse",)},
        ),
        ("How to apply", {"fields": ("apply_url", "apply_email", ("apply_by_on", "expires_at"))}),
        (
            "More that the employer says",
            {
                "fields": (
                    ("department", "reference"),
                    ("years_asked", "degree_asked"),
                    ("languages_asked", "clearance"),
                    ("visa", "relocation", "equity", "newcomers"),
                    ("weekly_hours", "workload"),
                    ("term", "term_months"),
                    ("start", "openings"),
                    "benefits",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            "The employer",
            {
                "fields": ("run_days", "contact_name", "contact_email"),
                "description": "Never shown to readers.",
                "classes": ("collapse",),
            },
        ),
        (
            "State",
            {
                "fields": STATE_FIELDS,
                "description": "Changed by the buttons above, so that the ledger tells it.",
                "classes": ("collapse",),
            },
        ),
        ("Duplicates", {"fields": CLUSTER_FIELDS, "classes": ("collapse",)}),
        ("Origin", {"fields": ORIGIN_FIELDS, "classes": ("collapse",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Listing | None = None) -> Any:
        """Offer to give back what is edited, where there is a source to give it to."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not can_be_given_back(obj):
            return fieldsets
        [*before, (name, origin)] = fieldsets
        edited = (
            "Edited by a person",
            {"fields": ("give_back",), "classes": ("collapse",)},
        )
        return [*before, edited, (name, origin)]

    # The page

    has_help = False  # its text is HTML

    def preview_page(self, request: HttpRequest, obj: Listing) -> HttpResponse:
        return HttpResponse(render_stored(obj, as_get(request)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        rows = may_read(request, Listing.objects.with_public_state().order_by(*self.ordering))
        name = request.resolver_match.url_name if request.resolver_match else ""
        is_list = (name or "").endswith("_changelist")
        return rows.defer(*HEAVY_FIELDS) if is_list and request.method == "GET" else rows

    def view_on_site(self, listing: Listing) -> str | None:
        """Where the public reads it; nothing for one that the public has never seen."""
        return listing.get_absolute_url() if listing.is_public else None

    @admin.display(description="state", ordering="status")
    def state(self, listing: Listing) -> str:
        if listing.pk is None:
            return "not saved yet"
        if listing.is_live:  # type: ignore[attr-defined]
            return "live, featured" if listing.is_featured else "live"
        if listing.frozen_at:
            return f"under review: {listing.frozen_reason or 'nobody has said why'}"
        if listing.closed_reason:
            return f"closed: {listing.get_closed_reason_display().lower()}"
        return "run out" if listing.has_expired else listing.get_status_display().lower()

    @admin.display(description="pay as shown", empty_value="–")
    def pay_shown(self, listing: Listing) -> str:
        return "in quarantine" if listing.pay_quarantined_at else listing.pay_display

    @admin.display(description="pay", ordering="pay_yearly_midpoint", empty_value="–")
    def pay_in_short(self, listing: Listing) -> str:
        return self.pay_shown(listing).partition(" (")[0]

    @admin.display(description="posted", ordering="posted_at", empty_value="–")
    def posted_on(self, listing: Listing) -> str:
        return dates.short(listing.posted_at)

    @admin.display(description="pay a year", empty_value="–")
    def pay_yearly(self, listing: Listing) -> str:
        amounts = (listing.pay_yearly_minimum, listing.pay_yearly_maximum)
        return " – ".join(full_amount(amount) for amount in amounts if amount is not None)

    def save_model(self, request: HttpRequest, obj: Listing, form: ModelForm, change: bool) -> None:
        """Save the row; ``save_related`` writes the ledger once places and roles are known."""
        changed = set(form.changed_data) - NOT_KEPT
        obj._pay_before = self._pay_before(obj) if change else ""  # type: ignore[attr-defined]  # noqa: SLF001
        if "description_html" in changed:
            set_text_hash(obj)
        confirm_pay(obj, changed)
        obj.save()

    @staticmethod
    def _pay_before(obj: Listing) -> str:
        return Listing.objects.get(pk=obj.pk).pay_display

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        changed = set(form.changed_data) - NOT_KEPT
        if any(formset.model is ListingPlace and formset.has_changed() for formset in formsets):
            changed.add("places")
        listing: Listing = form.instance
        if change and changed:
            mark_edited(listing, changed)
            listing.save(update_fields=["edited_fields", "updated_at"])
        if listing.posted_at is None:  # nobody has read it yet, so the ledger has nothing to tell
            rebuild_words(Listing.objects.filter(pk=listing.pk))
        else:
            note_edit(listing, changed, listing._pay_before)  # type: ignore[attr-defined]  # noqa: SLF001
        self._give_back(request, listing, form.cleaned_data.get("give_back", []))

    def _give_back(self, request: HttpRequest, listing: Listing, keys: list[str]) -> None:
        if not keys:
            return
        names = dict(can_be_given_back(listing))
        given = ", ".join(names[key] for key in keys if key in names)
        is_set = give_back(listing, keys)
        when = "at once" if is_set else "by the next sync: no answer of the source is kept"
        self.message_user(request, f"Given back to {listing.source}: {given}. It is set {when}.")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The ledger goes with its posting, though nobody may delete a line of it alone."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        parts = (ListingEvent, SearchDocument, ListingPlace)
        named = {str(part._meta.verbose_name) for part in parts}
        return shown, counts, needed - named, protected
