"""Addresses as employers paste them, cleaned to one that mail, or a reader's browser, gets to."""

import re
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from listings.employers.fields import LineField

NO_MAIL = "Write one e-mail address, such as ada@company.com."
NO_SITE = "This is no web address that readers can open: write it as it stands in the browser."
NEITHER = "Neither a web address nor an e-mail address: write one, such as company.com/jobs."

_is_mail = EmailValidator(message=NO_MAIL, allowlist=[])
_is_web = URLValidator(["http", "https"])


class MailField(LineField):
    """An e-mail address; “Ada Byron <ada@umbra.example>” and “mailto:…” are read too."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        return read_mail(super().clean(value))


class WebField(LineField):
    """A web address; ``https`` where it names none."""

    widget = forms.URLInput

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return read_web(text) if text else ""


class ApplyField(LineField):
    """Where applications go: a web address or an e-mail address."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if "@" in text and "/" not in text:
            return read_mail(text)
        return read_web(text, NEITHER) if text else ""


def read_mail(text: str) -> str:
    """Return the address alone; raises ``ValidationError``."""
    text = re.sub(r"\Amailto:", "", text, flags=re.IGNORECASE).partition("?")[0]
    if named := re.fullmatch(r"[^<>]*<([^<>]+)>", text):
        text = named[1]
    text = text.strip().rstrip(".,;")
    _is_mail(text)
    if text.endswith("]"):  # a number in place of a name
        raise ValidationError(NO_MAIL)
    return text


def read_web(text: str, why_not: str = NO_SITE) -> str:
    """Return the address with its scheme; raises ``ValidationError``."""
    address = text if "://" in text else f"https://{text}"
    try:
        _is_web(address)
        parts = urlsplit(address)
        is_port = parts.port != 0
    except (ValueError, ValidationError) as problem:
        raise ValidationError(why_not) from problem
    if not is_port or parts.username is not None or not _is_public(parts):
        raise ValidationError(NO_SITE)
    return address


def _is_public(parts: SplitResult) -> bool:
    """Whether the host has a name of several parts, or a number that is not a private one's."""
    host = parts.hostname or ""
    with suppress(ValueError):
        return ip_address(host).is_global
    return "." in host.rstrip(".")
