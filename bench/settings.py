"""The board's settings, one more address, the cheapest page that Django can serve, and a way to ask
for a page of which nothing is kept."""

from jobboard.settings import *  # noqa: F403
from jobboard.settings import MIDDLEWARE as OWN

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.forgetting.forgetting", *OWN]
