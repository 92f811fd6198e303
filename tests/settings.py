"""Settings of the test run: quick hashes, no pool (it would keep the test database in use)."""

from dataclasses import replace

from jobboard.postgres.timeouts import Timeouts, Workload
from jobboard.settings import *  # noqa: F403
from jobboard.settings import DATABASE_TIMEOUTS, DATABASES, KEPT_PAGES, SEARCH, STORAGES

DATABASES["default"]["OPTIONS"].pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Static files come from where they are written: nothing needs to be collected for a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A statement that compares each row with each fails a test instead of holding it up for an hour.
DATABASE_TIMEOUTS = {**DATABASE_TIMEOUTS, Workload.WORK: Timeouts(statement=120, lock=30)}

# What a test writes is found by its next search.
SEARCH = replace(SEARCH, languages_seconds=0, vocabulary_seconds=0, is_index_fresh=True)

# What a test writes is on its next page: pages are kept where a test says so (``kept_pages``), and
# then each request looks for changes. A look sees what a transaction has changed once it has ended.
KEPT_PAGES = replace(KEPT_PAGES, megabytes=0, look_seconds=0, count_seconds=0)
