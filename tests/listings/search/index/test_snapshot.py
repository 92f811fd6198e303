"""A file is whole or it is none: what is torn or of another version is never read."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from listings.search.index import snapshot
from tests.processes import wait_for

ROOT = Path(__file__).parents[4]

ARRAYS: dict[str, np.ndarray] = {
    "small": np.arange(10, dtype=np.int64),
    "large": np.array([1, 2**40], np.int64),
    "bytes": np.frombuffer(b"words", np.uint8),
    "nothing": np.zeros(0, np.int64),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "base"
    snapshot.write_arrays(path, ARRAYS, {"stamp": 7})
    return path


def test_what_is_written_is_read_in_the_smallest_type(file: Path) -> None:
    arrays, facts = snapshot.read_arrays(file)
    assert facts == {"stamp": 7}
    for name, array in ARRAYS.items():
        assert arrays[name].tolist() == array.tolist()
    assert (arrays["small"].itemsize, arrays["large"].itemsize) == (1, 8)


@pytest.mark.parametrize("kept", [0, 10, 100, -1, -9, -60])
def test_a_file_that_was_broken_off_is_refused(file: Path, kept: int) -> None:
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(snapshot.DamagedFileError):
        snapshot.read_arrays(file)


def test_a_page_of_zeros_is_noticed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[64:72] = bytes(8)
    file.write_bytes(content)
    with pytest.raises(snapshot.DamagedFileError):
        snapshot.read_arrays(file)


def test_a_draft_that_was_left_behind_changes_nothing(file: Path) -> None:
    file.with_suffix(".new").write_bytes(b"half")
    assert snapshot.read_arrays(file)[1] == {"stamp": 7}
    snapshot.write_arrays(file, ARRAYS, {"stamp": 8})
    assert snapshot.read_arrays(file)[1] == {"stamp": 8}


WRITER = """
import os, sys
from pathlib import Path
import django, numpy as np
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
django.setup()
from listings.search.index import snapshot
arrays = {"numbers": np.arange(200_000, dtype=np.int64)}
number = 0
while child := os.fork():
    print(child, flush=True)
    os.waitpid(child, 0)
    number += 1_000_000
while True:
    number += 1
    snapshot.write_arrays(Path(sys.argv[1]), arrays, {"stamp": number})
"""
"""Writes in a child, and names it; once that is killed it has another."""


@pytest.mark.slow
def test_whoever_writes_may_be_killed_at_any_moment(file: Path) -> None:
    pick = random.Random(3)
    command = [sys.executable, "-c", WRITER, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        for _ in range(4):
            writing = int(parent.stdout.readline())
            is_older = snapshot.read_arrays(file)[1]
            wait_for(lambda was=is_older: snapshot.read_arrays(file)[1] != was)  # type: ignore[misc]  # a lambda's default
            for _ in range(pick.randrange(9)):
                snapshot.read_arrays(file)
            os.kill(writing, signal.SIGKILL)
            assert snapshot.read_arrays(file)[0]
        last = int(parent.stdout.readline())
        parent.kill()
        os.kill(last, signal.SIGKILL)
