"""Phrases in the admin: forms that check them, *Try*, *What would move* and *Save and apply*."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from jobboard.admin_forms.open_forms import OwnViewsAdmin
from jobboard.admin_forms.saving import WithheldForm, withhold
from jobboard.http.parts import dry_run
from listings.admin.shared import may_read
from listings.editing.services import rewrite_words_soon
from listings.importers.facts import FactVocabulary
from listings.importers.vocabulary import load_vocabulary
from listings.reading.alternatives import PhraseError
from listings.reading.phrase_checks import check_skill_phrase, check_title_phrase
from listings.words.changes import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    TitleTrial,
    VocabularyChange,
    changes_between,
    clashes_of,
    names_by_slug,
    try_title,
)
from listings.words.moves import Moves, VocabularyComparison, apply_changes, kept_postings, moves


def refuse(phrase: str, check: Callable[..., None], **how: bool) -> None:
    """Raise ValidationError with the place of the fault."""
    try:
        check(phrase, **how)
    except PhraseError as fault:
        raise ValidationError(str(fault)) from fault


def refuse_lines(text: str, check: Callable[..., None]) -> None:
    """The same for phrases that stand one a line."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if line.strip():
                check(line)
        except PhraseError as fault:
            faults.append(f"Line {number}, column {fault.column}: {fault.what}.")
    if faults:
        raise ValidationError(faults)


class CheckedForm(forms.ModelForm):
    """Checks what was typed; what stood there before this rule is left alone."""

    def typed(self, name: str) -> str:
        """What was typed into a field; empty where it is as it was."""
        value: str = self.cleaned_data.get(name) or ""
        return value if name in self.changed_data else ""


class TitlePhraseForm(CheckedForm):
    """For rows with a ``phrase`` of titles: aliases of roles, words for other work."""

    is_level = False

    def clean_phrase(self) -> str:
        if phrase := self.typed("phrase"):
            refuse(phrase, check_title_phrase, is_level=self.is_level)
        return self.cleaned_data["phrase"]


class LevelPhraseForm(TitlePhraseForm):
    is_level = True


class RolePhrasesForm(CheckedForm):
    """For the name and the exclusions of a role."""

    def clean_name(self) -> str:
        if name := self.typed("name"):
            refuse(name, check_title_phrase)
        return self.cleaned_data["name"]

    def clean_exclusions(self) -> str:
        refuse_lines(self.typed("exclusions"), check_title_phrase)
        return self.cleaned_data["exclusions"]


class SkillPhraseForm(CheckedForm):
    """Checks one field by whether its phrase counts only as written."""

    phrase_field = "phrase"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if phrase := self.typed(self.phrase_field):
            try:
                is_exact = bool(cleaned.get("is_case_sensitive"))
                refuse(phrase, check_skill_phrase, is_exact=is_exact)
            except ValidationError as error:
                self.add_error(self.phrase_field, error)
        return cleaned


class SkillForm(SkillPhraseForm):
    phrase_field = "name"

    def clean_exclusions(self) -> str:
        refuse_lines(self.typed("exclusions"), check_skill_phrase)
        return self.cleaned_data["exclusions"]


TRY, MOVES, APPLY = "_try", "_moves", "_apply"
TITLE, TEXT = "try_title", "try_text"
TRIED = "Nothing is saved yet. The title is read by the phrases as they stand in this form."
COMPARED = "Nothing is saved yet. This is what the phrases in this form would move."


class PhrasesAdmin(OwnViewsAdmin):
    """For a ModelAdmin with safe editing; stands in front of it."""

    change_form_template = "admin/listings/words/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name=self.view_name("try")), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"try_url": self.url_of("try"), **(extra_context or {})}
        return super().changelist_view(request, shown)

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Read any title by the words as they are saved; whoever may look at them may try."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Try a title",
            **_typed(request),
            "trial": _trial(request, load_vocabulary(), names_by_slug()),
        }
        return TemplateResponse(request, "admin/listings/words/try.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method != "POST" or not self._may_save(request, object_id):
            return super().changeform_view(request, object_id, *args, **kwargs)
        if TRY in request.POST or MOVES in request.POST:
            said = TRIED if TRY in request.POST else COMPARED
            request = withhold(request, WithheldForm(said), request.POST.copy())
            return super().changeform_view(request, object_id, *args, **kwargs)
        before = load_vocabulary()
        response = super().changeform_view(request, object_id, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            self._saved(request, before)
        return response

    def _may_save(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, self.get_object(request, object_id))

    def _saved(self, request: HttpRequest, before: FactVocabulary) -> None:
        """Tell of clashes, and have postings read again where that was asked for.

        What searches compare follows another name at once.
        """
        rewrite_words_soon()
        after = load_vocabulary()
        changes, names = changes_between(before, after), names_by_slug()
        for clash in clashes_of(after, changes, names):
            self.message_user(request, f"Saved, but {clash}", messages.WARNING)
        if APPLY in request.POST:
            self.message_user(request, apply_changes(changes, names))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context["original"]
        if self._may_save(request, str(obj.pk) if obj else None):
            context |= {"has_phrases": True, **_typed(request)}
            if request.method == "POST" and {TRY, MOVES} & request.POST.keys():
                context |= self._looked_at(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def _looked_at(self, request: HttpRequest, obj: Model) -> dict[str, Any]:
        """What was asked for, by the phrases as they stand in the form."""
        before, after = load_vocabulary(), self._as_typed(request, obj)
        if after is None:
            return {"has_faults": True}
        names = names_by_slug()
        changes = changes_between(before, after)
        found = {"clashes": clashes_of(after, changes, names)}
        if TRY in request.POST:
            return {**found, "trial": _trial(request, after, names)}
        return {**found, "moves": _moves(request, changes, before, after, names)}

    def _as_typed(self, request: HttpRequest, obj: Model) -> FactVocabulary | None:
        """The board's words if the form were saved; None where it could not be."""
        fresh = self.get_object(request, str(obj.pk)) if obj else None
        form_class = self.get_form(request, fresh, change=fresh is not None)
        form = form_class(request.POST, request.FILES, instance=fresh)
        is_good = not form.errors
        formsets, _ = self._create_formsets(request, form.instance, change=fresh is not None)  # type: ignore[attr-defined]
        if not is_good or not all(formset.is_valid() for formset in formsets):
            return None
        with dry_run():
            _save(form, formsets)
            return load_vocabulary()


def _save(form: ModelForm, formsets: Sequence[BaseInlineFormSet]) -> None:
    row = form.save()
    for formset in formsets:
        formset.instance = row
        formset.save()


def _typed(request: HttpRequest) -> dict[str, str]:
    given = request.POST if request.method == "POST" else request.GET
    return {
        "try_title": given.get(TITLE, "")[:LONGEST_TITLE].replace("\x00", ""),
        "try_text": given.get(TEXT, "")[:LONGEST_TEXT].replace("\x00", ""),
    }


def _trial(
    request: HttpRequest, vocabulary: FactVocabulary, names: dict[str, str]
) -> TitleTrial | None:
    typed = _typed(request)
    if not typed["try_title"].strip():
        return None
    return try_title(vocabulary, names, typed["try_title"], typed["try_text"])


def _moves(
    request: HttpRequest,
    changes: Sequence[VocabularyChange],
    before: FactVocabulary,
    after: FactVocabulary,
    names: dict[str, str],
) -> Moves:
    rows = may_read(request, kept_postings())
    return moves(rows, changes, VocabularyComparison(before, after, names))
