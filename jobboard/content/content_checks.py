"""Content checks: what an editor should look at, for the admin's first page.

Each finding says what, why, and leads to the field itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from jobboard.content.links import SitePages, is_outside, role_url, section_url, texts, uses
from jobboard.content.market_claims import contradicted
from jobboard.markup import MarkupError
from jobboard.markup.figures import answers_to, claims_in, sources_in
from jobboard.models import LinkCheck, ShippedText
from jobboard.models.user import Person
from jobboard.site import dates
from listings.insights.drift import Drift, drift_of
from listings.insights.figures_in_text import claim_statuses
from roles.admin.guide_actions import STALE
from roles.models import Role, RoleSection, SectionKind, SectionSource
from roles.querysets import guides_for, may_publish

SHOWN = 6  # rows of a section; the others unfold
MOST = 200


@dataclass(frozen=True, slots=True)
class ContentFinding:
    what: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class CheckSection:
    title: str
    rows: list[ContentFinding]

    @property
    def first(self) -> list[ContentFinding]:
        return self.rows[:SHOWN]

    @property
    def rest(self) -> list[ContentFinding]:
        return self.rows[SHOWN:]


def sections_for(person: Person) -> list[CheckSection]:
    """Return the sections that hold something, for whoever may publish.

    About twenty queries, whatever the amount of content.
    """
    if not may_publish(person):
        return []
    found = [CheckSection(title, list(rows(person))[:MOST]) for title, rows in SECTIONS]
    return [section for section in found if section.rows]


def due_guides(person: Person) -> Iterator[ContentFinding]:
    for guide in guides_for(person).filter(STALE).order_by("reviewed_on", "pk")[:MOST]:
        day = guide.review_due_on
        why = f"due since {dates.short(day)}" if day else "due"
        url = reverse("admin:roles_guide_change", args=[guide.pk])
        yield ContentFinding(str(guide), why, f"{url}#id_reviewed_on")


def shipped(person: Person) -> Iterator[ContentFinding]:
    for offer in ShippedText.objects.exclude(offered="").order_by("kind", "slug")[:MOST]:
        url = reverse("admin:jobboard_shippedtext_change", args=[offer.pk])
        yield ContentFinding(str(offer), f"newer since {dates.short(offer.offered_at)}", url)


def outdated_sources(person: Person) -> Iterator[ContentFinding]:
    rows = SectionSource.objects.outdated().select_related("section__role").order_by("figure_year")
    for source in rows[:MOST]:
        why = f"“{source}” has figures of {source.figure_year}"
        yield ContentFinding(str(source.section), why, section_url(source.section))


def dead_links(person: Person) -> Iterator[ContentFinding]:
    """Links within the site are looked at now; those outside as ``check_links`` found them."""
    pages = SitePages()
    dead = {check.url: check for check in LinkCheck.objects.dead()}
    for address, places in uses().items():
        if is_outside(address):
            check = dead.get(address)
            why = f"{check.fault}, since {dates.short(check.failing_since)}" if check else ""
        else:
            why = pages.fault(address)
        if why:
            yield from (
                ContentFinding(place.name, f"{address}: {why}", place.url) for place in places
            )


def figures_without_sample(person: Person) -> Iterator[ContentFinding]:
    """Figures that nothing can be said of now: their fallback stands, or no sentence at all."""
    found = [(place, _figures(text)) for place, text in texts()]
    asked = (source for _, sources in found for source in sources)
    answers = answers_to(asked, has_conditions=False)
    for place, sources in found:
        for source in dict.fromkeys(sources):
            if answers.get(source) is None:
                why = f"{{{{ {source.strip()} }}}} has no sample now"
                yield ContentFinding(place.name, why, place.url)


def turned_claims(person: Person) -> Iterator[ContentFinding]:
    """Sentences that came or went within a week, because their figure passed its bound."""
    found = [(place, _figures(text)) for place, text in texts()]
    statuses = claim_statuses(claims_in(source for _, sources in found for source in sources))
    week_ago = timezone.now() - timedelta(days=7)
    for place, sources in found:
        for source in dict.fromkeys(sources):
            stands = statuses.get(source)
            if stands and stands.since and stands.since >= week_ago:
                turned = "holds" if stands.holds else "no longer holds"
                why = f"{{{{ {source.strip()} }}}} {turned}, since {dates.short(stands.since)}"
                yield ContentFinding(place.name, why, place.url)


def contradicted_sentences(person: Person) -> Iterator[ContentFinding]:
    """Sentences whose words do not fit the number in them, in figures of everywhere."""
    for found in contradicted(texts()):
        place = found.sentence.place
        yield ContentFinding(place.name, f"{found.why}: {found.sentence.written}", place.url)


def _figures(text: str) -> tuple[str, ...]:
    try:
        return sources_in(text)
    except MarkupError:
        return ()


def drift(person: Person) -> Iterator[ContentFinding]:
    """Profiles that name what hardly a posting asks for, or leave out what many do."""
    roles = list(Role.objects.order_by("name"))
    found = drift_of(roles)
    lists = RoleSection.objects.filter(role__in=found, kind=SectionKind.SKILLS)
    skills = {section.role_id: section_url(section) for section in lists}
    for role in roles:
        if one := found.get(role.pk):
            yield from _drift(role, one, skills.get(role.pk) or role_url(role))


def _drift(role: Role, found: Drift, skills_url: str) -> Iterator[ContentFinding]:
    for mention in found.rare:
        share = mention.share
        why = f"names {share.name}: {share.count:,} of {share.n:,} postings ask for it"
        section = mention.section
        what = f"{role}: {section.get_kind_display() if section else 'definition'}"
        yield ContentFinding(what, why, section_url(section) if section else role_url(role))
    for share in found.missing:
        why = f"leaves out {share.name}: {share.count:,} of {share.n:,} postings ask for it"
        yield ContentFinding(str(role), why, skills_url)


type Rows = Callable[[Person], Iterable[ContentFinding]]
SECTIONS: tuple[tuple[str, Rows], ...] = (
    ("Shipped content has changed", shipped),
    ("Dead links", dead_links),
    ("Claims that have turned within a week", turned_claims),
    ("Sentences that their figures contradict", contradicted_sentences),
    ("Figures without a sample", figures_without_sample),
    ("Where profiles and postings differ", drift),
    ("Sources with old figures", outdated_sources),
    ("Guides due for review", due_guides),
)
