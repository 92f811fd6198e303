"""What pages cost, as ratios measured side by side: ``make bench``."""

NOTHING_KEPT = "X-Nothing-Kept"
"""The header of a request that is answered as the first after a start."""

NOT_COUNTED = "X-Not-Counted"
"""The header of a search that is counted anew, as if nobody had asked for it."""
