"""The pages that mails lead to, without signing in. GET shows the buttons, POST presses one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from listings.employers.managing import links, services
from listings.employers.managing.extend_form import ExtendForm
from listings.employers.managing.renewal import extensions
from listings.employers.managing.state import CLOSE, EXTEND, OPEN, UNDO, left_in_words, state_of
from listings.models import Answer, ClosedReason, Listing, PostingOutcome, WrongStateError

OPEN_STILL = "open"


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Still open, longer, filled or withdrawn: of a posting that ends soon or has ended."""
    pk = links.ANSWER.posting(token)
    rows = Listing.objects.filter(pk=pk or 0, source__isnull=True)
    if pk is None or not rows.exists():
        return _over(request)
    problem, done, form = "", "", None
    if request.method == "POST":
        form = ExtendForm(request.POST) if "days" in request.POST else None
        try:
            done = _extend(form, pk) if form else _act(request.POST.get("answer", ""), pk)
        except WrongStateError as wrong:
            problem = str(wrong)
    listing = rows.with_standing().select_related("company", "source").get()
    state = state_of(listing)
    context = {
        "listing": listing,
        "state": state,
        "left": left_in_words(listing),
        "may_open": OPEN in state.may,
        "may_close": CLOSE in state.may,
        "may_undo": UNDO in state.may,
        "extensions": extensions(listing),
        "extending": form or ExtendForm.of(listing),
        "problem": problem,
        "done": done,
        "robots": "noindex",
    }
    return render(request, "employers/managing/answer.html", context)


def _extend(form: ExtendForm, pk: int) -> str:
    if not form.is_valid():
        raise WrongStateError(" ".join(form.complaints))
    rows = Listing.objects.filter(source__isnull=True)
    services.extend(rows, pk, form.cleaned_data["days"], form.cleaned_data["apply_by_on"])
    return EXTEND


def _act(said: str, pk: int) -> str:
    rows = Listing.objects.filter(source__isnull=True)
    if said == OPEN_STILL:
        services.still_open(rows, pk)
    elif said in services.CLOSING:
        services.close(rows, pk, said)
    elif said == UNDO:
        services.undo_closing(rows, pk)
    else:
        raise WrongStateError("Choose one of the three.")
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def filled(request: HttpRequest, token: str) -> HttpResponse:
    """Was it filled, and from here? The answer may be changed while the link works."""
    pk = links.FILLED.posting(token)
    rows = PostingOutcome.objects.filter(listing=pk)
    asked = rows.select_related("listing__company").first() if pk is not None else None
    if asked is None:
        return _over(request)
    was_filled = asked.listing.closed_reason == ClosedReason.FILLED
    choices = [(c.value, c.label) for c in Answer if not (was_filled and c == Answer.NOT_FILLED)]
    problem = ""
    if request.method == "POST":
        if request.POST.get("answer", "") in dict(choices):
            rows.update(answer=request.POST["answer"], answered_at=timezone.now())
            return redirect("posting-filled", token)
        problem = "Choose one of the answers."
    context = {
        "asked": asked,
        "choices": choices,
        "problem": problem,
        "robots": "noindex",
    }
    return render(request, "employers/managing/filled.html", context)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "employers/managing/link_over.html", {"robots": "noindex"}, status=410)
