"""Who runs the board and who it is: people, identity, pages, pictures, limits; and its mail."""

from jobboard.models.allowance import Allowance
from jobboard.models.identity import SiteIdentity
from jobboard.models.mail_wording import MailWording
from jobboard.models.outgoing_mail import MailState, OutgoingMail
from jobboard.models.page import PageSlug, SitePage
from jobboard.models.picture import Picture
from jobboard.models.user import User

__all__ = [
    "Allowance",
    "MailState",
    "MailWording",
    "OutgoingMail",
    "PageSlug",
    "Picture",
    "SiteIdentity",
    "SitePage",
    "User",
]
