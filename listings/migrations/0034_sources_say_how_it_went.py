"""What a source's page says of its last sync, of one that was asked for, and of a long silence."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0033_weekly_hours'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='asked_at',
            field=models.DateTimeField(blank=True, help_text='When somebody asked for it to be read now.', null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='last_outcome',
            field=models.CharField(blank=True, default='', help_text='What the last good sync brought.', max_length=300),
        ),
        migrations.AddField(
            model_name='source',
            name='told_at',
            field=models.DateTimeField(blank=True, help_text='When administrators were told that it is silent.', null=True),
        ),
        migrations.AlterField(
            model_name='source',
            name='board',
            field=models.CharField(help_text="The board's name in its own address: acme of https://jobs.ashbyhq.com/acme.", max_length=200),
        ),
        migrations.AlterField(
            model_name='source',
            name='system',
            field=models.CharField(choices=[('ashby', 'Ashby')], max_length=30),
        ),
    ]
