"""The text area of Markdown fields, and what its scripts ask for: JSON, for staff alone."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from jobboard import markup
from jobboard.admin_forms.form_pages import PreviewAdmin
from jobboard.markup import MarkupProblem, count_words, plain, reading_minutes, render
from jobboard.markup.figures import answers_to, sources_in
from jobboard.markup.parser import MarkupError
from jobboard.models import Picture, User
from jobboard.site import media, pages
from jobboard.site.form_fields import PictureForm

LINES = 14
LETTERS = 100  # in a line of Markdown


class LinesWidget(AdminTextareaWidget):
    """A field of several lines. Browsers send CRLF; texts are kept with LF, as in files."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class MarkdownWidget(LinesWidget):
    """``kind`` says how its text is checked; see ``jobboard.admin_forms.markdown``."""

    def __init__(self, *, lines: int = LINES, kind: str = "article", attrs: Any = None) -> None:
        given = {"rows": lines, "cols": LETTERS, "data-markdown": kind, "spellcheck": "true"}
        super().__init__(attrs={**given, **(attrs or {})})

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["css/editor.css"]},
            js=[Script("js/admin/editor.js", type="module")],  # type: ignore[list-item]
        )


LONGEST_CAPTION = 500
MOST_TEXTS = 100  # in one request; a long guide has some thirty
MAY_NOT_UPLOAD = "You may not add pictures: ask whoever runs the board."


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("editor/check/", site.admin_view(check), name="editor-check"),
        path("editor/figure/", site.admin_view(partial(figure, site=site)), name="editor-figure"),
        path("editor/pictures/", site.admin_view(upload), name="editor-pictures"),
    ]


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Check every ``text`` as a text of the ``kind`` in the same place."""
    texts = request.POST.getlist("text")[:MOST_TEXTS]
    kinds = request.POST.getlist("kind")
    checks = [CHECKS.get(kind, CHECKS["article"]) for kind in kinds] or [CHECKS["article"]]
    checks += checks[-1:] * (len(texts) - len(checks))
    results = [checked(text) for checked, text in zip(checks, texts, strict=False)]
    return JsonResponse({"texts": [one.as_json() for one in results]})


@require_POST
def figure(request: HttpRequest, *, site: AdminSite) -> JsonResponse:
    """What one figure shows now on the page that is written: ``shown``, or nothing.

    Nothing because too few postings are known, or because its condition does not hold: then
    ``sample`` is what it would show without one. ``?on=`` is the label of the page's model.
    """
    source = request.POST.get("source", "")
    try:
        defaults = _defaults_on(request.GET.get("on", ""), site)
        done = render(source, defaults=defaults)
        known = answers_to(sources_in(source), defaults=defaults, has_conditions=False)
    except MarkupError as error:
        return JsonResponse({"problem": error.reason})
    if done.problems:
        return JsonResponse({"problem": str(done.problems[0])})
    sample = next((f"{one}" for one in known.values() if one), "")
    return JsonResponse({"shown": done.text if done.live_figures else "", "sample": sample})


def _defaults_on(label: str, site: AdminSite) -> Mapping[str, str]:
    """What the pages of a model fill into figures that leave it out."""
    try:
        model_admin = site.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, NotRegistered):
        return {}
    return model_admin.figure_defaults() if isinstance(model_admin, PreviewAdmin) else {}


class TextPictureForm(PictureForm):
    """A picture that an editor puts into a text; one that is here already is used again."""

    def save(self, commit: bool = True) -> Picture:
        encoded: media.Encoded = self.cleaned_data["file"]
        same = Picture.objects.filter(content_hash=encoded.content_hash).first()
        return same or super().save(commit)


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take a picture and its description; answer with the Markdown that shows it."""
    if not request.user.has_perm("jobboard.add_picture"):
        return JsonResponse({"errors": {"file": [MAY_NOT_UPLOAD]}}, status=403)
    form = TextPictureForm(request.POST, request.FILES, uploader=cast("User", request.user))
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    picture = form.save()
    alt = _in_brackets(form.cleaned_data["alt"])
    caption = _in_quotes(request.POST.get("caption", "")[:LONGEST_CAPTION])
    return JsonResponse({"markdown": f"![{alt}]({picture.url}{caption})"}, status=201)


def _in_quotes(text: str) -> str:
    """A caption as Markdown writes it behind the address; nothing where there is none."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f' "{line}"' if line else ""


def _in_brackets(text: str) -> str:
    """One line of text that cannot end the brackets around it."""
    return " ".join(text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").split())


@dataclass(frozen=True, slots=True)
class Checked:
    """``words`` counts what a reader reads; ``minutes`` is at least one, for an empty text too."""

    problems: tuple[MarkupProblem, ...]
    words: int
    minutes: int

    def as_json(self) -> dict[str, Any]:
        problems = [{"line": one.line, "message": str(one)} for one in self.problems]
        return {**asdict(self), "problems": problems}


def check_article(text: str) -> Checked:
    """Check a text of guides, roles and terms."""
    return _checked(markup.check(text), text)


def check_page(text: str) -> Checked:
    """Check a text of the site's own pages, where ``{{ … }}`` names a fact of the board."""
    return _checked(pages.problems(text), pages.fill(text))


CHECKS: dict[str, Callable[[str], Checked]] = {"article": check_article, "page": check_page}


def _checked(problems: tuple[MarkupProblem, ...], text: str) -> Checked:
    try:
        words = count_words(plain(text))
    except MarkupError:
        words = 0
    return Checked(problems, words, reading_minutes(words))
