from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JobboardConfig(AppConfig):
    name = "jobboard"

    def ready(self) -> None:
        from jobboard.groups import make_groups  # noqa: PLC0415 (models must be loaded first)

        # without a sender: the permissions of later apps exist only after their own turn
        post_migrate.connect(make_groups)
