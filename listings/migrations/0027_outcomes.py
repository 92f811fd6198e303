import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0026_company_pages"),
    ]
    operations = [
        migrations.CreateModel(
            name='PostingOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('here', 'Filled, by somebody who found it here'), ('elsewhere', 'Filled, by somebody who found it elsewhere'), ('unknown', 'Filled, and we do not know how'), ('not_filled', 'Not filled')], default='', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outcome', to='listings.listing')),
            ],
            options={
                'ordering': ('-asked_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='listings_postingoutcome_answered_says_when', violation_error_message='An answer has a date, and none without an answer.'), models.CheckConstraint(condition=models.Q(('answer__in', ('', 'here', 'elsewhere', 'unknown', 'not_filled'))), name='listings_postingoutcome_known_answer', violation_error_message='Choose one of the answers.')],
            },
        ),
    ]
