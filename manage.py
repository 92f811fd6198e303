#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 (settings first)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (settings first)
    from django.db import DatabaseError, connection  # noqa: PLC0415 (settings first)

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a wrong variable: its message names it
        sys.exit(f"{error}")
    except DatabaseError as error:
        from jobboard.postgres.refusals import refusal  # noqa: PLC0415 (seldom needed)

        told = refusal(error)
        if told is None:
            raise
        connection.close_pool()  # or what it has to say comes after the reason
        sys.exit(told)


if __name__ == "__main__":
    main()
