"""``requirements/install NAME``: make .venv and install requirements/NAME.txt, if not done yet.

Two boards may start at once, so one waits for the other. What is installed is known by a stamp
written last: an installation that was broken off is done again.
"""

import compileall
import fcntl
import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(name: str) -> None:
    """Install ``requirements/name.txt``."""
    requirements = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f".installed-{name}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not works():
            print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
            venv.create(VENV, clear=True, with_pip=True, symlinks=True)
        if not stamp.exists() or stamp.read_text() != wanted:
            install(requirements)
            stamp.write_text(wanted)


def works() -> bool:
    """Tell whether .venv has a Python that is new enough, and pip."""
    trial = "import sys, pip; sys.exit(sys.version_info < (3, 12))"
    try:
        done = subprocess.run([PYTHON, "-c", trial], check=False, capture_output=True)  # noqa: S603
    except OSError:  # not there, or a link to a Python that has gone
        return False
    return done.returncode == 0


def install(requirements: Path) -> None:
    """Install exactly the pinned files; pip tells its progress."""
    print(f"Installing {requirements.relative_to(ROOT)} …", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes"]
    options = ["--disable-pip-version-check", "--no-input", "--only-binary=:all:"]
    done = subprocess.run([*command, *options, "-r", requirements], check=False)  # noqa: S603
    if done.returncode:
        sys.exit("The packages could not be installed; pip's lines above say why.")
    for package in ("jobboard", "listings", "roles"):  # who runs the board may not write here
        compileall.compile_dir(ROOT / package, quiet=1)


if __name__ == "__main__":
    main(sys.argv[1])
