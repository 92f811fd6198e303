from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate

ROOMS_WITH_MAIL = ("employers", "importers")


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = "Market"

    def ready(self) -> None:
        from jobboard import mail, markup  # noqa: PLC0415 (models first)
        from listings import timetable  # noqa: PLC0415
        from listings.employers.checks import add_first_rules  # noqa: PLC0415
        from listings.insights.figures_in_text import KINDS  # noqa: PLC0415

        markup.register(*KINDS)
        for room in ROOMS_WITH_MAIL:
            mail.register(*mail.read_kinds(Path(__file__).parent / room / "words"))
        timetable.declare()
        post_migrate.connect(add_first_rules, sender=self)
