"""A source at the desk: a board's name that is checked, *Test*, *Read now*, and how it went."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince

from jobboard.admin_forms.object_actions import Steps
from listings.admin.listing_actions import EVERYWHERE
from listings.importers.adapter import ADAPTERS
from listings.importers.running import Trial, check_board_name, read_source, try_board
from listings.models import Source


class SourceForm(forms.ModelForm):
    """Asks the system whether it has such a board before there is a source for it."""

    trial: Trial | None = None

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


class SourceSteps(Steps):
    """Adds *Test* and *Read now* to the admin of sources."""

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and form.trial:
            self._say(request, obj, form.trial)

    def has_step(self, obj: Any, name: str) -> bool:
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

    @admin.action(description="Read now", permissions=["change"], location=EVERYWHERE)
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

    def _say(self, request: HttpRequest, source: Source, trial: Trial) -> None:
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
    if source.held_external_ids:
        return f"holds {len(source.held_external_ids)} closures back"
    return "good" if source.last_good_at else "not read yet"
