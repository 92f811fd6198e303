from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0002_pictures'),
    ]

    operations = [
        migrations.CreateModel(
            name='SitePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(choices=[('about', 'About'), ('contact', 'Contact'), ('imprint', 'Imprint'), ('privacy', 'Privacy'), ('terms', 'Terms'), ('accessibility', 'Accessibility')], editable=False, max_length=20, unique=True, verbose_name='page')),
                ('title', models.CharField(blank=True, default='', max_length=120)),
                ('body', models.TextField(blank=True, default='', max_length=100000, verbose_name='text')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='When a person last changed it.', null=True)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__in', ['about', 'contact', 'imprint', 'privacy', 'terms', 'accessibility'])), name='jobboard_sitepage_known_slug', violation_error_message='There is no such page.')],
            },
        ),
    ]
