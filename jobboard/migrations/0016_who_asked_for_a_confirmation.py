from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobboard", "0015_runs_of_the_timetable")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="asked_from",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="Who had a confirmation sent, as a keyed hash: a network, or a person.",
                max_length=64,
            ),
        ),
    ]
