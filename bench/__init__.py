"""What pages cost, as ratios measured side by side: ``make bench``."""
