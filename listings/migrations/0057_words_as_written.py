"""Words as they are written beside stems of their language; titles, skills and companies apart.

Documents of before hold bare stems; the worker writes them anew (``listings.editing.services``), and
those whose role or skill got another name.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

CREATE = """
CREATE FUNCTION listings_search_heading(query tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 SET enable_seqscan = off
AS 'SELECT listing_id FROM listings_searchdocument WHERE heading @@ query';
"""

FUNCTION = """
CREATE FUNCTION listings_outdate_{kind}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_searchdocument SET version = 0
    FROM listings_listing_{kind}s AS link
    WHERE link.listing_id = listings_searchdocument.listing_id AND link.{kind}_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_renamed AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION listings_outdate_{kind}();
"""
DROP = """
DROP TRIGGER {table}_renamed ON {table};
DROP FUNCTION listings_outdate_{kind}();
"""
NAMED = (("roles_role", "role"), ("listings_skill", "skill"))


def _of_each(text):
    return "".join(text.format(table=table, kind=kind) for table, kind in NAMED)


class Migration(migrations.Migration):

    dependencies = [
        ("listings", "0056_skills_have_openings"),
        ("roles", "0015_words_that_confirm_a_role"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="language",
            field=models.CharField(db_default="", max_length=2),
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["heading"], name="search_by_heading"
            ),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(fields=["version", "language"], name="search_by_version"),
        ),
        migrations.RunSQL(CREATE, "DROP FUNCTION listings_search_heading(tsquery)"),
        migrations.RunSQL(_of_each(FUNCTION), _of_each(DROP)),
    ]
