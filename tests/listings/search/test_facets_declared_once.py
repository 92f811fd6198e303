"""A facet is declared once: as a filter, with its title in ``ListingFilter.FACETS``."""

from listings.search.filters import COLUMN_FACETS, ListingFilter
from listings.search.sidebar import LABELS


def test_every_facet_is_a_filter() -> None:
    assert set(ListingFilter.FACETS) <= set(ListingFilter.base_filters)
    assert set(ListingFilter.HINTS) <= set(ListingFilter.FACETS)


def test_the_words_of_a_facet_are_the_choices_of_its_filter() -> None:
    assert {name: list(labels) for name, labels in LABELS.items()} == {
        name: [value for value, _ in criterion.extra["choices"]]
        for name, criterion in COLUMN_FACETS.items()
    }
