"""Addresses that said "posting", for want of Latin letters, say what the title says.

The number decides, so the old addresses redirect.
"""

from typing import Any

from django.db import migrations

from listings.reading.words import slug

BATCH = 500


def say_something(apps: Any, schema_editor: Any) -> None:
    listings = apps.get_model("listings", "Listing").objects.filter(slug="posting")
    changed = []
    for listing in listings.only("title", "slug").iterator(chunk_size=BATCH):
        listing.slug = slug(listing.title)[:100].strip("-")
        changed.append(listing)
    listings.model.objects.bulk_update(changed, ["slug"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("listings", "0040_addresses_may_be_the_number_alone")]

    operations = [migrations.RunPython(say_something, migrations.RunPython.noop)]
