"""What the desk shows of a run: its end, its outcome, whose job it is, and whether a fault was told."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


def end_past_runs(apps, schema_editor):
    """Runs of before are over: no worker of this program is at them."""
    entries = apps.get_model("jobboard", "TimetableEntry").objects
    entries.filter(started_at__isnull=False).update(
        finished_at=Coalesce(F("success_at"), F("started_at"))
    )


class Migration(migrations.Migration):
    dependencies = [("jobboard", "0014_open_forms")]

    operations = [
        migrations.AddField(
            "timetableentry",
            "finished_at",
            models.DateTimeField("last end", null=True, blank=True),
        ),
        migrations.AddField(
            "timetableentry",
            "worker",
            models.CharField(max_length=64, blank=True, default="", editable=False),
        ),
        migrations.AddField(
            "timetableentry",
            "note",
            models.CharField("last outcome", max_length=500, blank=True, default=""),
        ),
        migrations.AddField(
            "timetableentry",
            "told_at",
            models.DateTimeField("administrators told", null=True, blank=True),
        ),
        migrations.RunPython(end_past_runs, migrations.RunPython.noop),
    ]
