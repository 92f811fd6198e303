"""The large part of the index as a file, and making it anew.

The file holds named arrays that processes share: mapped, checked, and replaced as a whole.
"""

import fcntl
import json
import mmap
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from listings.search.index import rows
from listings.search.index.bitmaps import Bitmaps, ValueSets
from listings.search.index.clusters import count_ahead
from listings.search.index.fields import ClusterValues, FacetPack, Field, Member
from listings.search.index.part import SPARSE, CountedAhead, IndexPart
from listings.search.index.vocabulary import SortedVocabulary
from listings.search.index.words import Texts, Words

MAGIC = b"OPENROLE"
ALIGNMENT = 64


class DamagedFileError(Exception):
    """The file is torn, or of another version."""


def write_arrays(path: Path, arrays: dict[str, np.ndarray], facts: dict[str, Any]) -> None:
    """Write a file beside ``path`` and put it in its place: others read the old or the new one.

    What describes the arrays stands at the end, so a file that was broken off has none.
    """
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(MAGIC)
        described, checksum = _write_each(file, arrays)
        footer = json.dumps({"arrays": described, "checksum": checksum, "facts": facts}).encode()
        file.write(footer + len(footer).to_bytes(8, "little") + MAGIC)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _write_each(
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


def read_arrays(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
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
        raise DamagedFileError(f"{path} is damaged or incomplete.")
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


KEPT_FOR = timedelta(hours=1)
LAYOUT = 7
"""To be raised when the file's arrays change their meaning."""


@dataclass(frozen=True)
class Position:
    """How far the database was read: every transaction below ``xid`` was over and is included.

    ``lineage`` is the number of the table of changes: a database that was restored has another.
    """

    lineage: int
    xid: int

    @classmethod
    def now(cls) -> "Position":
        """Return that of the snapshot of the database that this transaction sees."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 'listings_searchchange'::regclass::oid::bigint,"
                " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            )
            return cls(*cursor.fetchone())


def path() -> Path:
    return Path(settings.INDEX_DIR) / "base"


def stamp() -> int:
    """Return what tells files of this version from others: layout, facets and their values."""
    choices = {name: list(facet.labels) for name, facet in (rows.ONE | rows.MANY).items()}
    return zlib.crc32(repr((LAYOUT, rows.COLUMNS, rows.LINKS, SPARSE, choices)).encode())


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let all statements of the block see the same state of the database."""
    if connection.in_atomic_block:  # its isolation was decided by whoever opened it
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def build() -> bool:
    """Read the whole market and replace the file; False where another process is at it."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path().with_suffix(".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with one_snapshot():
            position, found = Position.now(), rows.read()
        save(IndexPart.of_rows(found), position, path())
    return True


PRUNE = """
WITH kept AS (
    SELECT xid FROM listings_searchchange WHERE at >= now() - %s::interval AND kind <> 'pruned'
    ORDER BY xid LIMIT 1
), gone AS (
    DELETE FROM listings_searchchange
    WHERE xid < coalesce((SELECT xid FROM kept), pg_snapshot_xmin(pg_current_snapshot()))
    RETURNING xid
)
INSERT INTO listings_searchchange (xid, kind, "row")
SELECT xid, 'pruned', 0 FROM gone ORDER BY xid DESC LIMIT 1
"""


def prune() -> None:
    """Drop changes that every file of the last hour includes, and note the newest of those.

    What is kept has higher numbers than what is noted, so the note is the table's first line.
    """
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, [str(KEPT_FOR)])


def save(part: IndexPart, position: Position, to: Path) -> None:
    """Write a part with its bitmaps packed and its words in order."""
    arrays = {f"columns/{name}": column for name, column in part.columns.items()}
    arrays["clusters"] = part.clusters
    for name, field in part.fields.items():
        arrays |= {f"fields/{name}/{key}": one for key, one in _of_field(field).items()}
    packs = list({id(pack): pack for pack in part.packs.values()}.values())
    for at, pack in enumerate(packs):
        arrays |= {f"packs/{at}/table/{one.name}": one.table for one in pack.members}
        arrays[f"packs/{at}/states"] = pack.states
    arrays |= {f"words/{key}": one for key, one in _of_words(part.words.sorted()).items()}
    if texts := part.texts:
        arrays["texts/word-starts"] = texts.vocabulary.starts
        arrays["texts/words"] = texts.vocabulary.content
        arrays |= _of_bitmaps("texts/bitmaps", texts.bitmaps)
    ahead = count_ahead(part)
    arrays |= _of_bitmaps("ahead/sets", ahead.sets) | {"ahead/sizes": ahead.sizes}
    arrays |= {f"ahead/counts/{name}": one for name, one in ahead.counts.items()}
    facts = {"stamp": stamp(), "lineage": position.lineage, "xid": position.xid}
    write_arrays(to, arrays, facts | {"fields": list(part.fields), "packs": len(packs)})


def load(file: Path) -> tuple[IndexPart, Position]:
    """Map a part; raises as ``files.read`` does, and for a file of another version."""
    arrays, facts = read_arrays(file)
    if facts["stamp"] != stamp():
        raise DamagedFileError(f"{file} is of another version.")
    columns = _below(arrays, "columns/")
    fields = {name: _field(_below(arrays, f"fields/{name}/")) for name in facts["fields"]}
    words, texts = _words(_below(arrays, "words/")), None
    if of_texts := _below(arrays, "texts/"):
        texts = Texts(_vocabulary(of_texts), _bitmaps(of_texts, "bitmaps"))
    counts = _below(arrays, "ahead/counts/")
    ahead = CountedAhead(_bitmaps(arrays, "ahead/sets"), arrays["ahead/sizes"], counts)
    part = IndexPart(columns, arrays["clusters"], fields, words, texts, ahead)
    packs = [_pack(_below(arrays, f"packs/{at}/")) for at in range(facts["packs"])]
    part.__dict__["packs"] = {one.name: pack for pack in packs for one in pack.members}
    return part, Position(facts["lineage"], facts["xid"])


def _below(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name[len(prefix) :]: one for name, one in arrays.items() if name.startswith(prefix)}


def _of_bitmaps(name: str, bitmaps: Bitmaps) -> dict[str, np.ndarray]:
    return {f"{name}-starts": bitmaps.starts, name: bitmaps.content}


def _bitmaps(arrays: dict[str, np.ndarray], name: str) -> Bitmaps:
    return Bitmaps(arrays[f"{name}-starts"], arrays[name], is_packed=True)


def _of_field(field: Field) -> dict[str, np.ndarray]:
    arrays = {name: getattr(field, name) for name in ("keys", "starts", "codes", "sizes")}
    arrays |= _of_bitmaps("bitmaps", field.bitmaps.packed())
    if not np.may_share_memory(field.table, field.codes):
        arrays["table"] = field.table
    if field.united is None and (sets := ValueSets.make(field.starts, field.codes)):
        arrays |= {f"sets/{name}": getattr(sets, name) for name in ("of", "sets", "starts")}
    elif field.united:
        whole = {f"united/{key}": one for key, one in _of_field(field.united.field).items()}
        arrays |= whole | {"numbers": field.united.numbers, "pairs": field.united.codes}
    return arrays


def _field(arrays: dict[str, np.ndarray]) -> Field:
    united = None
    if "numbers" in arrays:
        united = ClusterValues(
            _field(_below(arrays, "united/")), arrays["numbers"], arrays["pairs"]
        )
    sets = _below(arrays, "sets/")
    return Field(
        arrays["keys"],
        arrays["starts"],
        arrays["codes"],
        _bitmaps(arrays, "bitmaps"),
        table=arrays.get("table"),
        sizes=arrays["sizes"],
        united=united,
        sets=ValueSets(**sets) if sets else None,
    )


def _pack(arrays: dict[str, np.ndarray]) -> FacetPack:
    tables = _below(arrays, "table/")
    return FacetPack(tuple(Member(name, table) for name, table in tables.items()), arrays["states"])


def _of_words(words: Words) -> dict[str, np.ndarray]:
    arrays = {"starts": words.starts, "documents": words.documents, "places": words.places}
    if isinstance(words.vocabulary, SortedVocabulary):
        arrays |= {"word-starts": words.vocabulary.starts, "words": words.vocabulary.content}
    for weight, bitmaps in enumerate(words.by_weight):
        arrays |= _of_bitmaps(f"bitmaps-{weight}", bitmaps)
    return arrays


def _words(arrays: dict[str, np.ndarray]) -> Words:
    by_weight = tuple(_bitmaps(arrays, f"bitmaps-{weight}") for weight in range(4))
    starts, documents, places = (arrays[name] for name in ("starts", "documents", "places"))
    return Words(_vocabulary(arrays), starts, documents, places, by_weight)


def _vocabulary(arrays: dict[str, np.ndarray]) -> SortedVocabulary:
    return SortedVocabulary(arrays["word-starts"], arrays["words"])
