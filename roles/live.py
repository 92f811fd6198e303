"""What the pages of guides, comparisons and roles share: texts with their evidence, in place."""

from collections.abc import Sequence
from typing import Any

from jobboard import markup
from roles.article import Article
from roles.glance import glance_of
from roles.placing import with_evidence
from roles.sides import Side, pictures_of
from roles.tools import add_shares_of_tools


def live_parts(
    article: Article, sides: Sequence[Side], *, has_glance: bool = True
) -> dict[str, Any]:
    """Return what the templates of ``guides/`` read."""
    if not sides:
        return {"article": article, "sides": []}
    pictures = pictures_of(sides)
    knows_all = all(side.evidence.pay and side.evidence.pay.figure for side in sides)
    has_picture = bool(pictures.pay and pictures.pay.svg) and knows_all
    glance = glance_of(article, sides, has_picture=has_picture) if has_glance else None
    add_shares_of_tools(article, sides)
    return {
        "article": with_evidence(article, sides),
        "sides": sides,
        "pictures": pictures,
        "glance": glance,
        "short_minutes": markup.reading_minutes(glance.words) if glance else 0,
    }
