"""A company's slug leads to it for ever, whatever program changes it, and is nobody else's."""

from django.db import migrations

KEEP = """
CREATE FUNCTION listings_keep_company_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM listings_oldcompanyslug WHERE slug = NEW.slug AND company_id <> NEW.id
    ) THEN
        RAISE unique_violation USING MESSAGE = 'The slug was that of another company: ' || NEW.slug;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
        DELETE FROM listings_oldcompanyslug WHERE slug = NEW.slug AND company_id = NEW.id;
        INSERT INTO listings_oldcompanyslug (slug, company_id, retired_at)
            VALUES (OLD.slug, OLD.id, now());
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER listings_keep_company_slug BEFORE INSERT OR UPDATE OF slug ON listings_company
    FOR EACH ROW EXECUTE FUNCTION listings_keep_company_slug();
"""

FORGET = """
DROP TRIGGER listings_keep_company_slug ON listings_company;
DROP FUNCTION listings_keep_company_slug();
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0030_old_company_slugs")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
