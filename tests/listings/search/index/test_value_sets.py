"""Values counted by the sets that documents have are those counted one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from listings.search.index.bitmaps import ValueSets

type Values = list[set[int]]

FEW_SETS: Values = [{0}, {1, 2}, {0, 2}, set(), {2}]


def made(values: Values) -> ValueSets | None:
    starts = np.cumsum([0, *map(len, values)]).astype(np.int32)
    codes = [code for one in values for code in sorted(one)]
    return ValueSets.make(starts, np.array(codes, np.int8))


@given(picked=st.lists(st.integers(0, 199), unique=True))
def test_counts_of_some_documents(picked: list[int]) -> None:
    values = FEW_SETS * 40
    found = made(values)
    assert found
    counts = found.counts(np.array(picked, np.int64))
    assert counts.tolist() == [sum(code in values[at] for at in picked) for code in range(3)]


def test_values_of_which_each_document_has_one_need_no_sets() -> None:
    assert made([{0}, {1}, set()] * 40) is None


def test_sets_that_few_documents_share_are_not_kept() -> None:
    assert made([{one, one + 1} for one in range(100)]) is None
