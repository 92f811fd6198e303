"""The colours of the board as a small style sheet: the policy forbids styles in pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jobboard.site.accent import COMFORTABLE, DARK, LIGHT, Accent, accent_of, readable
from jobboard.site.identity import Identity, current

A_YEAR = 31_536_000


@require_safe
def theme(request: HttpRequest, version: str) -> HttpResponse:
    """The style sheet. An address of the past shows the colours of today and is not kept."""
    site = current()
    response = HttpResponse(style_sheet(site), content_type="text/css; charset=utf-8")
    is_current = version == site.theme_version
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_current else "no-cache"
    return response


def style_sheet(site: Identity) -> str:
    """Return the rules that put the accent into place; none on paper, which stays black."""
    if not site.accent:
        return ""
    dark = site.accent_dark or readable(site.accent, DARK, COMFORTABLE)
    return (
        f"@media screen {{\n{_rule(accent_of(site.accent, LIGHT))}}}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f"{_rule(accent_of(dark, DARK))}}}\n"
    )


def _rule(colours: Accent) -> str:
    return (
        "  :root {\n"
        f"    --accent: {colours.accent};\n"
        f"    --accent-ink: {colours.ink};\n"
        f"    --accent-soft: {colours.soft};\n"
        "  }\n"
    )
