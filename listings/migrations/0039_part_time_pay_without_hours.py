"""Part-time pay of unknown hours says nothing about a year."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_yearly(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    part_time = apps.get_model("listings", "Listing").objects.filter(
        employment_types__contains=["part-time"],
        pay_is_full_time_rate=False,
        weekly_hours__isnull=True,
        pay_yearly_top__isnull=False,
    )
    part_time.exclude(employment_types__contains=["full-time"]).exclude(pay_period="year").update(
        pay_yearly_minimum=None, pay_yearly_maximum=None
    )


class Migration(migrations.Migration):
    dependencies = [("listings", "0038_known_places")]

    # back: what is derived is computed again when a posting is saved
    operations = [migrations.RunPython(forget_yearly, migrations.RunPython.noop)]
