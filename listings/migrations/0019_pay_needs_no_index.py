"""Pay is compared in the posting's own currency, by a look into a table of rates for each row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("listings", "0018_reports")]

    operations = [migrations.RemoveIndex(model_name="listing", name="listing_by_pay")]
