from django.contrib import admin

from listings.admin.readonly import NothingToChange, ReadOnlyAdmin
from listings.admin.titles import PostingColumn
from listings.models import ListingEvent


@admin.register(ListingEvent)
class ListingEventAdmin(PostingColumn, ReadOnlyAdmin):
    """The ledger: append-only, so there is nothing to type."""

    list_display = ("at", "kind", "posting", "before", "after", "reason")
    list_filter = ("kind",)
    list_select_related = ("listing",)
    search_fields = ("listing__title", "listing__company__name")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    list_per_page = 50
    show_full_result_count = False


class ListingEventInline(NothingToChange, admin.TabularInline):
    model = ListingEvent
    fields = ("at", "kind", "fields", "before", "after", "reason")
    readonly_fields = fields
    ordering = ("-at", "-pk")
    extra = 0
    verbose_name_plural = "ledger"
