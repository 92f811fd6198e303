"""A slug that was public leads to its page for ever, whatever program changes it.

A guide's slug counts from the moment the guide was out; the others from their first save.
"""

from django.db import migrations

TABLES = ("role", "guide", "term", "author")

KEEP = """
CREATE FUNCTION roles_keep_slug() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind text := TG_ARGV[0];
    is_taken boolean;
    was_public boolean := true;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM roles_oldslug WHERE slug = $1 AND %I <> $2)',
        kind || '_id') INTO is_taken USING NEW.slug, NEW.id;
    IF is_taken THEN
        RAISE unique_violation USING MESSAGE = 'The slug was that of another page: ' || NEW.slug;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
        EXECUTE format('DELETE FROM roles_oldslug WHERE slug = $1 AND %I = $2', kind || '_id')
            USING NEW.slug, NEW.id;
        IF kind = 'guide' THEN
            was_public := coalesce((to_jsonb(OLD) ->> 'published_at')::timestamptz <= now(), false);
        END IF;
        IF was_public THEN
            EXECUTE format('INSERT INTO roles_oldslug (slug, %I, retired_at) VALUES ($1, $2, now())',
                kind || '_id') USING OLD.slug, OLD.id;
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

ATTACH = """
CREATE TRIGGER roles_keep_slug BEFORE INSERT OR UPDATE OF slug ON roles_{0}
    FOR EACH ROW EXECUTE FUNCTION roles_keep_slug('{0}');
"""

DETACH = "DROP TRIGGER roles_keep_slug ON roles_{0};"


class Migration(migrations.Migration):
    dependencies = [("roles", "0005_old_slugs")]

    operations = [
        migrations.RunSQL(KEEP, "DROP FUNCTION roles_keep_slug();"),
        *(migrations.RunSQL(ATTACH.format(table), DETACH.format(table)) for table in TABLES),
    ]
