"""Which kept postings changed phrases would move, from what to what, and applying them.

Titles are compared first, by their words alone; only those that a changed phrase may concern are
read, by the old and by the new vocabulary.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import batched, islice
from time import monotonic
from typing import Any

from django.db.models import QuerySet
from django.tasks import task

from listings.editing.services import rewrite_words_soon
from listings.importers.batches import readers
from listings.importers.facts import FactVocabulary, skill_reader
from listings.importers.rereading import reread_postings
from listings.importers.running import take_figures_soon
from listings.importers.vocabulary import load_vocabulary
from listings.models import Listing, Status
from listings.models.listing_queryset import ListingQuerySet
from listings.reading.alternatives import expand
from listings.reading.asked_skills import asked_skills
from listings.reading.descriptions import plain_text
from listings.reading.patterns import CONJUNCTIONS, ENDING
from listings.reading.query import IN_TEXT
from listings.reading.repeated import Repeated, repeated_paragraphs
from listings.reading.sections import read_lines
from listings.reading.title_parts import clean
from listings.reading.titles import TitleReader
from listings.reading.words import join_words, raw_tokens, tokens
from listings.search.understood import TEXT, in_words, words_of
from listings.words.changes import EVIDENCE, VocabularyChange, level_name, summary_of

BATCH = 200
MOST_SHOWN = 50  # of the postings that would move; the others are counted
MOST_SECONDS = 10  # then it stops looking
READ_AT_ONCE = 2_000  # postings that one task reads again; the next one goes on
NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Moved:
    """One fact of a posting: its name, and what it is before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PostingMove:
    listing: Listing
    facts: tuple[Moved, ...]


@dataclass(slots=True)
class Moves:
    """The first postings that would move, and how many there are in all.

    ``is_all`` is false where the time was over before every posting was looked at.
    """

    shown: list[PostingMove] = field(default_factory=list)
    number: int = 0
    looked_at: int = 0
    is_all: bool = True

    @property
    def more(self) -> int:
        return self.number - len(self.shown)


class VocabularyComparison:
    """Reads postings by two vocabularies."""

    def __init__(
        self, before: FactVocabulary, after: FactVocabulary, names: Mapping[str, str]
    ) -> None:
        self._titles = [
            TitleReader(one.roles, one.levels, one.occupations) for one in (before, after)
        ]
        self._skills = [skill_reader(one) for one in (before, after)]
        self._repeated: dict[int | None, Repeated] = {}
        self._names = {skill.slug: skill.name for one in (before, after) for skill in one.skills}
        self._role_names, self._most = names, after.read_characters

    def move_of(self, row: Listing, *, has_skills: bool) -> tuple[Moved, ...]:
        """What of a posting would change; its rows of roles and skills are loaded."""
        text = plain_text(row.description_html)[: self._most]
        return tuple(self._moves(row, text, has_skills=has_skills))

    def _moves(self, row: Listing, text: str, *, has_skills: bool) -> Iterator[Moved]:
        old, new = (one.read(row.title, text, row.department) for one in self._titles)
        if "roles" not in row.edited_fields and old.roles != new.roles:
            names = [self._role_names.get(slug, slug) for slug in new.roles]
            yield from _moved("role", [role.name for role in row.roles.all()], names)
        if "level" not in row.edited_fields and old.level != new.level:
            yield from _moved("level", [level_name(row.level)], [level_name(new.level)])
        if has_skills and "skills" not in row.edited_fields:
            lines, repeated = read_lines(text), self._repeated_by(row.source_id)
            before, after = (
                asked_skills(one, row.title, lines, row.company.name, repeated).keys()
                for one in self._skills
            )
            had = {skill.slug for skill in row.skills.all()}
            lost, gained = (before - after) & had, (after - before) - had
            yield from _moved("skills", self._named(lost), self._named(gained))

    def _repeated_by(self, source: int | None) -> Repeated:
        """What an employer says in postings of different jobs. One query a board."""
        if source not in self._repeated:
            rows = Listing.objects.filter(source=source, status=Status.PUBLISHED)
            texts = rows.values_list("title", "description_html")
            self._repeated[source] = repeated_paragraphs(texts)
        return self._repeated[source]

    def _named(self, slugs: Iterable[str]) -> list[str]:
        return sorted(self._names.get(slug, slug) for slug in slugs)


def _moved(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Moved]:
    if sorted(before) != sorted(after):
        yield Moved(name, ", ".join(before) or NOTHING, ", ".join(after) or NOTHING)


def moves(
    rows: QuerySet[Listing],
    changes: Sequence[VocabularyChange],
    comparison: VocabularyComparison,
) -> Moves:
    """Postings among ``rows`` that would move, newest first; stops when its time is over."""
    found, until = Moves(), monotonic() + MOST_SECONDS
    has_skills = any(change.is_of_skill for change in changes)
    concerned = candidates(rows, changes, until=until, found=found)
    for keys in batched(concerned, BATCH):
        for row in _with_text(keys):
            if facts := comparison.move_of(row, has_skills=has_skills):
                found.number += 1
                if len(found.shown) < MOST_SHOWN:
                    found.shown.append(PostingMove(row, facts))
        if monotonic() > until:
            found.is_all = False
            break
    return found


def _with_text(keys: Sequence[int]) -> QuerySet[Listing]:
    """Postings with all that reading them takes. Three queries."""
    rows = Listing.objects.filter(pk__in=keys).order_by("-pk").select_related("company")
    needed = ("title", "department", "level", "description_html", "edited_fields")
    return rows.only(*needed, "language", "source", "company__name").prefetch_related(
        "roles", "skills"
    )


def candidates(
    rows: QuerySet[Listing],
    changes: Sequence[VocabularyChange],
    *,
    until: float | None = None,
    found: Moves | None = None,
) -> Iterator[int]:
    """Keys of postings that a changed phrase may concern, newest first."""
    found = found or Moves()
    concerns = title_filter([change for change in changes if not change.is_of_skill])
    with_skill = set(_with_skill_phrases(rows, [one for one in changes if one.is_of_skill]))
    for pk, title in rows.order_by("-pk").values_list("pk", "title").iterator(chunk_size=2_000):
        found.looked_at += 1
        if until is not None and found.looked_at % BATCH == 0 and monotonic() > until:
            found.is_all = False
            return
        if pk in with_skill or concerns(title):
            yield pk


def title_filter(changes: Iterable[VocabularyChange]) -> Callable[[str], bool]:
    """Tell of a title, by its words alone, whether a changed phrase may concern it."""
    changes = list(changes)
    if any(change.part == EVIDENCE for change in changes):
        return lambda title: True  # a guess may stand in any title
    variants = [
        frozenset(tokens(variant)) - CONJUNCTIONS
        for change in changes
        for variant in expand(change.phrase)
    ]
    endings = tuple(
        word.strip(ENDING)
        for change in changes
        for word in change.phrase.replace("(", " ").replace("|", " ").split()
        if word.startswith(ENDING)
    )

    def concerns(title: str) -> bool:
        raw = raw_tokens(clean(title))
        words = {*raw, *join_words(raw)}
        words |= {word[:-1] for word in words if word.endswith("s")}
        words |= {end for end in endings if any(word.endswith(end) for word in words)}
        return any(variant <= words for variant in variants)

    return concerns if variants else lambda title: False


def _with_skill_phrases(
    rows: QuerySet[Listing], changes: Sequence[VocabularyChange]
) -> Iterable[int]:
    """Keys of postings whose search document holds the words of a changed phrase."""
    queries = [words_of(" ".join(tokens(change.phrase))) for change in changes]
    texts = [query.tsquery(IN_TEXT) for query in queries if not query.is_empty]
    if not texts:
        return ()
    raw = " | ".join(f"({text})" for text in texts)
    return rows.filter(in_words(TEXT, raw)).values_list("pk", flat=True)


LONGEST_REASON = 200


def kept_postings() -> ListingQuerySet:
    """Postings that a source gave: what people typed themselves is not read anew."""
    return Listing.objects.filter(source__isnull=False)


def apply_changes(changes: Sequence[VocabularyChange], names: Mapping[str, str]) -> str:
    """Have the postings read again that changed phrases may concern; say so in words."""
    if not changes:
        return "No phrase has changed, so no posting is read again."
    rewrite_words_soon()
    reason = summary_of(changes, names)[:LONGEST_REASON]
    read_concerned.enqueue([asdict(change) for change in changes], reason)
    return "The worker reads the postings again that this concerns; their ledger says what changed."


@task()
def read_concerned(
    changes: Iterable[dict[str, Any]], reason: str, before_pk: int | None = None
) -> str:
    """Read postings again, newest first; what is more than one task may read, the next one does."""
    found = [VocabularyChange(**change) for change in changes]
    rows = kept_postings()
    if before_pk is not None:
        rows = rows.filter(pk__lt=before_pk)
    keys = list(islice(candidates(rows, found), READ_AT_ONCE))
    with readers(load_vocabulary(), 0) as reading:
        report = reread_postings(keys, reading, reason)
    take_figures_soon(report)
    if len(keys) == READ_AT_ONCE:
        read_concerned.enqueue([asdict(change) for change in found], reason, keys[-1])
    return report.in_one_line()
