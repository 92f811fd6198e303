"""The market: one file for each noun."""

from listings.models.choices import (
    ClosedReason,
    Degree,
    EmploymentTerm,
    EmploymentType,
    EventKind,
    Level,
    PlaceKind,
    RemoteScope,
    Status,
    Workplace,
)
from listings.models.company import Company
from listings.models.company_member import CompanyMember
from listings.models.company_revision import CompanyRevision
from listings.models.confirmation import Confirmation
from listings.models.day import ListingDay
from listings.models.demand import Demand
from listings.models.event import ListingEvent
from listings.models.known_place import KnownPlace
from listings.models.lifecycle import WrongStateError
from listings.models.listing import Listing, PublicState
from listings.models.listing_place import ListingPlace
from listings.models.moderation_note import ModerationNote, NoteFrom, NoteKind
from listings.models.old_company_slug import OldCompanySlug
from listings.models.outcome import Answer, PostingOutcome
from listings.models.pay_transparency_rule import PayTransparencyRule
from listings.models.place import Place
from listings.models.posting_draft import PostingDraft, Purpose
from listings.models.posting_revision import PostingRevision, RevisionState
from listings.models.rate import ExchangeRate
from listings.models.report import Report, ReportReason, Settled
from listings.models.reported_posting import ReportedPosting
from listings.models.search import SearchDocument
from listings.models.skill import Skill, SkillAlias
from listings.models.source import Source, SourceRecord
from listings.models.statistic import PaySeries, Statistic, Withheld
from listings.models.vocabulary import LevelWord, OccupationWord

__all__ = [
    "Answer",
    "ClosedReason",
    "Company",
    "CompanyMember",
    "CompanyRevision",
    "Confirmation",
    "Degree",
    "Demand",
    "EmploymentTerm",
    "EmploymentType",
    "EventKind",
    "ExchangeRate",
    "KnownPlace",
    "Level",
    "LevelWord",
    "Listing",
    "ListingDay",
    "ListingEvent",
    "ListingPlace",
    "ModerationNote",
    "NoteFrom",
    "NoteKind",
    "OccupationWord",
    "OldCompanySlug",
    "PaySeries",
    "PayTransparencyRule",
    "Place",
    "PlaceKind",
    "PostingDraft",
    "PostingOutcome",
    "PostingRevision",
    "PublicState",
    "Purpose",
    "RemoteScope",
    "Report",
    "ReportReason",
    "ReportedPosting",
    "RevisionState",
    "SearchDocument",
    "Settled",
    "Skill",
    "SkillAlias",
    "Source",
    "SourceRecord",
    "Statistic",
    "Status",
    "Withheld",
    "Workplace",
    "WrongStateError",
]
