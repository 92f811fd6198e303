"""A source of a system that this board cannot read is switched off, and stays so."""

from django.db import migrations, models
from django.db.models import Q

KNOWN = ["ashby"]


def switch_off(apps, schema_editor):
    """Such a source was never read, and kept every other one from being read."""
    sources = apps.get_model("listings", "Source").objects
    sources.exclude(system__in=KNOWN).update(is_enabled=False)


class Migration(migrations.Migration):
    dependencies = [("listings", "0034_sources_say_how_it_went")]

    operations = [
        migrations.RunPython(switch_off, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=Q(is_enabled=False) | Q(system__in=KNOWN),
                name="listings_source_enabled_is_known",
                violation_error_message="This board can read no such system, so it stays off.",
            ),
        ),
    ]
