"""Run a program as an ordinary user whose files stay root's: ``namespace.py PROGRAM ARGUMENT…``.

PostgreSQL refuses to run as user id 0. Inside a new user namespace the same user has another id,
so the program sees an ordinary user, while outside every file keeps its owner and its mode.
A script of its own, because a process with threads cannot change its namespace, and because code
between fork and exec is unsafe where there are threads. Standard library only; Linux only.
"""

import os
import sys
from pathlib import Path

NOBODY = 65534  # initdb asks for the user's name, and this id has one on every Linux


def enter() -> None:
    """Move this process into a user namespace where it is ``NOBODY``.

    Raises OSError where the system forbids that.
    """
    user, group = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")  # the kernel's condition for the next lines
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1")


if __name__ == "__main__":
    try:
        enter()
    except OSError as error:
        sys.exit(f"no user namespace: {error}")
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606
