"""Who the board is, its colours too: what an administrator wrote, else what the environment says.

These are settings that can be edited while the board runs, and so every room may import this
module as it may import settings. In return it imports no room: from here the way leads to
``jobboard.models`` only.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jobboard.site.accent import COMFORTABLE, DARK, LIGHT, Accent, accent_of, readable

# How long a process may show what another one has changed: one tiny query a second instead of
# one a request.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Logo:
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Identity:
    """``country`` is ISO 3166-1 alpha-2, ``currency`` ISO 4217, ``pay_period`` one of
    ``listings.pay.money.Period``; ``accent`` is empty for the colours of ``tokens.css``.
    """

    name: str
    tagline: str
    contact: str
    url: str
    country: str
    currency: str
    pay_period: str
    time_zone: str
    accent: str = ""
    accent_dark: str = ""
    logo: Logo | None = None
    edited_at: datetime | None = None

    @cached_property
    def version(self) -> str:
        """Changes with anything of the identity: for ETags of pages that show it."""
        return sha256(repr(self).encode()).hexdigest()[:12]

    @cached_property
    def theme_version(self) -> str:
        """Changes with the colours; empty when they are those of every board."""
        colours = f"{self.accent} {self.accent_dark}"
        return sha256(colours.encode()).hexdigest()[:12] if self.accent else ""


def current() -> Identity:
    """Return who the board is, at most a second old. Costs a query a second in each process."""
    return _kept.identity()


def last_known() -> Identity:
    """Return who the board was when it was last read: for pages made without the database."""
    return _kept.last()


def forget() -> None:
    """Read it anew at the next question."""
    _kept.read_at = None


_SETTINGS = {
    "name": "SITE_NAME",
    "tagline": "SITE_TAGLINE",
    "contact": "SITE_CONTACT",
    "url": "SITE_URL",
    "country": "HOME_COUNTRY",
    "currency": "SITE_CURRENCY",
    "pay_period": "SITE_PAY_PERIOD",
    "time_zone": "TIME_ZONE",
}


def from_environment() -> dict[str, Any]:
    """Return what the board is where nobody has written anything else."""
    return {field: getattr(settings, name) for field, name in _SETTINGS.items()}


class _IdentityCache:
    """What the row said when it was last read. Two threads that read at once do no harm."""

    def __init__(self) -> None:
        self.read_at: float | None = None
        self.written: dict[str, Any] = {}
        self.made: tuple[dict[str, Any], Identity] | None = None

    def identity(self) -> Identity:
        self.refresh()
        return self.last()

    def last(self) -> Identity:
        """Return the same object while neither the row nor a setting has changed."""
        made = self.made
        if made is None or made[0] is not self.written:
            made = self.made = self.written, Identity(**(from_environment() | self.written))
        return made[1]

    def refresh(self) -> None:
        now = time.monotonic()
        if self.read_at is None or now - self.read_at >= FRESH_SECONDS:
            self.read_at = now
            # a page that needs no database still says who we are, if by older words
            with suppress(DatabaseError):
                written = _read()
                if written != self.written:
                    self.written = written


_kept = _IdentityCache()


@receiver(setting_changed)
def _settings_changed(**_: object) -> None:
    """Forget the identity when a test changes a setting."""
    _kept.made = None


def _read() -> dict[str, Any]:
    """Return the fields that are filled in. One query."""
    rows: Any = apps.get_model("jobboard", "SiteIdentity").objects  # models import this module
    row = rows.select_related("logo").first()
    if row is None:
        return {}
    names = set(from_environment()) - {"url"} | {"accent", "accent_dark"}
    written: dict[str, Any] = {"edited_at": row.updated_at}
    written |= {name: getattr(row, name) for name in names if getattr(row, name)}
    if row.logo:
        written["logo"] = Logo(row.logo.url, row.logo.width, row.logo.height)
    return written


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
