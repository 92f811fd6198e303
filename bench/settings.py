"""The board's settings, with what ``bench.site`` adds."""

from jobboard.settings import *  # noqa: F403
from jobboard.settings import MIDDLEWARE as OWN

ROOT_URLCONF = "bench.site"
MIDDLEWARE = ["bench.site.forgetting", *OWN]
