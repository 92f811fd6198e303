from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class JobboardConfig(AppConfig):
    name = "jobboard"
    verbose_name = "Site"

    def ready(self) -> None:
        # models must be loaded first
        from jobboard import timetable
        from jobboard.accounts import mail as accounts_mail
        from jobboard.accounts.groups import make_groups, name_permissions
        from jobboard.mail import kinds, rendering
        from jobboard.site.pages import make_rows
        from jobboard.worker.timetable import declare_mails

        kinds.register_own()
        accounts_mail.declare()
        timetable.declare()
        declare_mails()
        # once, after the last app's turn: then the permissions of all are there
        last = [one for one in apps.get_app_configs() if one.models_module][-1]
        post_migrate.connect(make_groups, sender=last)
        post_migrate.connect(name_permissions)
        post_migrate.connect(make_rows, sender=self)
        post_migrate.connect(rendering.make_rows, sender=self)
