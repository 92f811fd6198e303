"""What is kept of a result gives the counts of any other one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from bench import market
from listings.search.index.clusters import NAMED, Clusters, clusters_now, count_ahead
from listings.search.index.part import IndexPart

SIZE = 2_000


@pytest.fixture(scope="module")
def part() -> IndexPart:
    return IndexPart.of_rows(market.make(SIZE).rows)


@pytest.mark.slow
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.1, 0.9]), moved=st.integers(0, 30))
@settings(max_examples=25)
def test_counts_follow_what_came_and_went(
    part: IndexPart, seed: int, share: float, moved: int
) -> None:
    pick = np.random.default_rng(seed)
    before = BitMap(np.flatnonzero(pick.random(SIZE) < share).tolist())
    after = before ^ BitMap(pick.integers(0, SIZE, moved).tolist())
    clusters = Clusters.of(part, before)
    names = [*part.fields, NAMED]
    for name in names:
        clusters.counted(name)

    found, anew = clusters_now(clusters.kept(before), part, after), Clusters.of(part, after)

    assert (found.firsts, found.torn) == (anew.firsts, anew.torn)
    for name in names:
        assert found.counted(name).tolist() == anew.counted(name).tolist()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_values_that_all_copies_share_tear_no_cluster(part: IndexPart, seed: int) -> None:
    pick = np.random.default_rng(seed)
    live = BitMap(np.flatnonzero(pick.random(SIZE) < 0.9).tolist())
    for field in (one for one in part.fields.values() if one.united is None):
        found = live & field.having([pick.choice(field.keys)])
        torn = Clusters.of(part, live).torn & found
        known, anew = Clusters.of(part, found, torn), Clusters.of(part, found)
        assert (known.firsts, known.torn) == (anew.firsts, anew.torn)


@given(seed=st.integers(0, 10_000), number=st.integers(1, 4))
@settings(max_examples=25)
def test_what_several_filters_tear_one_of_them_tears(
    part: IndexPart, seed: int, number: int
) -> None:
    pick = np.random.default_rng(seed)
    filters = [BitMap(np.flatnonzero(pick.random(SIZE) < 0.7).tolist()) for _ in range(number)]
    found = BitMap.intersection(*filters)
    torn = BitMap.union(*(part.copies.torn_by(one) for one in filters)) & found
    known, anew = Clusters.of(part, found, torn), Clusters.of(part, found)
    assert (known.firsts, known.torn) == (anew.firsts, anew.torn)
    assert part.copies.torn_by(filters[0]) is part.copies.torn_by(BitMap(filters[0]))


def test_what_a_file_has_counted_is_what_would_be_counted(part: IndexPart) -> None:
    ahead = count_ahead(part)
    frequent = {name: one for name, one in part.fields.items() if name != "anywhere"}
    for name, field in frequent.items():
        key = field.keys[field.sizes.argmax()]
        documents = field.having([key]) | (part.anywhere if name == "country" else BitMap())
        kept, anew = ahead.of(documents), Clusters.of(part, documents)
        assert kept, name
        found = clusters_now(kept, part, documents)
        assert (found.firsts, found.torn) == (anew.firsts, anew.torn)
        assert found.counts.keys() == {*part.fields, NAMED}
        for other in found.counts:
            assert found.counted(other).tolist() == anew.counted(other).tolist()


def test_what_was_not_counted_ahead_is_counted_when_it_is_asked(part: IndexPart) -> None:
    assert count_ahead(part).of(BitMap(range(SIZE // 2))) is None
