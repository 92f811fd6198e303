"""The board's settings, and one more address: the cheapest page that Django can serve."""

from jobboard.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
