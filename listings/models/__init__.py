"""The market: one file for each noun."""

from listings.models.choices import (
    Clearance,
    ClosedReason,
    Degree,
    EmploymentTerm,
    EmploymentType,
    EventKind,
    Industry,
    Level,
    Newcomers,
    Offered,
    PlaceKind,
    RemoteScope,
    Status,
    Workplace,
    WrongStateError,
    YearsBand,
)
from listings.models.company import Company, CompanyMember, OldCompanySlug
from listings.models.demand import Demand, DemandSeries
from listings.models.event import HiringAnswer, ListingDay, ListingEvent, PostingOutcome
from listings.models.listing import Listing, PublicState
from listings.models.moderation import (
    ModerationNote,
    NoteFrom,
    NoteKind,
    Report,
    ReportedPosting,
    ReportOutcome,
    ReportReason,
)
from listings.models.pay import ExchangeRate, IndexPay, PayTransparencyRule
from listings.models.place import KnownPlace, ListingPlace, Place
from listings.models.posting_draft import Confirmation, PostingDraft, Purpose
from listings.models.revisions import CompanyRevision, PostingRevision, RevisionState
from listings.models.search import SearchChange, SearchDocument
from listings.models.source import Source, SourceRecord, TextSketch
from listings.models.statistic import PartKind, PayDifference, PaySeries, Statistic, Withheld
from listings.models.vocabulary import LevelWord, OccupationWord, Skill, SkillAlias
