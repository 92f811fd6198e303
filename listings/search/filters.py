"""What a visitor asked for: all read it here. The filters are declared in ``filterset.py``."""

from copy import copy
from functools import cache, cached_property, reduce
from operator import and_
from typing import Any, Self

from django.db.models import Q
from django.http import QueryDict

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.reading.query import Query
from listings.search.criteria import Criterion
from listings.search.filterset import FACETS, KnownSkillsFilter, MarketFilters, exclusions
from listings.search.form_fields import Rejected
from listings.search.location import PlaceFacet, location_condition, where_condition
from listings.search.order import NEWEST, ComparedPay, Order, by_relevance, by_salary, stating_first
from listings.search.understanding.current import table
from listings.search.understanding.parts import NOT, Understanding
from listings.search.understanding.reading import understand
from listings.search.understood import (
    Understood,
    joined,
    named,
    said_in_titles,
    search_condition,
    words_of,
)


class ListingFilter(ComparedPay, MarketFilters):
    """What a visitor asked for. Reads every query parameter of ``/jobs/`` and nothing else does."""

    is_widened = False
    is_derived = False  # by ``replacing``: its address asks for something else, or it has none

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The understood values by parameter; empty ones are left out."""
        self.form.is_valid()
        values = self.form.cleaned_data
        empty: tuple[Any, ...] = (None, "", [])
        found = {name: values[name] for name in self.filters if values.get(name) not in empty}
        if "knows" not in found:
            found.pop("missing", None)  # more than nothing
        return found

    @cached_property
    def rejected(self) -> list[Rejected]:
        """Every value that was typed and not understood, with the reason."""
        _ = self.asked
        found = [
            Rejected(name, value, reason)
            for name, field in self.form.fields.items()
            for value, reason in field.rejected
        ]
        found += [Rejected("q", one.written, one.reason) for one in self.query.forgiven]
        found += [Rejected("q", *one) for one in self.understood.found.left_out]
        if "currency" in self.asked and self.pay_currency not in self.rates:
            reason = "has no exchange rate of the last 30 days; only postings in it are compared"
            found.append(Rejected("currency", self.pay_currency, reason))
        return found

    @cached_property
    def understood(self) -> Understood:
        """What ``q`` says besides words; nothing where ``exact`` is asked for."""
        q = self.asked.get("q", "")
        if not q or "exact" in self.asked:
            return Understood(Understanding(rest=q))
        taken = frozenset(self.asked)
        words = frozenset(name for name in taken if name.removeprefix(NOT) not in FACETS)
        if "where" in taken:
            words |= frozenset(self.LOCATION)
        return Understood(understand(q, table(), words), taken)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is asked for in all, by parameter: as it was given, and understood of ``q``.

        What ``q`` says of a facet acts like a ticked value: others that are ticked stand beside it.
        """
        found = self.understood.values | self.asked
        for name in self.understood.values.keys() & self.asked.keys():
            if name.removeprefix(NOT) in FACETS:
                found[name] = [*self.understood.values[name], *self.asked[name]]
        return found

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """The filters that choose postings, with those that ``q`` excludes by."""
        given = {name: one for name, one in self.filters.items() if isinstance(one, Criterion)}
        return given | exclusions(self.understood.values)

    @cached_property
    def query(self) -> Query:
        """The words of ``q`` that must be met."""
        return words_of(self.understood.found.rest)

    @cached_property
    def ranked(self) -> Query:
        """The words of ``q`` by which what is found is ordered."""
        return words_of(self.understood.ranked)

    @property
    def in_text(self) -> bool:
        """Whether the words may stand in the text alone: as asked, or for want of anything else."""
        return self.is_widened or self.asked.get("in") == "text"

    @property
    def has_place(self) -> bool:
        """Whether a place is asked for that postings open anywhere meet too."""
        return "country" in self.values or "where" in self.values

    @property
    def missing_skills(self) -> int:
        """How many skills besides the visitor's own a posting names."""
        return int(self.asked.get("missing", 0))

    def widened(self) -> Self:
        """The same search, with words that may stand in the text alone."""
        other = self._copy("active", "conditions", "_qs")  # what follows; all that was read stays
        other.is_widened = True
        return other

    def _copy(self, *forgotten: str) -> Self:
        """The same search without what was made of that which will differ."""
        other = copy(self)
        for made in forgotten:
            other.__dict__.pop(made, None)
        return other

    def replacing(self, **values: Any) -> Self:
        """The same search with other values of some parameters; an empty one asks for nothing.

        Nothing is read again, so it costs no query.
        """
        other = self._copy("values", "active", "conditions", "_qs")
        asked = {**self.asked, **values}
        other.asked = {name: value for name, value in asked.items() if value}
        other.is_derived = True
        return other

    def with_words(self, q: str) -> Self:
        """The same search with other words, which are understood anew."""
        other = self.replacing(q=q, page=None)
        return other._copy("understood", "query", "ranked", "criteria")  # noqa: SLF001 (its own)

    @property
    def order(self) -> str:
        return self.asked.get("sort") or self.usual_order

    @property
    def usual_order(self) -> str:
        """The order of a search without that parameter: what ``q`` says of it, else the best."""
        if order := self.understood.values.get("sort"):
            return str(order)
        is_plain = self.ranked.is_empty and not self.understood.values
        return "newest" if is_plain else "relevance"

    @property
    def kilometres(self) -> int:
        """How far around the cities of ``where`` a place may lie, in kilometres."""
        return int(self.asked.get("radius", 0))

    @cached_property
    def active(self) -> tuple[str, ...]:
        """Active filters by the names of their conditions; country, region and city are one."""
        criteria = (
            name
            for name, one in self.criteria.items()
            if name in self.values and not isinstance(one, PlaceFacet)
        )
        others = {
            "q": not self.query.is_empty,
            "title": self.understood.title_literal(in_text=self.in_text),
            "not-title": self.understood.other_titles,
            "location": any(self.values.get(name) for name in self.LOCATION),
            "where": self.values.get("where"),
            "salary_min": "salary_min" in self.values,
        }
        return (*criteria, *(name for name, is_active in others.items() if is_active))

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The condition of each active filter."""
        found = {name: self._condition(name) for name in self.active}
        for name in self.soft:
            found[name] |= self.silent_on(name)
        return found

    def _condition(self, name: str) -> Q:
        match name:
            case "q":
                return search_condition(self.query, in_text=self.in_text)
            case "not-title":
                return ~named(self.understood.other_titles, in_text=False)
            case "location":
                where = (self.values.get(name, []) for name in self.LOCATION)
                return location_condition(*where) or Q()
            case "where":
                somewhere = where_condition(self.values["where"], self.kilometres)
                titles = said_in_titles(self.values["where"])
                return somewhere | named(titles, in_text=False) if titles else somewhere
            case "salary_min":
                return self.stating("salary_min")
        return self._of_criterion(name)

    def _of_criterion(self, name: str) -> Q:
        if name == "title" or name in self.read_by_title:
            return self._by_name(name, in_text=self.in_text)
        criterion = self.criteria[name]
        if isinstance(criterion, KnownSkillsFilter):
            return criterion.condition(self.values[name], self.missing_skills)
        return criterion.condition(self.values[name])

    def _by_name(self, name: str, *, in_text: bool) -> Q:
        """Postings that have what was understood, or its words, or what is ticked."""
        if name == "title":
            return named(self.understood.title_literal(in_text=in_text), in_text=in_text)
        facet = FACETS[name]
        either = [
            [facet.condition([row]) | named(literal, in_text=in_text) for row, literal in group]
            for group in self.understood.by_title(name, in_text=in_text)
        ]
        ticked = self.asked.get(name)
        return joined(name, either, [facet.condition(ticked)] if ticked else [])

    @property
    def by_name(self) -> tuple[str, ...]:
        """Filters that words of texts meet too: whoever meets them by name or title comes first."""
        names = [name for name in self.active if name == "title" or name in self.read_by_title]
        return tuple(names) if self.in_text else ()

    def named(self) -> Q:
        """Postings that meet by their facts or their title what words of a text would meet too."""
        conditions = (self._by_name(name, in_text=False) for name in self.by_name)
        return reduce(and_, conditions, Q())

    @property
    def read_by_title(self) -> frozenset[str]:
        """Filters that were understood of ``q`` and that words of a title meet too."""
        return self.understood.is_by_title

    @property
    def soft(self) -> tuple[str, ...]:
        """Filters understood of ``q`` alone that postings may leave unsaid: level and pay."""
        return tuple(name for name in self.understood.soft if name not in self.asked)

    @property
    def soft_words(self) -> str:
        """What soft filters are about, in words: "level and pay"."""
        names = {"level": "the level", "salary_min": "pay"}
        return " and ".join(names[name] for name in self.soft)

    def stating(self, name: str) -> Q:
        """Postings that state what a soft filter asks for."""
        value = self.values[name]
        return self.pay_reaches(value) if name == "salary_min" else FACETS[name].condition(value)

    def silent_on(self, name: str) -> Q:
        """Postings that state nothing by which a soft filter can judge them."""
        return self.has_no_comparable_pay if name == "salary_min" else Q(**{name: ""})

    def is_stated_by(self, posting: Listing) -> bool:
        """Whether a posting of the result states all that is soft; it costs no query."""
        stated = {"level": bool(posting.level), "salary_min": self.is_pay_comparable(posting)}
        return all(stated[name] for name in self.soft)

    @property
    def ranking(self) -> Order:
        """The order asked for; it is total, so that pages never overlap."""
        if self.order == "salary":
            return by_salary(self.rates)
        order = NEWEST
        if self.order == "relevance":
            order = by_relevance(
                self.ranked,
                has_place=self.has_place,
                named=self.named() if self.by_name else None,
                in_text=self.in_text,
            )
        return stating_first(order, [self.stating(name) for name in self.soft])

    def filter_queryset(self, queryset: Any) -> Any:
        for condition in self.conditions.values():
            queryset = queryset.filter(condition)
        return self.ranking.of(queryset)


@cache
def on_offer() -> ListingQuerySet:
    """All openings; the database tells each time which they are."""
    return Listing.objects.live().vacancies()


def search_with(**asked: Any) -> ListingFilter:
    """The search for openings with these values, as ``asked`` has them: rows, codes. No query."""
    return ListingFilter(QueryDict(), queryset=on_offer()).replacing(**asked)
