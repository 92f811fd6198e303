from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "roles"
    verbose_name = "Content"

    def ready(self) -> None:
        from roles.revisions.keeping import register_all

        register_all()
