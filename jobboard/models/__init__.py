"""The board itself: people, identity, pages, pictures, limits, mail, and its timetable."""

from jobboard.models.allowance import Allowance
from jobboard.models.identity import SiteIdentity
from jobboard.models.link_check import LinkCheck
from jobboard.models.mail_wording import MailWording
from jobboard.models.open_form import OpenForm
from jobboard.models.outgoing_mail import MailState, OutgoingMail
from jobboard.models.page import PageSlug, SitePage
from jobboard.models.picture import Picture
from jobboard.models.shipped import ShippedText
from jobboard.models.timetable import TimetableEntry, WorkerProcess
from jobboard.models.unsaved import UnsavedText
from jobboard.models.user import User

__all__ = [
    "Allowance",
    "LinkCheck",
    "MailState",
    "MailWording",
    "OpenForm",
    "OutgoingMail",
    "PageSlug",
    "Picture",
    "ShippedText",
    "SiteIdentity",
    "SitePage",
    "TimetableEntry",
    "UnsavedText",
    "User",
    "WorkerProcess",
]
