import django.db.models.deletion
import roles.models.preview_link
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0007_series'),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=roles.models.preview_link._key, editable=False, max_length=64)),
                ('expires_at', models.DateTimeField(default=roles.models.preview_link._expiry)),
                ('guide', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preview_link', to='roles.guide')),
            ],
        ),
    ]
