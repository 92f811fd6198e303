"""``{% load pictures %}``: a picture with its numbers as a table."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from listings.insights.pictures import FigurePicture

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=500)
def picture(drawn: FigurePicture, *, untitled: bool = False) -> SafeString:
    """The same picture is always the same figure, whichever page shows it."""
    found = get_template("pictures/_picture.html")
    return SafeString(found.render({"picture": drawn, "untitled": untitled}))
