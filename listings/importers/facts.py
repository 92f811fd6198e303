"""What is kept of a posting by its text: facts, and the vocabulary that they are read by."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from listings.importers.adapter import Posting
from listings.pay.money import Pay
from listings.pay.tiers import PayTier
from listings.reading.descriptions import clean_html, plain_text, text_hash
from listings.reading.document_words import DocumentWords
from listings.reading.place_facts import PlaceFacts
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.title_parts import normalize_title
from listings.reading.titles import RolePhrases


@dataclass(frozen=True, slots=True)
class FactVocabulary:
    """``levels`` maps a phrase to its level; ``units_per_euro`` a currency to its latest rate.

    ``read_characters`` is how much of a text is read with it.
    """

    roles: tuple[RolePhrases, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    skills: tuple[SkillPhrases, ...] = ()
    units_per_euro: dict[str, Decimal] = field(default_factory=dict)
    read_characters: int = 60_000


# Rises whenever the same posting and vocabulary give other facts: records are then read again.
READING_VERSION = 26

LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class BoardPosting:
    """One readable posting of a board, with the key that it shares with its like."""

    external_id: str
    posting: Posting
    html: str
    text: str
    text_hash: str
    normalized_title: str
    group_key: str


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of a listing; ``apply_url`` is empty where the listing's own serves."""

    place: PlaceFacts
    apply_url: str


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """All that the board keeps of a listing, from one or several postings that are alike."""

    title: str
    normalized_title: str
    description_html: str
    text: str
    text_hash: str
    department: str
    language: str
    level: str
    years_asked: int | None
    degree_asked: str
    clearance: str
    languages_asked: tuple[str, ...]
    visa: str
    relocation: str
    equity: str
    newcomers: str
    evidence: dict[str, dict[str, object]]
    employment_types: tuple[str, ...]
    workplaces: tuple[str, ...]
    office_days: int | None
    remote_scope: str
    remote_countries: tuple[str, ...]
    roles: tuple[str, ...]
    skills: tuple[str, ...]
    skills_must: tuple[str, ...]
    skills_nice: tuple[str, ...]
    places: tuple[FoundPlace, ...]
    apply_url: str
    source_url: str
    is_open_application: bool
    posted_at: datetime | None
    pay: Pay | None
    pay_source: str
    pay_text: str
    pay_tiers: tuple[PayTier, ...]
    is_pay_doubtful: bool
    words: DocumentWords


def member_of(external_id: str, posting: Posting) -> BoardPosting:
    """Sanitise the text of a posting and find the key of its group."""
    html = clean_html(posting.description)
    text = plain_text(html)
    title = normalize_title(posting.title)[:LONGEST_TITLE]
    hashed = text_hash(text)
    key = sha256("\n".join((title, hashed, _pay_key(posting))).encode("utf-8", "replace"))
    return BoardPosting(external_id, posting, html, text, hashed, title, key.hexdigest())


def _pay_key(posting: Posting) -> str:
    pay = posting.pay.pay
    amounts = (pay.minimum, pay.maximum, pay.currency, pay.period) if pay else ()
    return "|".join(str(part) for part in (*amounts, posting.pay.text))


def skill_reader(vocabulary: FactVocabulary) -> SkillReader:
    """A reader of skills to which a role's own name is none: "iOS Engineer" asks for nothing."""
    return SkillReader(vocabulary.skills, (role.aliases[0] for role in vocabulary.roles))
