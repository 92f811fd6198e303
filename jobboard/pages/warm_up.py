"""What a web process makes before anybody asks for it: the first search would wait a second."""

import logging
from threading import Thread

from django.db import DatabaseError, connection

from jobboard.postgres.refusals import refusal
from listings.search.index.current import current
from listings.search.understanding.current import table
from listings.search.understood import stem_languages

logger = logging.getLogger(__name__)


def begin() -> None:
    """Warm up beside the first requests; what they need meanwhile they make themselves."""
    Thread(target=_warm_up_and_close, name="warm-up", daemon=True).start()


def warm_up() -> None:
    """Load the index, and learn the words by which searches are read."""
    current()
    table()
    stem_languages()


def _warm_up_and_close() -> None:
    try:
        warm_up()
    except DatabaseError as error:
        if told := refusal(error):
            logger.error(told)
        else:
            logger.info("Nothing was made before the first search: %s", error)
    finally:
        connection.close()
