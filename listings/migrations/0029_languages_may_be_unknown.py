"""The language of a posting may be unknown: nothing is taken for English because it is short."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0028_what_editors_saw")]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="language",
            field=models.CharField(
                blank=True,
                default="",
                help_text="ISO 639-1, such as de; empty if not known. Decides how words are stemmed.",
                max_length=2,
            ),
        ),
    ]
