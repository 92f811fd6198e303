"""The machine that this process runs on: its cores and its memory."""

import ctypes
import os


def cores() -> int:
    """Return how many cores this process may use; before Python 3.13 all that there are."""
    count = getattr(os, "process_cpu_count", os.cpu_count)
    return count() or 1


def return_free_memory() -> None:
    """Give the system what is free, which glibc would keep for later; nothing elsewhere."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
