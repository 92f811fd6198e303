"""A place of a posting is its own: search finds each near-identical one by itself."""

from django.db import migrations


def delete_lent_places(apps, schema_editor):
    apps.get_model("listings", "ListingPlace").objects.filter(via__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("listings", "0049_figures_by_employer")]

    operations = [
        migrations.RunPython(delete_lent_places, migrations.RunPython.noop),
        migrations.RemoveField(model_name="listingplace", name="via"),
    ]
