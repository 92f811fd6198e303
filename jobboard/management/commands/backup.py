"""``manage.py backup``, behind ``make backup``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jobboard.backup import BackupError, refuse_nothing, save


class Command(BaseCommand):
    help = "Save database, media and secret key into one file, also while the board is running."

    def handle(self, **options: Any) -> None:
        self.stdout.write("Saving database, media and key …")
        try:
            refuse_nothing()
            file = save(settings.VAR_DIR)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} ({file.stat().st_size / 1e6:.1f} MB)")
