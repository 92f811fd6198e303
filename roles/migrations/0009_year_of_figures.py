from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0008_preview_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='sectionsource',
            name='figure_year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Where the text quotes a figure from it. You are reminded after two years.', null=True, verbose_name='year of its figures'),
        ),
        migrations.AddConstraint(
            model_name='sectionsource',
            constraint=models.CheckConstraint(condition=models.Q(('figure_year__isnull', True), ('figure_year__range', (1900, 2100)), _connector='OR'), name='roles_sectionsource_figure_year', violation_error_message='The year of the figures lies between 1900 and 2100.'),
        ),
    ]
