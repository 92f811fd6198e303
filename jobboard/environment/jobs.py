"""How long the worker's jobs may take, and when it tells that one does not do its work."""

from dataclasses import dataclass

import environ

from jobboard.environment import number

DAY = 24 * 3_600


@dataclass(frozen=True, slots=True)
class Jobs:
    """Limits of one job's process, in seconds and megabytes, and when its fault is told.

    ``board_seconds`` are of the processor, and of one board.
    """

    seconds: int
    long_seconds: int
    board_seconds: int
    megabytes: int
    most_young: int
    late_seconds: int
    failures_told: int

    def limit(self, *, is_long: bool) -> int:
        return self.long_seconds if is_long else self.seconds


def jobs(env: environ.Env) -> Jobs:
    """Return what the environment says of the worker's jobs."""
    return Jobs(
        seconds=number(env, "JOBBOARD_JOB_SECONDS", default=600, least=1, most=DAY),
        long_seconds=number(env, "JOBBOARD_LONG_JOB_SECONDS", default=7_200, least=1, most=DAY),
        board_seconds=number(env, "JOBBOARD_BOARD_SECONDS", default=600, least=1, most=DAY),
        megabytes=number(env, "JOBBOARD_JOB_MB", default=4_000, least=200, most=1_000_000),
        most_young=number(env, "JOBBOARD_JOBS_YOUNG", default=3, least=1, most=1_000),
        late_seconds=number(env, "JOBBOARD_JOB_LATE_SECONDS", default=900, least=10, most=DAY),
        failures_told=number(env, "JOBBOARD_JOB_FAILURES_TOLD", default=1, least=1, most=100),
    )


def board_silent_hours(env: environ.Env) -> int:
    """Return after how long administrators are told of a board that cannot be read.

    It is less than the 72 hours after which the board's postings leave the lists.
    """
    return number(env, "JOBBOARD_BOARD_SILENT_HOURS", default=48, least=1, most=71)
