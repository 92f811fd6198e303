"""The page of the form: its sections with rows of fields, its preview, suggestions of places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from jobboard.http.rate_limits import RETRY_SECONDS, BusyError, RateLimit, previews
from listings.employers import submission_limits
from listings.employers.checks import Finding
from listings.employers.fields import PostingQuestion
from listings.employers.forms import TICKS, PostingForm, typed_in
from listings.employers.pay_rules import usual_currency
from listings.employers.places import suggest_places
from listings.employers.services import render_preview
from listings.models import ModerationNote, NoteKind, PostingDraft, Purpose
from listings.models.fields import FORM_FIELDS

HOUR = timedelta(hours=1)
BUSY = "More previews were asked for than we make in an hour. It goes on"
CLOSED = (
    "This board cannot send mail at the moment, so nobody could confirm a posting. What you typed "
    "is still here: keep this page open and send it later."
)

SECTIONS = {
    "company": "The company",
    "job": "The job",
    "terms": "Terms",
    "where": "Where",
    "pay": "Pay",
    "apply": "Applying, and you",
}
INTRODUCTIONS = {
    "pay": "Every posting here says what it pays. Paste it as you have it: 55–65k, "
    "£450, 65.000 €. In a range, the first amount alone is a fixed one.",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its findings and questions; ``width`` is that on a wide screen."""

    field: BoundField
    width: str
    findings: tuple[Finding, ...]
    questions: tuple[PostingQuestion, ...] = ()

    @property
    def mark(self) -> str:
        """What the label says when the field is required."""
        name = self.field.name
        if self.field.field.required and name != "run_days":
            return "required"
        return FORM_FIELDS[name].required

    @property
    def is_group(self) -> bool:
        """Whether it has several inputs under one legend."""
        return isinstance(self.field.field.widget, TICKS[:2]) or self.field.name == "places"

    @property
    def target(self) -> str:
        """The id of the input that an error leads to, the first of several."""
        ticks = isinstance(self.field.field.widget, TICKS[:2])
        return f"{self.field.auto_id}_0" if ticks else self.field.auto_id

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.field.widget, TICKS[2])


@dataclass(frozen=True, slots=True)
class FormSection:
    slug: str
    title: str
    introduction: str
    rows: tuple[FieldRow, ...]

    @property
    def has_errors(self) -> bool:
        return any(row.field.errors for row in self.rows)


def sections_of(form: PostingForm) -> list[FormSection]:
    """Return the form in sections, each field with what the checks found."""
    return [
        FormSection(slug, title, INTRODUCTIONS.get(slug, ""), tuple(_rows(form, slug)))
        for slug, title in SECTIONS.items()
    ]


def _rows(form: PostingForm, section: str) -> Iterator[FieldRow]:
    for name, width in ((f.name, f.width) for f in FORM_FIELDS.values() if f.part == section):
        said = (finding for finding in form.findings if finding.field == name)
        asked = (question for question in form.questions if question.field == name)
        yield FieldRow(form[name], width, tuple(said), tuple(asked))


def page(
    request: HttpRequest,
    form: PostingForm,
    *,
    draft: PostingDraft | None = None,
    is_trapped: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form as it stands, with what is wrong and, where asked for, how it will look."""
    wants_preview = request.POST.get("action") == "preview"
    preview, is_busy = _preview(request, form) if wants_preview else ("", False)
    if wants_preview:
        form.forget_missing()
    has_errors = form.is_bound and not wants_preview and not form.is_valid()
    context = {
        "form": form,
        "sections": sections_of(form),
        "has_errors": has_errors,
        "draft": draft,
        "said": notes_about(draft),
        "form_token": request.POST.get("form_token", "") or submission_limits.fresh(),
        "is_trapped": is_trapped,
        "preview": preview,
        "is_busy": is_busy,
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "robots": "noindex" if draft or form.is_bound else "",
    }
    return render(request, "employers/post.html", context, status=status)


def notes_about(draft: PostingDraft | None) -> list[ModerationNote]:
    """Return the editors' last note on the posting that is edited, if it has a text.

    It says what to change before publication, or why the last edit was refused.
    """
    if draft is None or draft.purpose != Purpose.EDIT:
        return []
    decided = (NoteKind.CHANGES_REQUESTED, NoteKind.APPROVED, NoteKind.REJECTED)
    rows = ModerationNote.objects.filter(listing=draft.listing_id, kind__in=decided)
    last = rows.order_by("-at", "-pk").first()
    return [last] if last and last.text else []


def _preview(request: HttpRequest, form: PostingForm) -> tuple[str, bool]:
    """Return the preview of what is right so far, and whether too many are being made for one."""
    try:
        with previews.turn():
            form.is_valid()
            return render_preview(request, form.cleaned_data), False
    except BusyError:
        return "", True


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """JSON for the page's script: preview, findings, suggested skills and currency."""
    most = settings.LIMITS.previews
    if refusal := RateLimit(
        "posting-previews", submission_limits.asker(request), most, HOUR, BUSY
    ).take():
        return JsonResponse({"message": f"{refusal.why} {refusal.when}."}, status=429)
    try:
        with previews.turn():
            return _previewed(request)
    except BusyError as busy:
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return JsonResponse({"message": str(busy)}, status=503, headers=headers)


def _previewed(request: HttpRequest) -> HttpResponse:
    form = PostingForm(typed_in(request.POST))
    form.is_valid()
    html = render_preview(request, form.cleaned_data)
    skills = [[slug, name] for slug, name in form.reading.skill_choices]
    return JsonResponse(
        {
            "page": html,
            "skills": skills,
            "findings": findings_html(form),
            "currency": usual_currency(form.cleaned_data),
        }
    )


def findings_html(form: PostingForm) -> dict[str, str]:
    """Return what the checks find as HTML, by field."""
    fields = dict.fromkeys(finding.field for finding in form.findings)
    return {
        name: render_to_string(
            "employers/_findings.html",
            {"name": name, "findings": [one for one in form.findings if one.field == name]},
        )
        for name in fields
    }


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Suggestions for a place while it is typed."""
    return JsonResponse({"places": suggest_places(request.GET.get("q", "")[:100])})


def closed(request: HttpRequest) -> HttpResponse:
    """The page while no mail can be sent: nobody could confirm a posting. Keeps what was typed."""
    if request.method == "POST":
        form = PostingForm(typed_in(request.POST))
        form.add_error(None, CLOSED)
        return page(request, form, status=503)
    return render(request, "employers/closed.html", {"robots": "noindex"}, status=503)
