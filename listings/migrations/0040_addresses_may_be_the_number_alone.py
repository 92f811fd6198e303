"""A posting whose title has no word for an address is found by its number alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0039_part_time_pay_without_hours")]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="slug",
            field=models.SlugField(blank=True, default="", editable=False, max_length=100),
        ),
    ]
