"""What a run did, for the person who started it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from listings.importers.sync import Outcome

MOST_LINES = 40


@dataclass(slots=True)
class Report:
    """Adds up boards; ``lines`` says it all in a few lines."""

    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    @property
    def failed(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.error]

    @property
    def new(self) -> int:
        return self._count("new")

    @property
    def has_changes(self) -> bool:
        """Tell whether anything that pages and figures rest on is another than before."""
        return any(map(self._count, ("new", "changed", "closed", "reopened")))

    def in_one_line(self) -> str:
        """Return what the worker's timetable shows."""
        read = len(self.outcomes) - len(self.failed)
        said = f"{read} boards read, {len(self.failed)} failed; postings: "
        return said + ", ".join(self._postings())

    def lines(self) -> Iterable[str]:
        left_out = [one for one in self.outcomes if one.note]
        good = len(self.outcomes) - len(self.failed) - len(left_out)
        yield f"Boards: {good} read, {len(left_out)} left out, {len(self.failed)} failed."
        yield f"Postings: {', '.join(self._postings())}."
        yield f"Listings: {self._count('closed')} closed, {self._count('reopened')} listed again."
        if held := self._count("held"):
            yield f"Held: {held} missing postings wait for a second run that agrees."
        yield from _some([f"  {one.name}: {one.error}" for one in self.failed])
        yield from _some([f"  {one.name}: left out ({one.note})" for one in left_out])
        yield from _some([f"  skipped {line}" for line in self._problems()])
        yield from _some([f"  without pay {line}" for line in self._doubts()])

    def _postings(self) -> Iterable[str]:
        yield from (f"{self._count(name)} {name}" for name in ("new", "changed", "unchanged"))
        yield f"{len(self._problems())} skipped"

    def _count(self, name: str) -> int:
        return sum(getattr(one.written, name) for one in self.outcomes)

    def _problems(self) -> list[str]:
        return [
            f"{one.name} {posting}: {reason}"
            for one in self.outcomes
            for posting, reason in one.written.problems.items()
        ]

    def _doubts(self) -> list[str]:
        return [
            f"{one.name} {posting}: {reason}"
            for one in self.outcomes
            for posting, reason in one.written.doubts.items()
        ]


def _some(lines: list[str]) -> Iterable[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"  … and {len(lines) - MOST_LINES} more"
