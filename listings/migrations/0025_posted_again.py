from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0024_clicks_of_a_day"),
    ]
    operations = [
        migrations.AlterField(
            model_name='postingdraft',
            name='purpose',
            field=models.CharField(choices=[('new', 'A new posting'), ('edit', 'An edit of a posting'), ('copy', 'A copy of a posting'), ('again', 'A posting that is posted again')], default='new', max_length=10),
        ),
    ]
