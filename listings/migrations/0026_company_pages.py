import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0025_posted_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='CompanyRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.TextField(blank=True, default='', max_length=3000)),
                ('before', models.TextField(blank=True, default='', help_text='The text that it would replace.')),
                ('logo', models.BinaryField(blank=True, null=True)),
                ('logo_format', models.CharField(blank=True, default='', max_length=4)),
                ('logo_width', models.PositiveIntegerField(blank=True, null=True)),
                ('logo_height', models.PositiveIntegerField(blank=True, null=True)),
                ('removes_logo', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('superseded', 'Replaced by a later one')], default='pending', max_length=10)),
                ('comment', models.CharField(blank=True, default='', help_text='Why it was rejected; the company reads it.', max_length=500)),
                ('submitted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='listings.company')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'company page',
                'ordering': ('-submitted_at', '-pk'),
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['submitted_at', 'id'], name='company_revision_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('company',), name='listings_companyrevision_one_pending', violation_error_message="A change of this company's page waits already."), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='listings_companyrevision_decided_says_when', violation_error_message='A decided change has a date, a waiting one has none.'), models.CheckConstraint(condition=models.Q(models.Q(('logo__isnull', True), ('logo_format', ''), ('logo_height', None), ('logo_width', None)), models.Q(('logo__isnull', False), ('logo_format__in', ('webp', 'png')), ('logo_height__gt', 0), ('logo_width__gt', 0), ('removes_logo', False)), _connector='OR'), name='listings_companyrevision_logo_is_whole', violation_error_message='A logo has bytes, a format and a size.')],
            },
        ),
    ]
