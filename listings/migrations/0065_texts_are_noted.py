"""The index holds words of texts too: a posting whose text has other words is noted."""

from django.db import migrations

TRIGGER = """
DROP TRIGGER listings_searchdocument_noted_UPDATE ON listings_searchdocument;
CREATE TRIGGER listings_searchdocument_noted_UPDATE AFTER UPDATE ON listings_searchdocument
    FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION listings_note_listing_id('posting');
"""
HEADING, TEXT = (f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ("heading", "text"))


class Migration(migrations.Migration):

    dependencies = [("listings", "0064_industry")]

    operations = [
        migrations.RunSQL(
            TRIGGER.format(differs=f"{HEADING} OR {TEXT}"), TRIGGER.format(differs=HEADING)
        )
    ]
