"""Which drafts a visitor may open, and what happens when two tabs hold the same one.

The views of a draft are decorated with ``opens_draft``; ``PostingDraft.objects.open_to`` decides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from markdown_it import MarkdownIt

from jobboard.markup.parser import check_blocks, check_inline, check_size
from listings.importers.facts import FactVocabulary
from listings.importers.vocabulary import current_vocabulary
from listings.models import PostingDraft
from listings.models.field_kinds import Edit
from listings.models.fields import FORM_FIELDS, form_names
from listings.models.posting_draft import PostingDraftQuerySet
from listings.reading.asked_skills import asked_skills
from listings.reading.descriptions import safe_html
from listings.reading.sections import read_lines
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.titles import RolePhrases, TitleReader
from listings.reading.words import fold
from roles.models import Role

MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class DraftReading:
    """``suggested`` are the skills that the text names; ``chosen`` those that were ticked."""

    vocabulary: FactVocabulary
    roles: list[tuple[str, str]]
    level: str = ""
    title_roles: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        return {skill.slug: skill.name for skill in self.vocabulary.skills}

    @property
    def skill_choices(self) -> list[tuple[str, str]]:
        """Ticked ones first, then what else the text names."""
        names = self.names
        slugs = dict.fromkeys((*self.chosen, *self.suggested))
        return [(slug, names[slug]) for slug in slugs if slug in names]

    @property
    def rates(self) -> dict[str, Any]:
        return self.vocabulary.units_per_euro

    def known(self, typed: str) -> tuple[list[str], list[str]]:
        """Return the slugs of skills, typed with commas between, and the names that are unknown."""
        slugs = {fold(name): slug for name, slug in self._phrases()}
        names = [name.strip() for name in typed.split(",") if name.strip()]
        found = [slugs[fold(name)] for name in names if fold(name) in slugs]
        return found, [name for name in names if fold(name) not in slugs]

    def _phrases(self) -> list[tuple[str, str]]:
        """Every way to write each skill; a name goes before another skill's alias."""
        skills = self.vocabulary.skills
        aliases = [(phrase, s.slug) for s in skills for phrase in (*s.aliases, *s.case_sensitive)]
        return [*aliases, *((skill.name, skill.slug) for skill in skills)]


def read_posting(typed: Mapping[str, Any]) -> DraftReading:
    """Read title and description as typed. One query, and those of words that have changed."""
    roles = list(Role.objects.order_by("name").values_list("slug", "name"))
    if not any(typed.values()):
        return DraftReading(FactVocabulary(), roles)
    vocabulary = current_vocabulary()
    title = str(typed.get("title", ""))[:250]
    text = str(typed.get("description", ""))[: settings.READ_CHARACTERS]
    levels = tuple(vocabulary.levels.items())
    facts = _titles(vocabulary.roles, levels, vocabulary.occupations).read(title, text)
    reader = skill_reader_of(vocabulary.skills)
    skills = list(asked_skills(reader, title, read_lines(text)))
    return DraftReading(
        vocabulary=vocabulary,
        roles=roles,
        level=facts.level,
        title_roles=tuple(slug for slug in facts.roles if slug in dict(roles)),
        suggested=tuple(skills[:MOST_SUGGESTED]),
        chosen=tuple(typed.get("skills", ())),
    )


@lru_cache(maxsize=2)
def _titles(
    roles: tuple[RolePhrases, ...], levels: tuple[tuple[str, str], ...], others: tuple[str, ...]
) -> TitleReader:
    """The reader of these words; making one takes longer than reading with it."""
    return TitleReader(roles, dict(levels), others)


@lru_cache(maxsize=2)
def skill_reader_of(skills: tuple[SkillPhrases, ...]) -> SkillReader:
    """The reader of these skills; making one takes longer than reading with it."""
    return SkillReader(skills)


def to_html(text: str) -> str:
    """Return the text as ``safe_html`` leaves it; raises ``MarkupError`` beyond the limits."""
    check_size(text)
    markdown = _markdown()
    blocks: list[Any] = []
    markdown.block.parse(text, markdown, {}, blocks)
    check_blocks(blocks)  # before the inline parser sees it
    tokens = markdown.parse(text)
    for token in tokens:
        check_inline(token.children or [], 1)
    return safe_html(str(markdown.renderer.render(tokens, markdown.options, {})))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")


BEGUN = "posting_drafts"  # in the session: drafts without an owner that this browser began
MOST_BEGUN = 50
TECHNICAL = form_names(Edit.TECHNICAL)

type Typed = dict[str, Any]

type DraftView = Callable[[HttpRequest, PostingDraft], HttpResponse]
type KeyView = Callable[[HttpRequest, str], HttpResponse]


def opens_draft(*, is_sent: bool, late: DraftView | None = None) -> Callable[[DraftView], KeyView]:
    """Give a view the draft of its address if this visitor may open it; a 404 to all others.

    ``is_sent`` says what the view is for; what is sent leads to its posting, what is not to the
    form. ``late`` answers what is posted of a draft that was sent before, or by who signed out.
    """

    def decorate(view: DraftView) -> KeyView:
        @wraps(view)
        def opened(request: HttpRequest, key: str) -> HttpResponse:
            rows = PostingDraft.objects.with_key(key)
            draft = find_draft(request, rows) or confirmed_elsewhere(request, rows)
            if draft is None and late and is_signed_out(request):
                draft = rows.first()
            if draft is None:
                raise Http404("There is no such draft.")
            if late and request.method == "POST" and not is_writable(request, draft):
                return late(request, draft)
            if not is_open_here(request, draft):
                return redirect("own-posting", draft.became_id)
            if draft.is_sent != is_sent:
                return redirect("posting-sent" if draft.is_sent else "posting-draft", draft.key)
            return view(request, draft)

        return opened

    return decorate


def find_draft(request: HttpRequest, rows: PostingDraftQuerySet) -> PostingDraft | None:
    """Return the draft among ``rows`` that this visitor may open."""
    mine = rows.open_to(request.user, _begun(request))
    return mine.select_related("owner").first()


def draft_of_page(request: HttpRequest, nonce: str) -> PostingDraft | None:
    """Return the draft that was first sent from a page, if it is open to this visitor.

    While it has no owner, the page's signed token is enough: the second of two quick clicks
    comes before the first one has set its cookie.
    """
    rows = PostingDraft.objects.filter(nonce=nonce)
    if draft := rows.filter(owner=None).first():
        remember_draft(request, draft)
    return find_draft(request, rows)


def remember_draft(request: HttpRequest, draft: PostingDraft) -> None:
    """Remember in the session that this browser began a draft without an owner."""
    begun = _begun(request)
    if draft.owner_id is None and draft.pk not in begun:
        request.session[BEGUN] = [*begun, draft.pk][-MOST_BEGUN:]


def confirmed_elsewhere(request: HttpRequest, rows: PostingDraftQuerySet) -> PostingDraft | None:
    """Return the draft that was begun here and confirmed in another browser."""
    return rows.filter(pk__in=_begun(request), became__isnull=False).first()


def is_signed_out(request: HttpRequest) -> bool:
    """Whether a form is sent by nobody: its page was opened by somebody who has signed out."""
    return request.method == "POST" and not request.user.is_authenticated


def is_writable(request: HttpRequest, draft: PostingDraft) -> bool:
    return not draft.is_sent and is_open_here(request, draft)


def is_open_here(request: HttpRequest, draft: PostingDraft) -> bool:
    """Whether this visitor may open it; a posting of another browser asks to sign in first."""
    return find_draft(request, PostingDraft.objects.filter(pk=draft.pk)) is not None


def _begun(request: HttpRequest) -> list[int]:
    return list(request.session.get(BEGUN, []))


def is_stale(request: HttpRequest, draft: PostingDraft, typed: Typed) -> bool:
    """Whether the draft was changed by another page since this one was made.

    The page that a draft was first sent from has version 0; going back to it is no conflict.
    """
    version = request.POST.get("version", "0")
    known = {str(draft.version), *(["0"] if draft.version == 1 else [])}
    return typed != draft.data and version not in known


def conflict_page(
    request: HttpRequest, draft: PostingDraft, typed: Typed, *, is_sent: bool = False
) -> HttpResponse:
    """The page that shows this tab and what was saved meanwhile, field by field.

    ``is_sent``: what was saved was sent too, and the draft is an edit of it.
    """
    context = {
        "draft": draft,
        "is_sent": is_sent,
        "differences": differences(typed, draft.data),
        "inputs": list(as_inputs(typed)),
        "robots": "noindex",
    }
    return render(request, "employers/both.html", context, status=409)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field as it is in this tab, and as it was saved meanwhile by another."""

    name: str
    label: str
    here: str
    saved: str


def differences(here: Typed, saved: Typed) -> list[FieldDifference]:
    """Return the fields that differ between two versions of a form."""
    return [
        FieldDifference(
            name, FORM_FIELDS[name].label, shown(here.get(name)), shown(saved.get(name))
        )
        for name in dict.fromkeys((*saved, *here))
        if name not in TECHNICAL and here.get(name) != saved.get(name)
    ]


def shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def merged(here: Typed, saved: Typed, choice: Mapping[str, str]) -> Typed:
    """Return this tab's fields, with the saved one where ``choice`` has ``take-<name>=saved``."""
    result = dict(here)
    for difference in differences(here, saved):
        if choice.get(f"take-{difference.name}") == "saved":
            result.pop(difference.name, None)
            if difference.name in saved:
                result[difference.name] = saved[difference.name]
    return result


def as_inputs(typed: Typed) -> Iterator[tuple[str, str]]:
    """Yield every name and text, so that a page can send them back unchanged."""
    for name, value in typed.items():
        for text in value if isinstance(value, list) else [value]:
            yield name, text


def purge_drafts() -> int:
    """Delete drafts of more than seven days and their confirmations; return how many."""
    return PostingDraft.objects.old().delete()[1].get("listings.PostingDraft", 0)
