"""What editors see of the market: one file for each noun."""

from listings.admin.company import CompanyAdmin
from listings.admin.company_page import CompanyRevisionAdmin
from listings.admin.event import ListingEventAdmin
from listings.admin.listing import ListingAdmin
from listings.admin.pay_transparency import PayTransparencyRuleAdmin
from listings.admin.place import PlaceAdmin
from listings.admin.rate import ExchangeRateAdmin
from listings.admin.report import ReportedPostingAdmin
from listings.admin.skill import SkillAdmin
from listings.admin.source import SourceAdmin, SourceRecordAdmin
from listings.admin.statistic import DemandAdmin, StatisticAdmin
from listings.admin.vocabulary import LevelWordAdmin, OccupationWordAdmin

__all__ = [
    "CompanyAdmin",
    "CompanyRevisionAdmin",
    "DemandAdmin",
    "ExchangeRateAdmin",
    "LevelWordAdmin",
    "ListingAdmin",
    "ListingEventAdmin",
    "OccupationWordAdmin",
    "PayTransparencyRuleAdmin",
    "PlaceAdmin",
    "ReportedPostingAdmin",
    "SkillAdmin",
    "SourceAdmin",
    "SourceRecordAdmin",
    "StatisticAdmin",
]
