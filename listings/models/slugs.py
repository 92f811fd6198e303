"""Readable parts of addresses."""

from django.utils.text import slugify

from listings.reading.words import fold


def slug_of(text: str, otherwise: str, length: int = 80) -> str:
    """Return ``text`` as an ASCII slug of at most ``length`` characters, or ``otherwise``."""
    return slugify(fold(text))[:length].strip("-") or otherwise
