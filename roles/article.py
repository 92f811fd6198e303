"""A guide or a profile put together: texts rendered at once, contents, reading time.

All texts of a page are rendered in one go, so that anchors are unique, a term is linked at its
first mention on the page, and figures of one kind are computed together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString

from jobboard import markup
from listings.insights.pictures import share_bar
from listings.insights.verdict import RoleEvidence
from listings.models import Listing
from listings.models.snapshot import Share
from roles.models import Guide, GuideKind, GuideSection, Role, RoleSection, SectionKind
from roles.models.role import SECTION_ORDER
from roles.texts import USUAL, ReaderContext, answers_of, render_page, vocabulary

COLUMNS_LEVEL = 4  # headings inside a role's column stand under the role's own (h3)
PROSE_LEVEL = 3
SIDES = "abc"  # each side of a comparison has a hue of its own
MUSTS = 5


@dataclass
class ArticleText:
    """A Markdown text and what became of it."""

    source: str
    html: SafeString | str = ""
    words: int = 0
    points: Sequence[SafeString] = ()  # what the market says, instead of a text


@dataclass
class ArticleColumn:
    """One role's side of a section; ``side`` is a, b or c and gives the hue."""

    role: Role
    side: str
    text: ArticleText
    section: RoleSection | None = None


@dataclass(frozen=True, slots=True)
class RoleSide:
    """One role of the page; ``letter`` is a, b or c and gives the hue."""

    role: Role
    letter: str
    evidence: RoleEvidence

    @property
    def musts(self) -> list[tuple[str, Share]]:
        """The named skills that postings must have, as far as they tell that from nice to have."""
        shares = self.evidence.shares
        if shares is None:
            return []
        known = [(one.name, shares.row.asked_share(one.slug)) for one in self.evidence.skills]
        return [(name, share) for name, share in known if share and share.count][:MUSTS]

    @property
    def degree_bar(self) -> SafeString:
        facts = self.evidence.getting_in
        return share_bar(facts.degree if facts else None)


def sides_of(roles: Sequence[Role], evidence: Mapping[int, RoleEvidence]) -> list[RoleSide]:
    return [
        RoleSide(role, SIDES[place % len(SIDES)], evidence[role.pk])
        for place, role in enumerate(roles)
    ]


@dataclass(frozen=True, slots=True)
class Teaser:
    """One opening of a role, with the reason why it is shown."""

    role: Role
    side: str
    found: tuple[Listing, str]

    @property
    def as_list(self) -> list[tuple[Listing, str]]:
        return [self.found]


@dataclass
class ArticlePart:
    """A section of the page: prose, or the same section of each role side by side.

    ``evidence`` names what stands beside it, ``figures`` what it is made of instead of a text:
    templates of ``guides/evidence/``.
    """

    anchor: str
    heading: str
    text: ArticleText | None = None
    columns: list[ArticleColumn] = field(default_factory=list)
    evidence: tuple[str, ...] = ()
    figures: str = ""
    opening: Teaser | None = None  # beside a text for which there is no evidence

    @property
    def is_alone(self) -> bool:
        """Whether nothing stands beside it, so that it has the whole width."""
        return self.figures == "all" or not (self.evidence or self.opening)


@dataclass
class Article:
    parts: list[ArticlePart]
    minutes: int = 0
    live_figures: int = 0
    absent_figures: int = 0
    terms: Sequence[markup.GlossaryTerm] = ()  # those that the texts link, in their order

    @property
    def definitions(self) -> dict[str, tuple[str, str]]:
        """Name and short definition of each term that is linked, by its address."""
        return {term.href: (term.name, term.short) for term in self.terms}

    @property
    def has_no_figure(self) -> bool:
        """Whether authors wrote figures and none of them has enough postings."""
        return self.absent_figures > 0 and self.live_figures == 0

    @property
    def profiles_reviewed(self) -> tuple[date, ...]:
        """The first and the last day on which the shown sections of roles were checked."""
        sections = [column.section for part in self.parts for column in part.columns]
        days = sorted(one.reviewed_on for one in sections if one and one.reviewed_on)
        return tuple(dict.fromkeys((days[0], days[-1]))) if days else ()

    @property
    def is_comparison(self) -> bool:
        return any(len(part.columns) > 1 for part in self.parts)


def comparison(guide: Guide, roles: Sequence[Role], reading: ReaderContext = USUAL) -> Article:
    """Put a guide together; its roles come with their sections and sources prefetched.

    An explainer is its own sections alone: its roles only say whose figures stand beside it.
    """
    compared = roles if guide.kind == GuideKind.COMPARISON else []
    prose = [
        ArticlePart(f"part-{section.pk}", section.heading, ArticleText(section.body))
        for section in guide.sections.all()
        if not section.replaces
    ]
    replaced = {s.replaces: s for s in guide.sections.all() if s.replaces}
    parts = [
        *_optional("introduction", "", guide.introduction),
        *([_definitions(compared)] if compared else []),
        *prose,
        *_profile_parts(compared, replaced),
        *_choices(guide),
        *_optional("tips", "Practical tips", guide.tips),
        *_optional("conclusion", "Conclusion", guide.conclusion),
    ]
    return _rendered(parts, reading, guide.silent_terms)


def pairing(
    roles: Sequence[Role],
    reasons: Mapping[int, Sequence[SafeString]],
    reading: ReaderContext = USUAL,
) -> Article:
    """Put any roles side by side; ``reasons`` say by role why one would choose it."""
    article = _rendered([_definitions(roles), *_profile_parts(roles, {})], reading)
    columns = [
        _column(place, role, ArticleText("", points=reasons[role.pk]))
        for place, role in enumerate(roles)
        if reasons.get(role.pk)
    ]
    if columns:
        article.parts.append(ArticlePart("choose", "Which one to choose", columns=columns))
    return article


def profile(role: Role, reading: ReaderContext = USUAL) -> Article:
    """Put a role's profile together."""
    parts = [*_optional("definition", "", role.definition), *_profile_parts([role], {})]
    return _rendered([part for part in parts if part.text or part.columns], reading)


def _optional(anchor: str, heading: str, source: str) -> list[ArticlePart]:
    return [ArticlePart(anchor, heading, ArticleText(source))] if source.strip() else []


def _definitions(roles: Sequence[Role]) -> ArticlePart:
    columns = [
        _column(place, role, ArticleText(role.definition)) for place, role in enumerate(roles)
    ]
    return ArticlePart("definition", "What they are", columns=columns)


def _column(
    place: int, role: Role, text: ArticleText, section: RoleSection | None = None
) -> ArticleColumn:
    return ArticleColumn(role, SIDES[place % len(SIDES)], text, section)


def _profile_parts(roles: Sequence[Role], replaced: dict[str, GuideSection]) -> list[ArticlePart]:
    """One part for each kind of section that any of the roles has."""
    sections = {
        (section.role_id, section.kind): section
        for role in roles
        for section in role.sections.all()
    }
    parts = []
    for kind in sorted(SECTION_ORDER, key=SECTION_ORDER.__getitem__):
        label = SectionKind(kind).label
        anchor = kind.replace("_", "-")
        if kind in replaced:
            own = replaced[kind]
            parts.append(ArticlePart(anchor, own.heading, ArticleText(own.body)))
            continue
        columns = [
            _column(place, role, ArticleText(found.body), found)
            for place, role in enumerate(roles)
            if (found := sections.get((role.pk, kind)))
        ]
        if columns:
            parts.append(ArticlePart(anchor, label, columns=columns))
    return parts


def _choices(guide: Guide) -> list[ArticlePart]:
    columns = [
        _column(place, row.role, ArticleText(row.choose_if))
        for place, row in enumerate(guide.compared.all())
        if row.choose_if.strip()
    ]
    return [ArticlePart("choose", "Which one to choose", columns=columns)] if columns else []


def _rendered(
    parts: list[ArticlePart], reading: ReaderContext, silent: Sequence[str] = ()
) -> Article:
    """Render every text of the page, in the order of the page."""
    is_comparison = Article(parts).is_comparison
    texts: list[tuple[ArticleText, int]] = []
    for part in parts:
        if part.text:
            texts.append((part.text, PROSE_LEVEL))
        level = COLUMNS_LEVEL if is_comparison else PROSE_LEVEL
        texts += [(column.text, level) for column in part.columns]
    sources = tuple((text.source, level) for text, level in texts)
    answers = answers_of(sources, reading)
    words = vocabulary(silent)
    rendered = render_page(sources, words, tuple(answers.items()))
    for (text, _), one in zip(texts, rendered, strict=True):
        text.html, text.words = one.html, one.words
    return Article(
        parts,
        minutes=markup.reading_minutes(sum(one.words for one in rendered)),
        live_figures=sum(one.live_figures for one in rendered),
        absent_figures=sum(one.absent_figures for one in rendered),
        terms=words.linked_in(rendered),
    )
