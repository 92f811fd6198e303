"""What editors typed when they froze a posting leaves the public ledger for the editors' notes."""

from django.db import migrations

TYPED = "kind = 'frozen' AND reason NOT IN ('', 'Reports by readers', 'An editor looks at it')"

KEEP = f"""
INSERT INTO listings_moderationnote (listing_id, author, kind, text, points, snapshot, at)
SELECT line.listing_id, 'editor', 'internal', 'Frozen: ' || line.reason, 0, '{{}}', line.at
FROM listings_listingevent AS line
WHERE {TYPED} AND NOT EXISTS (
    SELECT 1 FROM listings_moderationnote AS note
    WHERE note.listing_id = line.listing_id AND note.text = 'Frozen: ' || line.reason
);
"""

SAY_THE_KIND = f"""
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE listings_listingevent DISABLE TRIGGER listings_ledger_is_append_only;
UPDATE listings_listingevent SET reason = 'An editor looks at it' WHERE {TYPED};
ALTER TABLE listings_listingevent ENABLE TRIGGER listings_ledger_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0043_limits_are_settings")]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RunSQL(SAY_THE_KIND, migrations.RunSQL.noop),
    ]
