import json

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.saving import NothingLost
from listings.admin.listing_actions import EVERYWHERE
from listings.admin.merging import MovingMixin
from listings.admin.readonly import ReadOnlyAdmin
from listings.admin.source_steps import SourceForm, SourceSteps, is_known, state_of
from listings.admin.state import SourceStateFilter
from listings.admin.titles import PostingColumn
from listings.models import Source, SourceRecord


@admin.register(Source)
class SourceAdmin(SourceSteps, MovingMixin, NothingLost):
    form = SourceForm
    list_display = ("board_name", "company", "is_enabled", "is_recorded", "state", "last_good_at")
    list_display_links = ("board_name",)
    list_filter = (SourceStateFilter, "system", "is_recorded")
    list_select_related = ("company",)
    search_fields = ("board", "company__name")
    autocomplete_fields = ("company",)
    date_hierarchy = "last_good_at"
    ordering = ("system", "board")
    list_per_page = 50
    actions = ("test", "read_now", "enable", "disable", "give")
    fieldsets = (
        (None, {"fields": ("system", "board", "company", "is_enabled")}),
        (
            "Last sync",
            {
                "fields": (
                    "is_recorded",
                    "last_attempt_at",
                    "last_good_at",
                    "last_outcome",
                    "last_error",
                    "held_external_ids",
                ),
                "description": "A failed sync closes nothing. A sync that would close more than "
                "half of a board holds back until the next one agrees.",
            },
        ),
    )
    state_fields = (
        "is_recorded",
        "last_attempt_at",
        "last_good_at",
        "last_outcome",
        "last_error",
        "held_external_ids",
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Source | None = None
    ) -> tuple[str, ...]:
        """What a sync writes is looked at only; a board keeps its name and its employer."""
        return (*self.state_fields, "system", "board", "company") if obj else self.state_fields

    @admin.display(description="board", ordering="board")
    def board_name(self, source: Source) -> str:
        return str(source)

    @admin.display(description="state")
    def state(self, source: Source) -> str:
        return state_of(source)

    def state_words(self, obj: Source) -> str:
        return state_of(obj)

    @admin.action(description="Enable: sync again", permissions=["change"], location=EVERYWHERE)
    def enable(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        self._switch(request, queryset, on=True)

    @admin.action(description="Disable: sync no more", permissions=["change"], location=EVERYWHERE)
    def disable(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        self._switch(request, queryset, on=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Source], *, on: bool) -> None:
        word = "enabled" if on else "disabled"
        sources = list(queryset.filter(is_enabled=not on))
        if on:
            unknown = [one for one in sources if not is_known(one)]
            sources = [one for one in sources if one not in unknown]
            for one in unknown:
                said = f"{one} stays off: this board knows no system “{one.system}”."
                self.message_user(request, said, messages.WARNING)
        for source in sources:
            source.is_enabled = on
            source.save(update_fields=["is_enabled"])
            self.log_change(request, source, word)
        self.message_user(request, f"{len(sources)} sources {word}.", messages.SUCCESS)


@admin.register(SourceRecord)
class SourceRecordAdmin(PostingColumn, ReadOnlyAdmin):
    """A posting as its source gave it. Kept to be read again, never changed by hand."""

    list_display = ("external_id", "source", "posting", "first_seen_at", "last_seen_at", "problem")
    list_filter = (
        ("problem", admin.EmptyFieldListFilter),
        ("last_seen_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("source", "listing")
    search_fields = ("external_id", "source__board", "listing__title")
    ordering = ("-first_seen_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "source",
        "external_id",
        "listing",
        "problem",
        "first_seen_at",
        "last_seen_at",
        "parser_version",
        "content_hash",
        "group_key",
        "answer",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRecord]:
        """Without the raw answers, some of which are a hundred kilobytes; one row loads its own."""
        return super().get_queryset(request).defer("raw")

    @admin.display(description="raw answer")
    def answer(self, record: SourceRecord) -> str:
        return json.dumps(record.raw, indent=2, ensure_ascii=False)[:100_000]
