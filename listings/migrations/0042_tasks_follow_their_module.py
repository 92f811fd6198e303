"""Background tasks are kept by the path of their function: those that wait follow it to its new place."""

from django.db import migrations

OLD, NEW = "listings.sources.running.", "listings.importers.running."


def _rename(old, new):
    def rename(apps, schema_editor):
        results = apps.get_model("django_tasks_database", "DBTaskResult")
        for result in results.objects.filter(task_path__startswith=old).iterator():
            result.task_path = new + result.task_path.removeprefix(old)
            result.save(update_fields=["task_path"])

    return rename


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0041_addresses_say_something"),
        ("django_tasks_database", "0017_dbtaskresult_metadata"),
    ]
    operations = [migrations.RunPython(_rename(OLD, NEW), _rename(NEW, OLD))]
