"""A file is whole or it is none: what is torn or of another version is never read."""

from pathlib import Path

import numpy as np
import pytest

from listings.search.index import files

ARRAYS: dict[str, np.ndarray] = {
    "small": np.arange(10, dtype=np.int64),
    "large": np.array([1, 2**40], np.int64),
    "bytes": np.frombuffer(b"words", np.uint8),
    "nothing": np.zeros(0, np.int64),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "base"
    files.write(path, ARRAYS, {"stamp": 7})
    return path


def test_what_is_written_is_read_in_the_smallest_type(file: Path) -> None:
    arrays, facts = files.read(file)
    assert facts == {"stamp": 7}
    for name, array in ARRAYS.items():
        assert arrays[name].tolist() == array.tolist()
    assert (arrays["small"].itemsize, arrays["large"].itemsize) == (1, 8)


@pytest.mark.parametrize("kept", [0, 10, 100, -1, -9, -60])
def test_a_file_that_was_broken_off_is_refused(file: Path, kept: int) -> None:
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(files.DamagedFileError):
        files.read(file)


def test_a_page_of_zeros_is_noticed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[64:72] = bytes(8)
    file.write_bytes(content)
    with pytest.raises(files.DamagedFileError):
        files.read(file)


def test_a_draft_that_was_left_behind_changes_nothing(file: Path) -> None:
    file.with_suffix(".new").write_bytes(b"half")
    assert files.read(file)[1] == {"stamp": 7}
    files.write(file, ARRAYS, {"stamp": 8})
    assert files.read(file)[1] == {"stamp": 8}
