"""The machine that this process runs on: its cores and its memory."""

import ctypes
import gc
import mmap
import os
from pathlib import Path


def cores() -> int:
    """Return how many cores this process may use; before Python 3.13 all that there are."""
    count = getattr(os, "process_cpu_count", os.cpu_count)
    return count() or 1


def own_memory() -> int:
    """Return the bytes that this process has in memory for itself alone; 0 where none can tell."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * mmap.PAGESIZE


def return_free_memory() -> None:
    """Give the system what is free, which glibc would keep for later; nothing elsewhere."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def keep_from_collection() -> None:
    """Have the garbage collector leave alone what is there now; it is free once nobody has it.

    Going through the names of a million postings took 0.3 s, for one search in a hundred.
    """
    gc.collect()
    gc.freeze()
