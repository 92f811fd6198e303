"""One file for each outside system that this board can read: it is found by being here."""
