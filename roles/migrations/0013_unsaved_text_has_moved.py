"""The table of unsaved text is the board's by now: ``jobboard`` 0013 has taken it over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0012_what_changed"),
        ("jobboard", "0013_unsaved_text_of_every_form"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="UnsavedText")]
        ),
    ]
