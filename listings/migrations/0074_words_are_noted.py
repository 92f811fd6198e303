"""Processes that read what employers type learn when the words of roles, skills and levels change.

Of these no row is told, and of roles and skills only what texts are read by: how many openings a
skill has is none of it.
"""

from django.db import migrations, models

READ = {
    "roles_role": ("name", "slug", "exclusions", "evidence"),
    "roles_rolealias": ("*",),
    "listings_skill": ("name", "slug", "is_case_sensitive", "exclusions"),
    "listings_skillalias": ("*",),
    "listings_levelword": ("*",),
    "listings_occupationword": ("*",),
}
EVENTS = ("insert", "delete", "update")


def _trigger(table, event, columns):
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    return (
        f"CREATE TRIGGER {table}_noted_as_words_{event} AFTER {event} ON {table} FOR EACH ROW "
        f"WHEN ({differs if event == 'update' else 'true'}) "
        "EXECUTE FUNCTION listings_note_kind('words');\n"
    )


CREATE = "".join(_trigger(table, event, columns) for table, columns in READ.items() for event in EVENTS)
DROP = "".join(
    f"DROP TRIGGER {table}_noted_as_words_{event} ON {table};\n" for table in READ for event in EVENTS
)


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0073_newest_of_a_role'),
        ('roles', '0016_authors_may_be_organizations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='searchchange',
            name='kind',
            field=models.CharField(choices=[('posting', 'Posting'), ('company', 'Company'), ('source', 'Source'), ('role', 'Role'), ('skill', 'Skill'), ('place', 'Place'), ('content', 'Content'), ('figures', 'Figures'), ('identity', 'Identity'), ('verified', 'Verified'), ('words', 'Words'), ('hidden', 'Hidden'), ('pruned', 'Pruned')], max_length=10),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
