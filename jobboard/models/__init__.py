"""Who runs the board and who it is: people, identity, site pages, pictures, limits."""

from jobboard.models.allowance import Allowance
from jobboard.models.identity import SiteIdentity
from jobboard.models.page import PageSlug, SitePage
from jobboard.models.picture import Picture
from jobboard.models.user import User

__all__ = ["Allowance", "PageSlug", "Picture", "SiteIdentity", "SitePage", "User"]
