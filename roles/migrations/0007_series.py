import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0006_slugs_are_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, unique=True)),
                ('slug', models.SlugField(max_length=120, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'Lower-case letters, digits, hyphens.')])),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name_plural': 'series',
                'ordering': ('title',),
            },
        ),
        migrations.CreateModel(
            name='SeriesPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('guide', models.OneToOneField(error_messages={'unique': 'That guide is part of a series already.'}, on_delete=django.db.models.deletion.CASCADE, related_name='series_part', to='roles.guide')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='roles.series')),
            ],
            options={
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='series',
            name='guides',
            field=models.ManyToManyField(blank=True, related_name='series', through='roles.SeriesPart', to='roles.guide'),
        ),
    ]
