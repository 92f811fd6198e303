"""What every source is read into: one posting, and the complaints on the way there."""

from dataclasses import dataclass, field
from datetime import datetime

from listings.pay.money import Pay, PaySource
from listings.pay.tiers import PayTier

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


class BoardError(Exception):
    """The board gave no usable answer; the message is for people. Nothing may be closed."""


class NoBoardError(BoardError):
    """The system says that it has no board of this name."""


class PostingError(ValueError):
    """One posting cannot be read; the message names the field and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RawPosting:
    """One posting as its source gave it. ``external_id`` is empty where it has none."""

    external_id: str
    raw: Json


@dataclass(frozen=True, slots=True)
class Location:
    """One location of a posting: its text and the address that came with it."""

    text: str
    locality: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PayGiven:
    """Pay as the source gave it. ``doubt`` says why ``pay`` is missing although there was some.

    ``tiers``: where it differs by level or place, two of them or more. ``has_equity``: a share of
    the company comes with it.
    """

    pay: Pay | None = None
    text: str = ""
    tiers: tuple[PayTier, ...] = ()
    doubt: str = ""
    has_equity: bool = False
    source: PaySource = PaySource.FEED


@dataclass(frozen=True, slots=True)
class Posting:
    """One opening in the board's own terms, whichever system it comes from.

    ``description`` is the source's HTML, not yet sanitised. ``employment_types`` are our values.
    ``posted_at`` is None where the source tells no date.
    """

    title: str
    description: str
    apply_url: str
    source_url: str
    posted_at: datetime | None
    department: str = ""
    employment_types: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    remote_flag: bool | None = None
    workplace_type: str = ""
    pay: PayGiven = field(default_factory=PayGiven)
