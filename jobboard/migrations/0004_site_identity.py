import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0003_site_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteIdentity',
            fields=[
                ('id', models.SmallAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, default='', max_length=60)),
                ('tagline', models.CharField(blank=True, default='', help_text='One line.', max_length=140)),
                ('contact', models.EmailField(blank=True, default='', max_length=254, verbose_name='contact address')),
                ('country', models.CharField(blank=True, default='', max_length=2, verbose_name='home country')),
                ('currency', models.CharField(blank=True, default='', help_text='ISO 4217, such as EUR.', max_length=3, validators=[django.core.validators.RegexValidator('\\A[A-Z]{3}\\Z', 'A currency has three letters: EUR.')])),
                ('pay_period', models.CharField(blank=True, choices=[('hour', 'hour'), ('day', 'day'), ('week', 'week'), ('month', 'month'), ('year', 'year')], default='', help_text='Figures are for a year; beside them stands the same in this period.', max_length=5, verbose_name='pay shown by')),
                ('time_zone', models.CharField(blank=True, default='', max_length=64)),
                ('accent', models.CharField(blank=True, default='', help_text='Of links and buttons on light paper: # and six digits, such as #0d5560.', max_length=7, verbose_name='accent colour')),
                ('accent_dark', models.CharField(blank=True, default='', help_text='On dark paper. Empty: a lighter shade of the accent colour.', max_length=7, verbose_name='accent colour in the dark')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('logo', models.ForeignKey(blank=True, help_text='In the header.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobboard.picture')),
            ],
            options={
                'verbose_name': 'site identity',
                'verbose_name_plural': 'site identity',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='jobboard_siteidentity_only_row', violation_error_message='A board has one identity.'), models.CheckConstraint(condition=models.Q(models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), models.Q(('currency', ''), ('currency__regex', '^[A-Z]{3}$'), _connector='OR')), name='jobboard_siteidentity_codes', violation_error_message='Countries have two capital letters, currencies three.'), models.CheckConstraint(condition=models.Q(models.Q(('accent', ''), ('accent__regex', '^#[0-9a-f]{6}$'), _connector='OR'), models.Q(('accent_dark', ''), ('accent_dark__regex', '^#[0-9a-f]{6}$'), _connector='OR')), name='jobboard_siteidentity_colours', violation_error_message='A colour is # and six digits, such as #0d5560.'), models.CheckConstraint(condition=models.Q(models.Q(('accent', ''), _negated=True), ('accent_dark', ''), _connector='OR'), name='jobboard_siteidentity_dark_has_light', violation_error_message='Choose the accent colour of light paper too.')],
            },
        ),
    ]
