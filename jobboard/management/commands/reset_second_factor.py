"""``manage.py reset_second_factor ADDRESS``: for the only administrator, whose phone is gone."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Forget a person's authenticator app and recovery codes, so that they set up new ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="e-mail address of the person")

    def handle(self, *, address: str, **options: Any) -> None:
        found = Authenticator.objects.filter(user__email=address.lower())
        if not found.delete()[0]:
            raise CommandError(f"Nobody with a second factor has the address {address!r}.")
        self.stdout.write("Forgotten. At the next sign-in they set up a new one.")
