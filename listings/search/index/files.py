"""Named arrays in one file that processes share: mapped, checked, and replaced as a whole."""

import json
import mmap
import os
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

MAGIC = b"OPENROLE"
ALIGNMENT = 64


class DamagedFileError(Exception):
    """The file is torn, or of another version."""


def write(path: Path, arrays: dict[str, np.ndarray], facts: dict[str, Any]) -> None:
    """Write a file beside ``path`` and put it in its place: others read the old or the new one.

    What describes the arrays stands at the end, so a file that was broken off has none.
    """
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(MAGIC)
        described, checksum = _write_arrays(file, arrays)
        footer = json.dumps({"arrays": described, "checksum": checksum, "facts": facts}).encode()
        file.write(footer + len(footer).to_bytes(8, "little") + MAGIC)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _write_arrays(
    file: BinaryIO, arrays: dict[str, np.ndarray]
) -> tuple[dict[str, tuple[str, tuple[int, ...], int]], int]:
    described, checksum = {}, 0
    for name, array in arrays.items():
        file.write(bytes(-file.tell() % ALIGNMENT))
        small = np.ascontiguousarray(smallest(array))
        described[name] = (small.dtype.str, small.shape, file.tell())
        checksum = zlib.crc32(small.data.cast("B") if small.size else b"", checksum)
        file.write(small.data)
    return described, checksum


def smallest(array: np.ndarray) -> np.ndarray:
    """Return whole numbers in the smallest type that holds them all."""
    if array.dtype.kind != "i" or not array.size:
        return array
    low, high = int(array.min()), int(array.max())
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return array.astype(kind)
    return array


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Map a file; raise DamagedFileError where it is not whole, OSError where there is none."""
    if path.stat().st_size < 2 * len(MAGIC) + 8:
        raise DamagedFileError(f"{path} is too short.")
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    data = np.frombuffer(mapped, np.uint8)
    footer = _footer(data, path)
    arrays, checksum = {}, 0
    for name, (kind, shape, start) in footer["arrays"].items():
        size = np.dtype(kind).itemsize * int(np.prod(shape))
        part = data[start : start + size]
        checksum = zlib.crc32(part.data, checksum)
        arrays[name] = part.view(kind).reshape(shape)
    if checksum != footer["checksum"]:
        raise DamagedFileError(f"{path} is not as it was written.")
    mapped.madvise(mmap.MADV_DONTNEED)  # what nobody asks for takes no memory of this process
    return arrays, footer["facts"]


def _footer(data: np.ndarray, path: Path) -> dict[str, Any]:
    end = len(data) - len(MAGIC)
    length = int.from_bytes(data[end - 8 : end].tobytes(), "little")
    is_whole = data[:8].tobytes() == MAGIC == data[end:].tobytes()
    if not is_whole or not 0 < length < end:
        raise DamagedFileError(f"{path} has no end.")
    footer: dict[str, Any] = json.loads(data[end - 8 - length : end - 8].tobytes())
    return footer
