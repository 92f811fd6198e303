"""Limits, each a setting: how often something may happen; jobs, requests outside, pictures.

``docs/settings.md`` tells what each counts.
"""

from dataclasses import dataclass, fields
from typing import Final

import environ

from jobboard.environment import DAY, HOUR, number, setting
from jobboard.http.networks import Network

MOST: Final = 1_000_000
MOST_OF: Final = {"codes_posting": 100, "code_tries": 100}  # the database holds no more


@dataclass(frozen=True, slots=True)
class Limits:
    """How often something may happen before the board refuses it; ``settings.LIMITS``.

    These are the defaults. The variable of ``drafts_network`` is ``JOBBOARD_LIMIT_DRAFTS_NETWORK``.
    """

    presses: int = 200
    previews: int = 600
    drafts_network: int = 20
    drafts_person: int = 100
    drafts_verified: int = 1_000
    copies: int = 200
    comments: int = 50
    codes_network: int = 30
    codes_network_mailbox: int = 10
    codes_network_domain: int = 20
    codes_mailbox: int = 40
    codes_domain: int = 200
    codes_board: int = 2_000
    kept_codes: int = 2
    codes_posting: int = 5
    code_pause_seconds: int = 60
    code_tries: int = 8
    hurried_seconds: int = 8
    postings_domain: int = 10
    guesses: int = 5
    guesses_network: int = 20
    guesses_device: int = 10
    guesses_person: int = 50
    kept_guesses: int = 2
    sign_in_codes: int = 5
    sign_in_codes_network: int = 30
    sign_in_codes_device: int = 10
    sign_in_codes_person: int = 20
    kept_sign_in_codes: int = 1
    sign_in_code_tries: int = 3
    deletion_codes: int = 5
    reports_network: int = 10
    freezes_company: int = 5
    device_days: int = 180


def limits(env: environ.Env) -> Limits:
    """Return the limits of this board, each from 1 to a million, or to the most it can be."""
    return Limits(**{field.name: _limit(env, field.name) for field in fields(Limits)})


def _limit(env: environ.Env, name: str) -> int:
    most = MOST_OF.get(name, MOST)
    return number(env, variable(name), default=getattr(Limits(), name), least=1, most=most)


def variable(name: str) -> str:
    """Return the variable of a limit."""
    return f"JOBBOARD_LIMIT_{name.upper()}"


@dataclass(frozen=True, slots=True)
class JobLimits:
    """Limits of one job's process, in seconds and megabytes, and when its fault is told.

    ``board_seconds`` are of the processor, and of one board.
    """

    seconds: int = setting("JOBBOARD_JOB_SECONDS", 600, least=1, most=DAY)
    long_seconds: int = setting("JOBBOARD_LONG_JOB_SECONDS", 7_200, least=1, most=DAY)
    board_seconds: int = setting("JOBBOARD_BOARD_SECONDS", 600, least=1, most=DAY)
    megabytes: int = setting("JOBBOARD_JOB_MB", 4_000, least=200, most=1_000_000)
    most_young: int = 3
    late_seconds: int = setting("JOBBOARD_JOB_LATE_SECONDS", 900, least=10, most=DAY)
    failures_told: int = setting("JOBBOARD_JOB_FAILURES_TOLD", 1, least=1, most=100)

    def limit(self, *, is_long: bool) -> int:
        return self.long_seconds if is_long else self.seconds


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much a search by words looks at, and for how long it keeps what changes rarely."""

    few: int = 20
    languages_seconds: int = 10
    is_index_fresh: bool = False  # each request reads an index of its own, as tests need it
    kept_cards: int = setting("JOBBOARD_SEARCH_KEPT_CARDS", 2_000, least=0, most=1_000_000)
    near_misses: int = 3
    vocabulary_postings: int = setting(
        "JOBBOARD_SEARCH_VOCABULARY", 50_000, least=0, most=1_000_000
    )
    vocabulary_seconds: int = 3_600


@dataclass(frozen=True, slots=True)
class PageCacheLimits:
    """Finished public pages that each web process keeps, and how it learns that they are old.

    ``look_seconds`` is how long a process may not know of a change, for tests to say 0;
    ``count_seconds`` is how long visits are counted in memory alone.
    """

    megabytes: int = setting("JOBBOARD_KEPT_PAGES_MB", 16, least=0, most=4_096)
    count_seconds: int = setting("JOBBOARD_COUNT_SECONDS", 10, least=0, most=600)
    look_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class SuggestionLimits:
    """Names that are suggested while one types: how many of each kind, and for how long kept.

    A process renews them after ``seconds``; a browser keeps an answer for ``kept_seconds``.
    """

    most: int = setting("JOBBOARD_SUGGESTIONS", 10_000, least=10, most=1_000_000)
    seconds: int = 60
    kept_seconds: int = 60


@dataclass(frozen=True, slots=True)
class OutgoingLimits:
    """Limits of whole requests, in seconds and megabytes; ``networks`` inside may be asked too."""

    fetch_seconds: int = setting("JOBBOARD_FETCH_SECONDS", 60, least=1, most=HOUR)
    fetch_megabytes: int = setting("JOBBOARD_FETCH_MB", 50, least=1, most=1_000)
    try_seconds: int = setting("JOBBOARD_SOURCE_TEST_SECONDS", 8, least=1, most=60)
    link_seconds: int = setting("JOBBOARD_LINK_SECONDS", 15, least=1, most=HOUR)
    mail_seconds: int = setting("JOBBOARD_MAIL_SECONDS", 90, least=1, most=HOUR)
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Limits of every upload: logos, pictures in texts, pictures of content files.

    ``kept_side`` is the longest side that is kept, in pixels.
    """

    megapixels: int = setting("JOBBOARD_PICTURE_MEGAPIXELS", 8, least=1, most=100)
    megabytes: int = setting("JOBBOARD_PICTURE_MEGABYTES", 10, least=1, most=100)
    kept_side: int = setting("JOBBOARD_PICTURE_SIDE", 2_000, least=100, most=10_000)
    uploads_an_hour: int = setting("JOBBOARD_PICTURE_UPLOADS", 60, least=1, most=10_000)

    @property
    def pixels(self) -> int:
        return self.megapixels * 1_000_000

    @property
    def bytes(self) -> int:
        return self.megabytes * 1024 * 1024
