"""The tools of a profile, each with the share of the role's postings that name it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from listings.models import Demand
from roles.article import Article
from roles.sides import Side

POINT = re.compile(r"<li>(.*?)</li>", re.DOTALL)
# Of other names the slug would be that of another skill: C++ is not "c".
PLAIN_NAME = re.compile(r"[\w .-]+")


def add_shares_of_tools(article: Article, sides: Sequence[Side]) -> None:
    """Put the share behind every point of the tools' section that is the name of a skill."""
    shares = {side.role.pk: side.evidence.shares for side in sides}
    columns = [
        column for part in article.parts if part.anchor == "tools" for column in part.columns
    ]
    for column in columns:
        known = shares.get(column.role.pk)
        if known:
            column.text.html = with_shares(column.text.html, known.row)


@lru_cache(500)
def with_shares(html: str, row: Demand) -> SafeString:
    """``html``: a text as it was rendered, which is safe; ``row``: a snapshot, which stays so."""

    def told(found: re.Match[str]) -> str:
        name = strip_tags(found[1]).strip()
        slug = slugify(name) if PLAIN_NAME.fullmatch(name) else ""
        share = row.share_of(slug) if slug in (row.skills or {}) else None
        if share is None:
            return found[0]
        said = format_html(' <span class="tool__share">{}\N{NO-BREAK SPACE}%</span>', share.percent)
        return f"<li>{found[1]}{said}</li>"

    return mark_safe(POINT.sub(told, html))  # noqa: S308 (escaped here, or rendered before)
