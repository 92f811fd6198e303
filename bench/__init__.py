"""What pages cost, as ratios measured side by side: ``make bench``."""

NOTHING_KEPT = "X-Nothing-Kept"
"""The header of a request that is answered as the first after a start."""
