"""The fixed words of the market: states, levels, types. Their values stand in addresses."""

from django.db.models import TextChoices

RUNS = (30, 60, 90)  # days that an employer may ask a posting to be online


class WrongStateError(ValueError):
    """The posting is not, or no longer, in a state that this may happen to."""


class Status(TextChoices):
    DRAFT = "draft"
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    PUBLISHED = "published"
    REJECTED = "rejected"
    CLOSED = "closed"

    @property
    def sentence(self) -> str:
        """What is so of a posting that has it, for whoever wanted to do what it does not allow."""
        return SENTENCES[self]

    def counted(self, number: int) -> str:
        """``number`` postings that have it: ``2 waiting for changes``."""
        return f"{number:,} {COUNTED.get(self, self.label.lower())}"


SENTENCES = {
    Status.DRAFT: "This posting is a draft now.",
    Status.UNCONFIRMED: "This posting’s e-mail address is not confirmed yet.",
    Status.PENDING: "This posting is waiting for an editor now.",
    Status.CHANGES_REQUESTED: "This posting’s employer has been asked for changes.",
    Status.PUBLISHED: "This posting is published already.",
    Status.REJECTED: "This posting has been rejected.",
    Status.CLOSED: "This posting is closed now.",
}
COUNTED = {
    Status.DRAFT: "taken back",
    Status.PENDING: "waiting for an editor",
    Status.CHANGES_REQUESTED: "waiting for changes",
}


class ClosedReason(TextChoices):
    FILLED = "filled", "Filled"
    WITHDRAWN = "withdrawn", "Withdrawn by the employer"
    NO_LONGER_LISTED = "no_longer_listed", "No longer listed by the employer"
    EXPIRED = "expired", "Expired"
    BLOCKED = "blocked", "Removed by the editors"


class Industry(TextChoices):
    """What a company mainly does, in the words that people look for."""

    SOFTWARE = "software", "Software and internet"
    AI = "ai", "Artificial intelligence"
    FINANCE = "finance", "Banking and finance"
    INSURANCE = "insurance", "Insurance"
    HEALTH = "health", "Health care"
    BIOTECH = "biotech", "Pharma and biotech"
    RETAIL = "retail", "Retail and online shops"
    LOGISTICS = "logistics", "Transport and logistics"
    AUTOMOTIVE = "automotive", "Cars and mobility"
    MANUFACTURING = "manufacturing", "Manufacturing and engineering"
    ENERGY = "energy", "Energy and utilities"
    AEROSPACE = "aerospace", "Aerospace and defence"
    FARMING = "farming", "Food and farming"
    PROPERTY = "property", "Construction and property"
    EDUCATION = "education", "Education and research"
    MEDIA = "media", "Media and entertainment"
    GAMES = "games", "Games"
    TELECOM = "telecom", "Telecommunications"
    SECURITY = "security", "Security"
    CONSULTING = "consulting", "Consulting and services"
    STAFFING = "staffing", "Staffing and recruiting"
    TRAVEL = "travel", "Travel and hospitality"
    PUBLIC = "public", "Public sector"
    NONPROFIT = "nonprofit", "Charities and associations"
    OTHER = "other", "Other"


class Level(TextChoices):
    ENTRY = "entry", "Entry"
    MID = "mid", "Mid"
    SENIOR = "senior", "Senior"
    LEAD = "lead", "Staff / Lead"
    EXECUTIVE = "executive", "Executive"


class Degree(TextChoices):
    REQUIRED = "required", "Required"
    WELCOME = "welcome", "Welcome, not required"


class YearsBand(TextChoices):
    """Years of experience asked, as people look for them."""

    UP_TO_ONE = "0-1", "Up to 1 year"
    TWO_TO_THREE = "2-3", "2 to 3 years"
    FOUR_TO_SIX = "4-6", "4 to 6 years"
    SEVEN_AND_MORE = "7+", "7 years and more"


class Offered(TextChoices):
    """What an employer says of an offer; silence is neither."""

    YES = "yes", "Offered"
    NO = "no", "Not offered"


class Clearance(TextChoices):
    CLEARANCE = "clearance", "Security clearance"
    CITIZENSHIP = "citizenship", "Citizenship"


class Newcomers(TextChoices):
    """What a text says to those who are new to the work; silence says nothing."""

    WELCOME = "welcome", "Career changers welcome"
    TRAINED = "trained", "Trained on the job"


class EmploymentType(TextChoices):
    FULL_TIME = "full-time", "Full time"
    PART_TIME = "part-time", "Part time"
    CONTRACT = "contract", "Contract"
    TEMPORARY = "temporary", "Temporary"
    INTERNSHIP = "internship", "Internship"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    FREELANCE = "freelance", "Freelance"
    PER_DIEM = "per-diem", "Per diem"
    VOLUNTEER = "volunteer", "Volunteer"


class Workplace(TextChoices):
    ONSITE = "onsite", "On site"
    HYBRID = "hybrid", "Hybrid"
    REMOTE = "remote", "Remote"


class RemoteScope(TextChoices):
    COUNTRIES = "countries", "Named countries"
    ANYWHERE = "anywhere", "Anywhere"
    NOT_STATED = "not-stated", "Not stated"


class EmploymentTerm(TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED = "fixed-term", "Fixed term"


class PlaceKind(TextChoices):
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


class EventKind(TextChoices):
    FIRST_SEEN = "first_seen", "First seen"
    RECEIVED = "received", "Received"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    RESUBMITTED = "resubmitted", "Sent again"
    REJECTED = "rejected", "Rejected"
    PUBLISHED = "published", "Published"
    EDITED = "edited", "Edited"
    PAY_CHANGED = "pay_changed", "Pay changed"
    REREAD = "reread", "Read again"
    REPOSTED = "reposted", "Reposted"
    VERIFIED = "verified", "Verified"
    EXTENDED = "extended", "Extended"
    FROZEN = "frozen", "Under review"
    UNFROZEN = "unfrozen", "Review ended"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Listed again"
