import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0067_company_group"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextSketch",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="listings.listing",
                        verbose_name="posting",
                    ),
                ),
                ("text_hash", models.CharField(max_length=64)),
                ("version", models.PositiveSmallIntegerField()),
                ("minima", models.BinaryField()),
            ],
        ),
    ]
