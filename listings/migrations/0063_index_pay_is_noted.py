"""Pages that show the open index of salaries learn that it was loaded anew."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0062_demand_over_time'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER listings_indexpay_noted_as_figures AFTER INSERT OR UPDATE OR DELETE "
            "ON listings_indexpay FOR EACH STATEMENT EXECUTE FUNCTION listings_note_kind('figures')",
            "DROP TRIGGER listings_indexpay_noted_as_figures ON listings_indexpay",
        )
    ]
