"""What editors see of the market: postings, companies, boards, queues, words and figures."""

from listings.admin.company import CompanyAdmin, CompanyRevisionAdmin
from listings.admin.listing import ListingAdmin
from listings.admin.readonly import (
    DemandAdmin,
    ExchangeRateAdmin,
    ListingEventAdmin,
    PayDifferenceAdmin,
    StatisticAdmin,
)
from listings.admin.review import ReportedPostingAdmin
from listings.admin.source import SourceAdmin, SourceRecordAdmin
from listings.admin.taxonomy import (
    LevelWordAdmin,
    OccupationWordAdmin,
    PayTransparencyRuleAdmin,
    PlaceAdmin,
    SkillAdmin,
)

__all__ = [
    "CompanyAdmin",
    "CompanyRevisionAdmin",
    "DemandAdmin",
    "ExchangeRateAdmin",
    "LevelWordAdmin",
    "ListingAdmin",
    "ListingEventAdmin",
    "OccupationWordAdmin",
    "PayDifferenceAdmin",
    "PayTransparencyRuleAdmin",
    "PlaceAdmin",
    "ReportedPostingAdmin",
    "SkillAdmin",
    "SourceAdmin",
    "SourceRecordAdmin",
    "StatisticAdmin",
]
