"""Sources: a board's name that is checked, *Test*, *Read now*, how it went, and its records."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.timesince import timesince

from jobboard.admin_forms.form_pages import ObjectActionsAdmin, action
from jobboard.admin_forms.saving import SafeEditingAdmin
from listings.admin.merging import MovingMixin
from listings.admin.shared import (
    PostingColumn,
    ReadOnlyAdmin,
    SourceStateFilter,
    filled_filter,
)
from listings.importers.adapter import ADAPTERS
from listings.importers.running import BoardTrial, check_board_name, read_source, try_board
from listings.models import Source, SourceRecord


class SourceForm(forms.ModelForm):
    """Asks the system whether it has such a board before there is a source for it."""

    trial: BoardTrial | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "system" in self.fields:
            self.fields["system"] = forms.ChoiceField(choices=[("", "---------"), *systems()])

    def clean_board(self) -> str:
        board = str(self.cleaned_data["board"]).strip()
        check_board_name(board)
        return board

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("is_enabled") and not is_known(self.instance):
            self.add_error("is_enabled", f"This board knows no system “{self.instance.system}”.")
        if not self.instance.pk and {"system", "board"} <= cleaned.keys():
            self.trial = try_board(cleaned["system"], cleaned["board"])
            if self.trial.is_missing:
                label = ADAPTERS[cleaned["system"]].label
                self.add_error("board", f"{label} has no board named “{cleaned['board']}”.")
        return cleaned


class SourceSteps(ObjectActionsAdmin):
    """Adds *Test* and *Read now* to the admin of sources."""

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and form.trial:
            self._say(request, obj, form.trial)

    def has_step(self, request: HttpRequest, obj: Any, name: str) -> bool:
        fits = {
            "read_now": may_be_read(obj) and obj.asked_at is None,
            "test": is_known(obj),
            "enable": not obj.is_enabled and is_known(obj),
            "disable": obj.is_enabled,
        }
        return fits.get(name, True)

    @admin.action(description="Test", permissions=["change"], location=ActionLocation.CHANGE_FORM)
    def test(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Ask a board and tell what it has; nothing is written."""
        for source in queryset[:1]:
            self._say(request, source, try_board(source.system, source.board))

    @action("Read now")
    def read_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Have the worker read boards in the background."""
        sources = [source for source in queryset if may_be_read(source)]
        for source in sources:
            source.asked_at = timezone.now()
            source.save(update_fields=["asked_at"])
            read_source.enqueue(source.pk)
            self.log_change(request, source, "Asked to read it now")
        left = len(queryset) - len(sources)
        if left:
            why = "switched off, recorded, or of a system that this board does not know"
            self.message_user(request, f"{left} not read: {why}.", messages.WARNING)
        if sources:
            said = "The worker reads it now; load this page again to see how it went."
            self.message_user(request, said)

    def _say(self, request: HttpRequest, source: Source, trial: BoardTrial) -> None:
        if trial.error:
            said = f"The board {source} cannot be read: {trial.error}"
            self.message_user(request, said, messages.WARNING)
            return
        noun = "posting" if trial.number == 1 else "postings"
        said = f"The board {source} answers with {trial.number:,} {noun}."
        if trial.titles:
            said += f" The first: {'; '.join(trial.titles)}."
        if trial.unreadable:
            said += f" Of the first {len(trial.titles) + trial.unreadable}, "
            said += f"{trial.unreadable} cannot be read."
        self.message_user(request, said, messages.SUCCESS)


def systems() -> list[tuple[str, str]]:
    """The systems that this board can read, each with what people call it."""
    return [(adapter.system, adapter.label) for adapter in ADAPTERS.values()]


def is_known(source: Source) -> bool:
    """Tell whether this board can read the source's system."""
    return source.system in ADAPTERS


def may_be_read(source: Source) -> bool:
    """Tell whether a sync would ask this board."""
    return source.is_enabled and not source.is_recorded and is_known(source)


def state_of(source: Source) -> str:
    """Say how a source stands, in plain words."""
    if not is_known(source):
        known = ", ".join(ADAPTERS)
        return f"never read: “{source.system}” is no system that this board knows ({known})"
    if not source.is_enabled:
        return "switched off"
    if source.asked_at:
        return f"being read: asked for {timesince(source.asked_at)} ago"
    if source.last_error:
        since = timesince(source.last_good_at) if source.last_good_at else ""
        return f"failed{f', last read well {since} ago' if since else ''}: {source.last_error}"
    if source.withheld_external_ids:
        number = len(source.withheld_external_ids)
        return f"withholds {number:,} closing{pluralize(number)}"
    return "good" if source.last_good_at else "not read yet"


SYNC_FIELDS = (
    "is_recorded",
    "last_attempt_at",
    "last_good_at",
    "last_outcome",
    "last_error",
    "withheld_external_ids",
)


@admin.register(Source)
class SourceAdmin(SourceSteps, MovingMixin, SafeEditingAdmin):
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
                "fields": SYNC_FIELDS,
                "description": "A failed sync closes nothing. A sync that would close more than "
                "half of a board holds back until the next one agrees.",
            },
        ),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Source | None = None
    ) -> tuple[str, ...]:
        """What a sync writes is looked at only; a board keeps its name and its employer."""
        return (*SYNC_FIELDS, "system", "board", "company") if obj else SYNC_FIELDS

    @admin.display(description="board", ordering="board")
    def board_name(self, source: Source) -> str:
        return str(source)

    @admin.display(description="state")
    def state(self, source: Source) -> str:
        return state_of(source)

    @action("Enable: sync again")
    def enable(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        self._switch(request, queryset, on=True)

    @action("Disable: sync no more")
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
        self.message_user(
            request, f"{len(sources):,} source{pluralize(len(sources))} {word}.", messages.SUCCESS
        )


@admin.register(SourceRecord)
class SourceRecordAdmin(PostingColumn, ReadOnlyAdmin):
    """A posting as its source gave it. Kept to be read again, never changed by hand."""

    list_display = ("external_id", "source", "posting", "first_seen_at", "last_seen_at", "problem")
    list_filter = (
        ("problem", filled_filter("problem", empty="None", filled="Has one")),
        ("last_seen_at", filled_filter("listed there", empty="Yes", filled="No longer")),
    )
    list_select_related = ("source", "listing")
    search_fields = ("external_id", "source__board", "listing__title")
    ordering = ("-first_seen_at", "-pk")
    list_per_page = 50
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
        return super().get_queryset(request).defer("raw", "paragraphs")

    @admin.display(description="raw answer")
    def answer(self, record: SourceRecord) -> str:
        return json.dumps(record.raw, indent=2, ensure_ascii=False)[:100_000]
