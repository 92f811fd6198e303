"""Each new posting wrote eight entries into indexes that no query reads.

Postings are found by their number; their slug only stands in the address. Which skills a posting
has is read from the index by which it has each of them once.
"""

from django.db import migrations, models

SKILLS = "listings_listing_skills"
LISTING = f"{SKILLS}_listing_id_957610d9"


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0074_words_are_noted'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='place',
            name='place_by_region',
        ),
        migrations.AlterField(
            model_name='listing',
            name='slug',
            field=models.SlugField(blank=True, db_index=False, default='', editable=False, max_length=100),
        ),
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {LISTING}",
            f"CREATE INDEX IF NOT EXISTS {LISTING} ON {SKILLS} (listing_id)",
        ),
    ]
