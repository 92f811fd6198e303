"""What the form answers with: itself, its preview, suggestions, or that it is closed."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from jobboard.http.preview_turns import RETRY_SECONDS, BusyError, preview_turn
from jobboard.http.rate_limits import Allowed
from listings.employers import form_token, submission_limits
from listings.employers.form import PostingForm, typed_in
from listings.employers.pay_rules import usual_currency
from listings.employers.places import suggest_places
from listings.employers.preview import render_preview
from listings.employers.sections import parts_of
from listings.models import ModerationNote, NoteKind, PostingDraft, Purpose

HOUR = timedelta(hours=1)

BUSY = "More previews were asked for than we make in an hour. It goes on"
CLOSED = (
    "This board cannot send mail at the moment, so nobody could confirm a posting. What you typed "
    "is still here: keep this page open and send it later."
)


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
    preview, is_busy = _turn(request, form) if wants_preview else ("", False)
    if wants_preview:
        form.forget_missing()
    has_errors = form.is_bound and not wants_preview and not form.is_valid()
    context = {
        "form": form,
        "parts": parts_of(form),
        "has_errors": has_errors,
        "draft": draft,
        "said": said_about(draft),
        "stamp": request.POST.get("stamp", "") or form_token.fresh(),
        "is_trapped": is_trapped,
        "preview": preview,
        "is_busy": is_busy,
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "robots": "noindex" if draft or form.is_bound else "",
    }
    return render(request, "employers/post.html", context, status=status)


def said_about(draft: PostingDraft | None) -> list[ModerationNote]:
    """What an editor last said of the posting that is edited, while its employer has to act on it.

    That is the change wanted before it is public, or why the last edit was not taken over.
    """
    if draft is None or draft.purpose != Purpose.EDIT:
        return []
    decided = (NoteKind.CHANGES_REQUESTED, NoteKind.APPROVED, NoteKind.REJECTED)
    rows = ModerationNote.objects.filter(listing=draft.listing_id, kind__in=decided)
    last = rows.order_by("-at", "-pk").first()
    return [last] if last and last.text else []


def _turn(request: HttpRequest, form: PostingForm) -> tuple[str, bool]:
    """The preview, and whether there is none because others are being made."""
    try:
        with preview_turn():
            return preview_of(request, form), False
    except BusyError:
        return "", True


def preview_of(request: HttpRequest, form: PostingForm) -> str:
    """The preview of what is right so far."""
    form.is_valid()
    return render_preview(request, form.cleaned_data)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """For the page's script: how it will look, what checks say, the skills that the text names."""
    most = settings.LIMITS.previews
    if refusal := Allowed(
        "posting-previews", submission_limits.asker(request), most, HOUR, BUSY
    ).take():
        return JsonResponse({"message": f"{refusal.why} {refusal.when}."}, status=429)
    try:
        with preview_turn():
            return _previewed(request)
    except BusyError as busy:
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return JsonResponse({"message": str(busy)}, status=503, headers=headers)


def _previewed(request: HttpRequest) -> HttpResponse:
    form = PostingForm(typed_in(request.POST))
    html = preview_of(request, form)
    skills = [[slug, name] for slug, name in form.reading.skill_choices]
    return JsonResponse(
        {
            "page": html,
            "skills": skills,
            "findings": as_html(form),
            "currency": usual_currency(form.cleaned_data),
        }
    )


def as_html(form: PostingForm) -> dict[str, str]:
    """What the checks say, ready to stand beside each field that they speak of."""
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
    """Without mail nobody could confirm anything. What was typed meanwhile comes back."""
    if request.method == "POST":
        form = PostingForm(typed_in(request.POST))
        form.add_error(None, CLOSED)
        return page(request, form, status=503)
    return render(request, "employers/closed.html", {"robots": "noindex"}, status=503)
