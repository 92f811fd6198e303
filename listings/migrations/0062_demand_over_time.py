"""Demand over a year, and the postings behind what is asked."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


# As with all figures: a snapshot is never rewritten (0007), and pages learn of new ones (0060).
WATCHED = """
CREATE TRIGGER listings_demandseries_is_append_only BEFORE UPDATE ON listings_demandseries
    FOR EACH ROW EXECUTE FUNCTION listings_statistics_are_append_only();
CREATE TRIGGER listings_demandseries_noted_as_figures
    AFTER INSERT OR UPDATE OR DELETE ON listings_demandseries
    FOR EACH STATEMENT EXECUTE FUNCTION listings_note_kind('figures');
"""
UNWATCHED = """
DROP TRIGGER listings_demandseries_is_append_only ON listings_demandseries;
DROP TRIGGER listings_demandseries_noted_as_figures ON listings_demandseries;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0061_index_pay'),
        ('roles', '0015_words_that_confirm_a_role'),
    ]

    operations = [
        migrations.CreateModel(
            name='DemandSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(blank=True, default='', help_text='ISO 3166-1 alpha-2; empty: everywhere.', max_length=2)),
                ('level', models.CharField(blank=True, choices=[('entry', 'Entry'), ('mid', 'Mid'), ('senior', 'Senior'), ('lead', 'Staff / Lead'), ('executive', 'Executive')], default='', help_text='Empty: all levels.', max_length=10)),
                ('window_from', models.DateField()),
                ('window_to', models.DateField()),
                ('seen_since', models.DateField(blank=True, help_text='The first day on which this board saw postings.', null=True)),
                ('method_version', models.PositiveSmallIntegerField()),
                ('is_demo', models.BooleanField(default=False)),
                ('taken_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('bins', models.JSONField(default=list, help_text='Of each four weeks: last day, openings on it (null: nothing seen), new sources.')),
                ('change', models.JSONField(blank=True, help_text='Over sources read all the time; null: too few openings.', null=True)),
                ('skills', models.JSONField(default=list, help_text='Skills whose share changed: slug, count and n before, count and n after.')),
                ('skills_tried', models.PositiveIntegerField(default=0, help_text='Skills that were compared.')),
                ('listed', models.JSONField(default=list, help_text='Steps: day, share still listed, low, high, at risk, employers.')),
                ('listed_n', models.PositiveIntegerField(default=0, help_text='Postings that were followed.')),
                ('listed_employers', models.PositiveIntegerField(default=0)),
                ('listing_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='The postings followed.', size=None, verbose_name='postings')),
            ],
            options={
                'verbose_name_plural': 'demand series',
                'ordering': ('role', 'country', '-taken_at', '-pk'),
            },
        ),
        migrations.AddField(
            model_name='demand',
            name='cities',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by city, the ten with most: slug of the place.'),
        ),
        migrations.AddField(
            model_name='demand',
            name='companies',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by company, the ten with most: its slug.'),
        ),
        migrations.AddField(
            model_name='demand',
            name='countries',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by country, the ten with most: ISO 3166-1 alpha-2.'),
        ),
        migrations.AddField(
            model_name='demand',
            name='levels',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by level; empty key: not stated.'),
        ),
        migrations.AddField(
            model_name='demand',
            name='listing_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='The n postings, of near-identical ones the one in lists; from version 3.', size=None, verbose_name='postings'),
        ),
        migrations.AddField(
            model_name='demand',
            name='opening_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='The openings, likewise; from version 3.', size=None, verbose_name='openings'),
        ),
        migrations.AddField(
            model_name='demand',
            name='workplaces',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by workplace; an opening may have several.'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('listing_ids', []), ('method_version__lte', 2), ('opening_ids', [])), models.Q(('listing_ids__len', models.F('n')), ('method_version__gte', 3), ('opening_ids__len', models.F('openings'))), _connector='OR'), name='listings_demand_all_behind_it', violation_error_message='All postings behind a figure are named.'),
        ),
        migrations.AddField(
            model_name='demandseries',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demand_series', to='roles.role'),
        ),
        migrations.AddIndex(
            model_name='demandseries',
            index=models.Index(condition=models.Q(('superseded_at__isnull', True)), fields=['country', 'level'], name='demandseries_latest_by_place'),
        ),
        migrations.AddIndex(
            model_name='demandseries',
            index=models.Index(fields=['-taken_at'], name='demandseries_newest'),
        ),
        migrations.AddConstraint(
            model_name='demandseries',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('role', 'country', 'level'), name='listings_demandseries_one_latest_a_cell', violation_error_message='A cell has one latest snapshot.'),
        ),
        migrations.AddConstraint(
            model_name='demandseries',
            constraint=models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='listings_demandseries_country_code', violation_error_message='The country is a code of two letters, such as DE.'),
        ),
        migrations.AddConstraint(
            model_name='demandseries',
            constraint=models.CheckConstraint(condition=models.Q(('window_from__lte', models.F('window_to'))), name='listings_demandseries_window', violation_error_message='The window ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='demandseries',
            constraint=models.CheckConstraint(condition=models.Q(('level', '')), name='listings_demandseries_all_levels', violation_error_message='A series is of all levels.'),
        ),
        migrations.RunSQL(WATCHED, UNWATCHED),
    ]
