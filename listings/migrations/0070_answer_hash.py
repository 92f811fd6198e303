from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0069_narrow_indexes")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="answer_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="SHA-256 of the last answer that was taken in whole; empty where none was.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="answer_postings",
            field=models.PositiveIntegerField(
                default=0,
        db_default=0,
        editable=False,
        help_text="How many records that answer left.",
            ),
        ),
    ]
