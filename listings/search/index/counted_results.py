"""Results that were counted when an index file was made, or when they were last asked for."""

from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps


@dataclass(frozen=True)
class CountedResult:
    """The documents of a result when it was counted, and what ``Clusters`` has of them.

    Not their part, which keeps this: without a circle its memory is free once nobody uses it.
    """

    documents: BitMap
    firsts: BitMap
    torn: BitMap
    counts: dict[str, np.ndarray]
    of_torn: dict[str, BitMap] = field(default_factory=dict)


@dataclass(frozen=True)
class CountedAhead:
    """The results of asking for one value alone, of the ``R`` values that most documents have.

    A file has them, so that whoever asks first finds them counted.

    ``sets``    three for each: its documents, live or not; ``firsts`` and ``torn`` of ``Clusters``
    ``sizes``   (R,) how many documents each has
    ``counts``  facet → (R, V)
    """

    sets: Bitmaps
    sizes: np.ndarray
    counts: dict[str, np.ndarray]

    def of(self, documents: BitMap) -> CountedResult | None:
        """Return what was counted of these documents; None where that are others."""
        for at in np.flatnonzero(self.sizes == len(documents)).tolist():
            if self.sets.unkept(3 * at) == documents:
                firsts, torn = (self.sets.unkept(3 * at + which) for which in (1, 2))
                counts = {name: one[at].astype(np.int64) for name, one in self.counts.items()}
                return CountedResult(documents, firsts, torn, counts)
        return None
