from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Content"

    def ready(self) -> None:
        from roles.revisions.keeping import register_all  # noqa: PLC0415 (models must be loaded first)

        register_all()
