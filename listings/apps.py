from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = "Market"

    def ready(self) -> None:
        from jobboard import markup  # noqa: PLC0415 (models first)
        from jobboard.mail import register as register_kinds  # noqa: PLC0415
        from listings import timetable  # noqa: PLC0415
        from listings.employers import mail  # noqa: PLC0415
        from listings.employers.transparency_rules import add_first_rules  # noqa: PLC0415
        from listings.importers import silence  # noqa: PLC0415
        from listings.insights.figures_in_text import KINDS  # noqa: PLC0415

        markup.register(*KINDS)
        mail.declare()
        register_kinds(*silence.kinds())
        timetable.declare()
        post_migrate.connect(add_first_rules, sender=self)
