from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate

ROOMS_WITH_MAIL = ("employers", "importers")


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = "Market"

    def ready(self) -> None:
        from jobboard import mail, markup
        from jobboard.accounts.personal_data import AppData, register
        from jobboard.http.changes import changes
        from listings import timetable
        from listings.employers import personal_data
        from listings.employers.checks import add_first_rules
        from listings.insights.figures_in_text import KINDS
        from listings.models.listing_queryset import next_moment

        markup.register(*KINDS)
        changes.ask_for_next_moment(next_moment)
        register("postings", AppData(personal_data.export, personal_data.forget))
        for room in ROOMS_WITH_MAIL:
            mail.register(*mail.read_kinds(Path(__file__).parent / room / "words"))
        timetable.declare()
        post_migrate.connect(add_first_rules, sender=self)
