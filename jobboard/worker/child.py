"""What a job's process does for its own end: none outlives its limit, or its worker."""

import os
import resource
import signal
import threading
import time

from django.conf import settings

LOOK_SECONDS = 0.5
LATER_SECONDS = 30  # the worker ends it first, and can say why

MEGABYTE = 1_000_000


def keep_to_limits(parent: int, seconds: int) -> None:
    """Have this process, and all that it starts, end with its worker, and itself in time.

    The alarm is the kernel's: it comes also to a process that listens to nobody any more. A limit
    of memory turns what would end other processes too into an error of this one.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds + LATER_SECONDS)
    most = settings.JOBS.megabytes * MEGABYTE
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.killpg(0, signal.SIGKILL)  # the group is this job's own: see ``Job``
