"""Computing in several processes over one copy of the numbers.

The arrays go into a file that every process maps, so that a child costs little more memory than
its program. Children are spawned, not forked: a fork would copy the database connection's threads.
No model is imported here, since a child loads this before Django.
"""

import mmap
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django

from jobboard.machine import own_memory, return_free_memory

ALIGNED = 64  # bytes; where an array may begin


@dataclass(frozen=True, slots=True)
class MappedObject:
    """An object whose arrays lie in a file: ``head`` is the rest of it, pickled."""

    path: Path
    head: bytes
    spans: list[tuple[int, int]]

    @classmethod
    def write(cls, what: object, path: Path) -> "MappedObject":
        buffers: list[pickle.PickleBuffer] = []
        head = pickle.dumps(what, protocol=5, buffer_callback=buffers.append)
        spans = []
        with path.open("wb") as file:
            for one in buffers:
                with one.raw() as raw:
                    spans.append((file.tell(), file.tell() + raw.nbytes))
                    file.write(raw)
                    file.write(bytes(-raw.nbytes % ALIGNED))
        return cls(path, head, spans)

    def load(self) -> tuple[Any, mmap.mmap]:
        """Return the object, whose arrays are for reading alone, and the file they lie in."""
        with self.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        view = memoryview(mapped)
        buffers = [view[start:stop] for start, stop in self.spans]
        return pickle.loads(self.head, buffers=buffers), mapped  # noqa: S301 (its own)


class Computing[Shared]:
    """Does the same for many items, in this process and in its children."""

    def __init__(
        self,
        shared: Shared,
        pool: ProcessPoolExecutor | None = None,
        mapped: mmap.mmap | None = None,
    ) -> None:
        self.shared, self._pool, self._mapped = shared, pool, mapped

    def each[Item, Result](
        self, work: Callable[[Shared, Item], Result], items: Iterable[Item]
    ) -> Iterator[Result]:
        """Return ``work(shared, item)`` of each item, in any order; ``work`` is a module's own.

        Children begin at once, before the first result is asked for, with the first items; the last
        ones are done here: if the largest come first, no two large ones need their memory at once.
        """
        if not self._pool or not self._mapped:
            return (work(self.shared, item) for item in items)
        return_memory(self._mapped)
        submitted = {self._pool.submit(_work, work, item): item for item in items}
        return self._each(work, submitted, self._mapped)

    def _each[Item, Result](
        self,
        work: Callable[[Shared, Item], Result],
        pending: dict[Future[Result], Item],
        mapped: mmap.mmap,
    ) -> Iterator[Result]:
        while pending and (last := next(reversed(pending))).cancel():
            yield work(self.shared, pending.pop(last))
            return_memory(mapped)
            yield from _ended(pending)
        while pending:
            wait(pending, return_when=FIRST_COMPLETED)
            yield from _ended(pending)


def _ended[Result](pending: dict[Future[Result], Any]) -> Iterator[Result]:
    """Take out what is done, one after another; no result is held once the next is asked for."""
    done = [one for one in pending if one.done()]
    while done:
        one = done.pop()
        del pending[one]
        yield one.result()


@contextmanager
def computing[Shared](shared: Shared, children: int) -> Iterator[Computing[Shared]]:
    """Compute over something, with so many child processes beside this one."""
    if not children:
        yield Computing(shared)
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = MappedObject.write(shared, Path(folder) / "arrays")
        del shared  # the file has it
        return_free_memory()
        with ProcessPoolExecutor(
            children, mp_context=get_context("spawn"), initializer=_begin, initargs=(kept,)
        ) as pool:
            try:
                loaded, mapped = kept.load()
                yield Computing(loaded, pool, mapped)
            finally:
                pool.shutdown(cancel_futures=True)


_loaded: list[tuple[Any, mmap.mmap]] = []


def _begin(kept: MappedObject) -> None:
    django.setup()
    _loaded[:] = [kept.load()]


def _work[Item, Result](work: Callable[[Any, Item], Result], item: Item) -> Result:
    [(shared, mapped)] = _loaded
    try:
        return work(shared, item)
    finally:
        return_memory(mapped)


ROOM = 24 << 20
"""Bytes that a process keeps for its next piece of work: most are small, and to give back little
and take it again costs a tenth of their time."""

_kept = [0]


def return_memory(mapped: mmap.mmap) -> None:
    """Give the system what a large piece of work needed, and all pages of the file."""
    if own_memory() > _kept[0] + ROOM:
        return_free_memory()
        _kept[0] = own_memory()
    if advice := getattr(mmap, "MADV_DONTNEED", None):
        mapped.madvise(advice)
