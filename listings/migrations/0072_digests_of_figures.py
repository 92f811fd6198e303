from django.db import migrations, models

# Of a snapshot only the time at which it was superseded is filled in, once, and a hash of what it
# says. The rows are compared as they are, since turning both into JSON took most of an update.
FORBID = """
CREATE OR REPLACE FUNCTION listings_statistics_are_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    rest record := NEW;
BEGIN
    rest.superseded_at := OLD.superseded_at;
    rest.digest := OLD.digest;
    IF OLD.superseded_at IS NOT NULL OR rest IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'Statistics are append-only: write a new row.';
    END IF;
    RETURN NEW;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION listings_statistics_are_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_at IS NOT NULL
        OR to_jsonb(NEW) - 'superseded_at' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_at'
    THEN
        RAISE EXCEPTION 'Statistics are append-only: write a new row.';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0071_said_paragraphs")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="digest",
                field=models.BigIntegerField(
                    null=True,
                    blank=True,
                    editable=False,
                    help_text=(
                        "A hash of the figures, by which a run knows that they hold; "
                        "empty: not known."
                    ),
                ),
            )
            for name in ("statistic", "demand", "demandseries", "paydifference")
        ),
        migrations.RunSQL(FORBID, BEFORE),
    ]
