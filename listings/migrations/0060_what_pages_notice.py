"""Pages learn by the same table that what they show has changed, and of what kind it was.

Of these kinds no row is told. Companies are noted for any of their columns, since their pages show
all of them, and a posting for a new line of its history.
"""

from django.db import migrations, models

CONTENT = (
    "jobboard_sitepage",
    "roles_oldslug",
    "roles_role",
    "roles_rolealias",
    "roles_rolesection",
    "roles_sectionsource",
    "roles_author",
    "roles_guide",
    "roles_guide_related",
    "roles_guide_unlinked_terms",
    "roles_guiderole",
    "roles_guidesection",
    "roles_guidechange",
    "roles_series",
    "roles_seriespart",
    "roles_term",
    "roles_term_roles",
    "roles_term_related",
    "listings_skillalias",
    "listings_levelword",
    "listings_paytransparencyrule",
)
IDENTITY = ("jobboard_siteidentity", "jobboard_picture")
FIGURES = (
    "listings_statistic",
    "listings_demand",
    "listings_paydifference",
    "listings_exchangerate",
)

FUNCTION = """
CREATE FUNCTION listings_note_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listings_searchchange (xid, kind, "row")
    VALUES (pg_current_xact_id(), TG_ARGV[0], 0) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


def _trigger(table, name, event, kind, *, when="true", each="ROW", of=""):
    condition = f"WHEN ({when})" if each == "ROW" else ""
    return (
        f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH {each} {condition} "
        f"EXECUTE FUNCTION listings_note_{of or 'kind'}('{kind}');\n"
    )


def _rows(table, kind):
    """Any change of a row; an update that leaves it as it was is none."""
    return "".join(
        _trigger(table, f"noted_as_{kind}_{event}", event, kind, when=when)
        for event, when in (
            ("insert", "true"), ("delete", "true"), ("update", "OLD.* IS DISTINCT FROM NEW.*"),
        )
    )


def _statements(table, kind):
    """Of tables that are written a thousand rows at a time, each statement."""
    return _trigger(
        table, f"noted_as_{kind}", "INSERT OR UPDATE OR DELETE", kind, each="STATEMENT"
    )


WAS_SHOWN = "OLD.status = 'published' AND OLD.frozen_at IS NULL"
IS_HIDDEN = "(NEW.status <> 'published' OR NEW.frozen_at IS NOT NULL)"
WAS_SILENT = "coalesce(OLD.last_good_at < now() - interval '72 hours', true)"
ANOTHER_DAY = "OLD.last_good_at::date IS DISTINCT FROM NEW.last_good_at::date"

ONE = "".join(
    (
        _trigger("listings_listing", "hidden", "UPDATE", "hidden", when=f"{WAS_SHOWN} AND {IS_HIDDEN}"),
        _trigger("listings_listing", "gone", "DELETE", "hidden", when=WAS_SHOWN),
        _trigger(
            "listings_company", "hidden", "UPDATE", "hidden",
            when="OLD.blocked_at IS DISTINCT FROM NEW.blocked_at",
        ),
        _trigger(
            "listings_source", "verified", "UPDATE", "verified",
            when=f"OLD.is_recorded <> NEW.is_recorded OR {WAS_SILENT} OR {ANOTHER_DAY}",
        ),
        _trigger(
            "listings_skill", "explained", "UPDATE", "content",
            when="OLD.term_id IS DISTINCT FROM NEW.term_id",
        ),
        _trigger("listings_listingevent", "noted", "INSERT", "posting", of="listing_id"),
    )
)
COMPANY = """
DROP TRIGGER listings_company_noted_update ON listings_company;
CREATE TRIGGER listings_company_noted_update AFTER UPDATE ON listings_company FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION listings_note_id('company');
"""
CREATE = (
    FUNCTION
    + "".join(_rows(table, "content") for table in CONTENT)
    + "".join(_rows(table, "identity") for table in IDENTITY)
    + "".join(_statements(table, "figures") for table in FIGURES)
    + ONE
    + COMPANY
)
DROP = """
DROP FUNCTION listings_note_kind() CASCADE;
DROP TRIGGER listings_listingevent_noted ON listings_listingevent;
DROP TRIGGER listings_company_noted_update ON listings_company;
CREATE TRIGGER listings_company_noted_update AFTER UPDATE ON listings_company FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.slug IS DISTINCT FROM NEW.slug
        OR OLD.blocked_at IS DISTINCT FROM NEW.blocked_at
        OR OLD.logo_id IS DISTINCT FROM NEW.logo_id)
    EXECUTE FUNCTION listings_note_id('company');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('jobboard', '0017_indexes_stand_once'),
        ('listings', '0059_cells_in_parts'),
        ('roles', '0015_words_that_confirm_a_role'),
    ]

    operations = [
        migrations.AlterField(
            model_name='searchchange',
            name='kind',
            field=models.CharField(choices=[('posting', 'Posting'), ('company', 'Company'), ('source', 'Source'), ('role', 'Role'), ('skill', 'Skill'), ('place', 'Place'), ('content', 'Content'), ('figures', 'Figures'), ('identity', 'Identity'), ('verified', 'Verified'), ('hidden', 'Hidden'), ('pruned', 'Pruned')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('expires_at__isnull', False), ('status', 'published')), fields=['expires_at'], name='listing_by_end'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('featured_until__isnull', False)), fields=['featured_until'], name='listing_by_featured'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
