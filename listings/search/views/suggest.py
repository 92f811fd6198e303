"""``/jobs/suggest/``: what completes a text that someone types in one of the two boxes."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from jobboard.templatetags.site import openings
from listings.search.form_fields import plain
from listings.search.suggestions import names


@require_safe
def show(request: HttpRequest) -> JsonResponse:
    """``?where=mun`` for the box of places, ``?q=eng`` for words, ``?other_skills=`` for skills."""
    table, groups = names.current(), []
    for name, completing in BOXES.items():
        typed = plain(request.GET.get(name))
        if table and typed:
            groups = completing(table, typed)
            break
    response = JsonResponse({"groups": [_group(group) for group in groups]})
    kept = f"public, max-age={settings.SUGGESTIONS.kept_seconds}"
    response["Cache-Control"] = kept if table else "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


BOXES = {"where": names.of_places, "other_skills": names.of_skills, "q": names.of_work}


def _group(group: names.Group) -> dict[str, object]:
    options = [
        {"label": one.label, "value": group.before + one.value, "number": openings(one.number)}
        for one in group.suggestions
    ]
    return {"title": group.title, "options": options}
