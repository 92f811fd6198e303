"""A line of the ledger is never rewritten, by whatever program; it goes only with its posting."""

from django.db import migrations

FORBID = """
CREATE FUNCTION listings_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: write a new line.';
END $$;
CREATE TRIGGER listings_ledger_is_append_only BEFORE UPDATE ON listings_listingevent
    FOR EACH ROW EXECUTE FUNCTION listings_ledger_is_append_only();
"""

ALLOW = """
DROP TRIGGER listings_ledger_is_append_only ON listings_listingevent;
DROP FUNCTION listings_ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
