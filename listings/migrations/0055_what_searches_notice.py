"""Whatever writes, the index in memory learns of it: triggers note which rows changed.

A posting is noted when anything of its row changed; reading a board again that is as it was writes
no row, and notes nothing but the board.
"""

import django.db.models.functions.datetime
import listings.models.search
from django.db import migrations, models

# Table: what is noted of it, under which of its columns, and which columns a search or a card can
# see; None for any.
NOTED = {
    "listings_listing": ("posting", "id", None),
    "listings_listing_roles": ("posting", "listing_id", ["listing_id", "role_id"]),
    "listings_listing_skills": ("posting", "listing_id", ["listing_id", "skill_id"]),
    "listings_listingplace": ("posting", "listing_id", ["listing_id", "place_id"]),
    "listings_searchdocument": ("posting", "listing_id", ["heading"]),
    "listings_company": ("company", "id", ["name", "slug", "blocked_at", "logo_id"]),
    "listings_source": ("source", "id", ["is_recorded", "last_good_at"]),
    "roles_role": ("role", "id", ["name", "slug"]),
    "listings_skill": ("skill", "id", ["name", "slug"]),
    "listings_place": (
        "place", "id", ["kind", "slug", "city", "region_slug", "country", "latitude", "longitude"]
    ),
}

FUNCTION = """
CREATE FUNCTION listings_note_{column}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO listings_searchchange (xid, kind, "row")
        VALUES (pg_current_xact_id(), TG_ARGV[0], OLD.{column}) ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO listings_searchchange (xid, kind, "row")
        VALUES (pg_current_xact_id(), TG_ARGV[0], NEW.{column}) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGER = """
CREATE TRIGGER {table}_noted_{event} AFTER {event} ON {table}
    FOR EACH ROW {when} EXECUTE FUNCTION listings_note_{column}('{kind}');
"""


def _triggers(table, kind, column, columns):
    seen = columns or ["*"]
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in seen)
    published = "{}.status = 'published'".format if kind == "posting" and column == "id" else None
    when = {
        "INSERT": published("NEW") if published else "true",
        "DELETE": published("OLD") if published else "true",
        "UPDATE": differs,
    }
    if published:
        when["UPDATE"] = f"({differs}) AND ({published('OLD')} OR {published('NEW')})"
    return "".join(
        TRIGGER.format(table=table, event=event, when=f"WHEN ({condition})", column=column, kind=kind)
        for event, condition in when.items()
    )


CREATE = "".join(FUNCTION.format(column=column) for column in ("id", "listing_id")) + "".join(
    _triggers(table, *noted) for table, noted in NOTED.items()
)
DROP = "".join(
    f"DROP TRIGGER {table}_noted_{event} ON {table};"
    for table in NOTED
    for event in ("INSERT", "UPDATE", "DELETE")
) + "DROP FUNCTION listings_note_id(); DROP FUNCTION listings_note_listing_id();"


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0054_postings_are_read_again'),
        ('roles', '0015_words_that_confirm_a_role'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('xid', listings.models.search.TransactionField()),
                ('kind', models.CharField(choices=[('posting', 'Posting'), ('company', 'Company'), ('source', 'Source'), ('role', 'Role'), ('skill', 'Skill'), ('place', 'Place'), ('pruned', 'Pruned')], max_length=10)),
                ('row', models.BigIntegerField(help_text='The number of what changed.')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'change that searches notice',
                'verbose_name_plural': 'changes that searches notice',
                'constraints': [models.UniqueConstraint(fields=('xid', 'kind', 'row'), name='listings_searchchange_once', violation_error_message='This change is noted already.')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
