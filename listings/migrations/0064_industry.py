"""A company has an industry; its postings carry a copy, so that a search asks for one column.

The database writes the copy, whoever writes the company or the posting.
"""

from django.db import migrations, models


COPY = """
CREATE FUNCTION listings_industry_of_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.industry := (SELECT industry FROM listings_company WHERE id = NEW.company_id);
    RETURN NEW;
END $$;
CREATE TRIGGER listings_listing_industry BEFORE INSERT OR UPDATE OF company_id, industry
    ON listings_listing FOR EACH ROW EXECUTE FUNCTION listings_industry_of_company();

CREATE FUNCTION listings_industry_to_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE listings_listing SET industry = NEW.industry WHERE company_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER listings_company_industry AFTER UPDATE OF industry ON listings_company
    FOR EACH ROW WHEN (OLD.industry IS DISTINCT FROM NEW.industry)
    EXECUTE FUNCTION listings_industry_to_postings();
"""

REVERSE = """
DROP TRIGGER listings_company_industry ON listings_company;
DROP FUNCTION listings_industry_to_postings();
DROP TRIGGER listings_listing_industry ON listings_listing;
DROP FUNCTION listings_industry_of_company();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0063_index_pay_is_noted'),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='industry',
            field=models.CharField(blank=True, choices=[('software', 'Software and internet'), ('ai', 'Artificial intelligence'), ('finance', 'Banking and finance'), ('insurance', 'Insurance'), ('health', 'Health care'), ('biotech', 'Pharma and biotech'), ('retail', 'Retail and online shops'), ('logistics', 'Transport and logistics'), ('automotive', 'Cars and mobility'), ('manufacturing', 'Manufacturing and engineering'), ('energy', 'Energy and utilities'), ('aerospace', 'Aerospace and defence'), ('farming', 'Food and farming'), ('property', 'Construction and property'), ('education', 'Education and research'), ('media', 'Media and entertainment'), ('games', 'Games'), ('telecom', 'Telecommunications'), ('security', 'Security'), ('consulting', 'Consulting and services'), ('staffing', 'Staffing and recruiting'), ('travel', 'Travel and hospitality'), ('public', 'Public sector'), ('nonprofit', 'Charities and associations'), ('other', 'Other')], default='', help_text='What it mainly does. Its postings can be filtered by it.', max_length=13),
        ),
        migrations.AddField(
            model_name='demand',
            name='industries',
            field=models.JSONField(blank=True, default=dict, help_text='Openings by the industry of their company; none where it is not known.'),
        ),
        migrations.AddField(
            model_name='listing',
            name='industry',
            field=models.CharField(blank=True, choices=[('software', 'Software and internet'), ('ai', 'Artificial intelligence'), ('finance', 'Banking and finance'), ('insurance', 'Insurance'), ('health', 'Health care'), ('biotech', 'Pharma and biotech'), ('retail', 'Retail and online shops'), ('logistics', 'Transport and logistics'), ('automotive', 'Cars and mobility'), ('manufacturing', 'Manufacturing and engineering'), ('energy', 'Energy and utilities'), ('aerospace', 'Aerospace and defence'), ('farming', 'Food and farming'), ('property', 'Construction and property'), ('education', 'Education and research'), ('media', 'Media and entertainment'), ('games', 'Games'), ('telecom', 'Telecommunications'), ('security', 'Security'), ('consulting', 'Consulting and services'), ('staffing', 'Staffing and recruiting'), ('travel', 'Travel and hospitality'), ('public', 'Public sector'), ('nonprofit', 'Charities and associations'), ('other', 'Other')], default='', editable=False, max_length=13),
        ),
        migrations.RunSQL(COPY, REVERSE),
    ]
