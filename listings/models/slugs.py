"""Slugs as rows keep them."""

from listings.reading.slugs import slug


def slug_of(text: str, otherwise: str, length: int = 80) -> str:
    """Return ``text`` as an ASCII slug of at most ``length`` characters, or ``otherwise``."""
    return slug(text)[:length].strip("-") or otherwise
