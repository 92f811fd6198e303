"""While a release goes in, the version before saves what is typed in the admin without these columns."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0020_what_was_said_last'),
    ]

    operations = [
        migrations.AlterField(
            model_name='openform',
            name='is_left',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='openform',
            name='sent_ms',
            field=models.PositiveBigIntegerField(db_default=0, default=0, help_text='When its page said this.'),
        ),
        migrations.AlterField(
            model_name='unsavedtext',
            name='sent_ms',
            field=models.PositiveBigIntegerField(db_default=0, default=0, help_text='When its page sent it.'),
        ),
    ]
