"""Names that imports took in small letters from the addresses of boards become names.

One that a person wrote stays: edited, proposed by an employer, or of a company without a board.
"""

from django.db import migrations

from listings.reading.company_names import presentable


def name_them(apps, schema_editor):
    companies = apps.get_model("listings", "Company").objects.filter(
        sources__isnull=False, members__isnull=True
    )
    for company in companies.distinct().iterator():
        name = presentable(company.name)
        if name != company.name and "name" not in company.edited_fields:
            company.name = name
            company.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("listings", "0057_words_as_written")]
    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
