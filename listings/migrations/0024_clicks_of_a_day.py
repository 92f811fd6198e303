from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0023_four_pay_transparency_rules"),
    ]
    operations = [
        migrations.AlterField(
            model_name='listingday',
            name='apply_clicks',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
