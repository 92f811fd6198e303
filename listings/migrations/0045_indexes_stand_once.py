"""No index begins another, a text's hash has one, and a new system needs no migration."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0044_reasons_of_freezes_stay_with_editors'),
        ('roles', '0014_indexes_stand_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='source',
            name='listings_source_enabled_is_known',
        ),
        migrations.AlterField(
            model_name='companymember',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='company_memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='confirmation',
            name='draft',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='listings.postingdraft'),
        ),
        migrations.AlterField(
            model_name='listing',
            name='company',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='listings.company'),
        ),
        migrations.AlterField(
            model_name='listingday',
            name='listing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='listings.listing'),
        ),
        migrations.AlterField(
            model_name='listingevent',
            name='listing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='listings.listing', verbose_name='posting'),
        ),
        migrations.AlterField(
            model_name='listingplace',
            name='listing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='listing_places', to='listings.listing'),
        ),
        migrations.AlterField(
            model_name='moderationnote',
            name='listing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='listings.listing'),
        ),
        migrations.AlterField(
            model_name='skillalias',
            name='skill',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='listings.skill'),
        ),
        migrations.AlterField(
            model_name='source',
            name='system',
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name='sourcerecord',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='records', to='listings.source'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['text_hash'], name='listing_by_text'),
        ),
    ]
