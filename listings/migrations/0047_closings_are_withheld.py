"""What a sync withholds is called so."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0046_conditions_and_evidence'),
    ]

    operations = [
        migrations.RenameField(
            model_name='source',
            old_name='held_external_ids',
            new_name='withheld_external_ids',
        ),
    ]
