"""A facet is declared once: as a filter of ``ListingFilter``, with its title and its words."""

from listings.search.addresses import LABELS
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS, FACETS


def test_every_facet_is_a_filter_that_knows_its_parameter() -> None:
    for name, facet in FACETS.items():
        assert ListingFilter.base_filters[name] is facet
        assert facet.name == name
        assert facet.title


def test_the_words_of_a_facet_are_the_choices_of_its_filter() -> None:
    assert {name: list(LABELS[name]) for name in COLUMN_FACETS} == {
        name: [value for value, _ in criterion.extra["choices"]]
        for name, criterion in COLUMN_FACETS.items()
    }
