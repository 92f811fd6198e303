"""The market: one file for each noun."""

from listings.models.choices import (
    ClosedReason,
    Degree,
    EmploymentType,
    EventKind,
    Level,
    PlaceKind,
    RemoteScope,
    Status,
    Workplace,
)
from listings.models.company import Company
from listings.models.day import ListingDay
from listings.models.event import ListingEvent
from listings.models.listing import Listing, Standing
from listings.models.listing_place import ListingPlace
from listings.models.place import Place
from listings.models.rate import ExchangeRate
from listings.models.search import SearchDocument
from listings.models.skill import Skill, SkillAlias
from listings.models.source import Source, SourceRecord
from listings.models.statistic import Series, Statistic, Withheld
from listings.models.vocabulary import LevelWord, OccupationWord

__all__ = [
    "ClosedReason",
    "Company",
    "Degree",
    "EmploymentType",
    "EventKind",
    "ExchangeRate",
    "Level",
    "LevelWord",
    "Listing",
    "ListingDay",
    "ListingEvent",
    "ListingPlace",
    "OccupationWord",
    "Place",
    "PlaceKind",
    "RemoteScope",
    "SearchDocument",
    "Series",
    "Skill",
    "SkillAlias",
    "Source",
    "SourceRecord",
    "Standing",
    "Statistic",
    "Status",
    "Withheld",
    "Workplace",
]
