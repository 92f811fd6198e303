"""What a page sent before does not go over what it sent after that, nor open what was left."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0019_requests_of_mails'),
    ]

    operations = [
        migrations.AddField(
            model_name='openform',
            name='is_left',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='openform',
            name='sent_ms',
            field=models.PositiveBigIntegerField(default=0, help_text='When its page said this.'),
        ),
        migrations.AddField(
            model_name='unsavedtext',
            name='sent_ms',
            field=models.PositiveBigIntegerField(default=0, help_text='When its page sent it.'),
        ),
    ]
