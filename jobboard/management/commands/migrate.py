"""``manage.py migrate``, whose statements may take longer than those of other commands."""

from typing import Any, cast

from django.core.management.commands import migrate
from django.db import connections

from jobboard.postgres.backend.base import DatabaseWrapper
from jobboard.postgres.timeouts import Workload


class Command(migrate.Command):
    """Django's own, under the limits of migrations."""

    def handle(self, *args: Any, **options: Any) -> None:
        wrapper = cast("DatabaseWrapper", connections[options["database"]])
        with wrapper.limited_to(Workload.MIGRATION):
            super().handle(*args, **options)
