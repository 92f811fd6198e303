import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_hash', models.CharField(editable=False, help_text="The first half of the file's SHA-256.", max_length=32, unique=True, validators=[django.core.validators.RegexValidator('\\A[0-9a-f]{32}\\Z')])),
                ('format', models.CharField(choices=[('webp', 'WebP'), ('png', 'PNG')], editable=False, max_length=4)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('alt', models.CharField(help_text='What the picture shows, for people who do not see it.', max_length=250, verbose_name='description')),
                ('original_name', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('-uploaded_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='jobboard_picture_has_alt', violation_error_message='Say what the picture shows.'), models.CheckConstraint(condition=models.Q(('content_hash__regex', '^[0-9a-f]{32}$')), name='jobboard_picture_hash_shape'), models.CheckConstraint(condition=models.Q(('format__in', ('webp', 'png'))), name='jobboard_picture_known_format'), models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='jobboard_picture_has_size')],
            },
        ),
    ]
