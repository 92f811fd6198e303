"""``{% load insights %}``: what postings say of a page's roles, and pictures with their numbers."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.demand_figures import SkillLine
from listings.insights.pictures import FigurePicture

register = template.Library()

READ = ("sides", "pictures", "country")
"""What the templates of ``guides/evidence/`` read of a page."""

type EvidenceKey = tuple[str, tuple[int, ...], str]

_kept: KeptParts[EvidenceKey, SafeString] = KeptParts(500)


@register.simple_tag(takes_context=True)
def evidence(context: Context, name: str) -> SafeString:
    """One block of a page's evidence: the same on every page of these roles and this country."""
    roles = tuple(side.role.pk for side in context["sides"])
    key = name, roles, context["country"].code
    return _kept.get(key, lambda: _drawn(context, name), *MARKET, ChangeKind.FIGURES)


def _drawn(context: Context, name: str) -> SafeString:
    read = {key: context[key] for key in READ if key in context}
    return render_to_string(f"guides/evidence/{name}.html", read)


@register.simple_tag
@lru_cache(maxsize=500)
def picture(drawn: FigurePicture, *, untitled: bool = False) -> SafeString:
    """The same picture is always the same figure, whichever page shows it."""
    return render_to_string("pictures/_picture.html", {"picture": drawn, "untitled": untitled})


SKILL = (
    '<tr id="skill-{slug}"><th scope="row"><a href="{url}">{name}</a></th>'
    '<td class="figures__amount"><b>{percent}%</b></td>'
    '<td><span class="range"><span class="range__amounts">{interval}%</span><span '
    'class="range__picture">{bar}</span></span></td>'
    '<td class="figures__sample">{count:,} <span class="meta">of {n:,}{asked}</span></td></tr>'
)
ASKED = "; a must in {count:,} of {n:,}"


@register.simple_tag
def skill_rows(lines: Iterable[SkillLine]) -> SafeString:
    """The table of skills. It has hundreds, and a template takes ten times as long for each."""
    return SafeString("".join(map(_skill_row, lines)))


def _skill_row(line: SkillLine) -> str:
    share, asked = line.share, line.asked
    return SKILL.format(
        slug=escape(share.slug),
        url=escape(line.url),
        name=escape(share.name),
        percent=escape(share.percent),
        interval=share.interval_percent,
        bar=line.bar,
        count=share.count,
        n=share.n,
        asked=ASKED.format(count=asked.count, n=asked.n) if asked else "",
    )
