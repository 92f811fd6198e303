"""The texts of a page rendered in one go: which terms they link, and the figures in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, Func, Value
from django.db.models.functions import Concat

from jobboard import markup
from jobboard.http.changes import MARKET, TEXTS, ChangeKind
from jobboard.http.parts import kept_part
from roles.models import Role, Term


@dataclass(frozen=True, slots=True)
class ReaderContext:
    """How a page is read: in which country, and with figures or as if none had a sample.

    ``country`` is what figures are about that name none (ISO 3166-1 alpha-2; empty: everywhere).
    """

    country: str = ""
    figures: markup.Show = markup.Show.LIVE


USUAL = ReaderContext()


@dataclass(frozen=True)
class GlossaryVocabulary:
    """The terms that texts link to, and the names that only shield the words inside them."""

    terms: tuple[markup.GlossaryTerm, ...]
    silent: frozenset[str]

    def linked_in(self, texts: Iterable[markup.Rendered]) -> list[markup.GlossaryTerm]:
        """The terms that these texts link."""
        by_slug = {term.slug: term for term in self.terms}
        return [by_slug[slug] for text in texts for slug in text.linked_terms]

    def glossary(self) -> markup.Glossary:
        """Make a memory of first mentions, for one page."""
        return markup.Glossary(self.terms, silent=self.silent)


def vocabulary(silent: Iterable[str] = ()) -> GlossaryVocabulary:
    """Return every term of the board, and which of them a page does not link.

    Names of roles are there in silence: the "machine learning" of a Machine Learning Engineer is
    part of a name, not a mention.
    """
    terms = _terms()
    roles = (term.slug for term in terms if term.slug.startswith("role:"))
    return GlossaryVocabulary(terms, frozenset([*silent, *roles]))


@kept_part(*TEXTS)
def _terms() -> tuple[markup.GlossaryTerm, ...]:
    """Terms and names of roles. One query."""
    names = Role.objects.order_by().values_list(
        Concat(Value("role:"), "slug", output_field=CharField()),
        "name",
        Func("plural", template="ARRAY[%(expressions)s]", output_field=Term.aliases.field),
        Value(value=False),
        Value(""),
    )
    rows = Term.objects.values_list("slug", "name", "aliases", "is_case_sensitive", "short")
    return tuple(
        markup.GlossaryTerm(slug, name, tuple(aliases), is_exact, short)
        for slug, name, aliases, is_exact, short in rows.order_by()
        .union(names, all=True)
        .order_by("slug")
    )


def defaults_of(country: str) -> dict[str, str]:
    """What a page fills into figures that name no country."""
    return {"country": country} if country else {}


def answers_of(sources: Iterable[tuple[str, int]], reading: ReaderContext) -> markup.Answers:
    """Compute the figures of all texts: a query for each kind that they hold, unless kept."""
    if reading.figures is markup.Show.ABSENT:
        return {}
    return _answers(tuple(text for text, _ in sources), reading.country)


@kept_part(*MARKET, ChangeKind.FIGURES, most=200)
def _answers(texts: tuple[str, ...], country: str) -> markup.Answers:
    return markup.compute(texts, defaults=defaults_of(country))


# The same texts, terms and figures give the same page: a third of a guide's time, kept in each
# process.
@lru_cache(maxsize=256)
def render_page(
    sources: tuple[tuple[str, int], ...],
    words: GlossaryVocabulary,
    answers: tuple[tuple[str, markup.RenderedFigure | None], ...],
) -> list[markup.Rendered]:
    """Render pairs of text and heading level as one page."""
    terms, anchors, figures = words.glossary(), markup.Anchors(), dict(answers)
    return [
        markup.render(source, terms=terms, anchors=anchors, figures=figures, first_level=level)
        for source, level in sources
    ]
