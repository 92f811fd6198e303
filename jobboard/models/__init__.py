"""The board itself: people, identity, pages, pictures, limits, mail, and its timetable."""

from jobboard.models.content import LinkCheck, PageSlug, Picture, ShippedText, SitePage
from jobboard.models.editing import OpenForm, UnsavedText
from jobboard.models.identity import SiteIdentity
from jobboard.models.mail import MailState, MailWording, OutgoingMail
from jobboard.models.timetable import TimetableEntry, WorkerProcess
from jobboard.models.user import Allowance, User
