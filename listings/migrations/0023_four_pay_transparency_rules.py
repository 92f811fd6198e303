"""Four rules that the board begins with: boards that run have them from here.

New ones get them from ``listings/employers/pay_transparency.toml`` once all is migrated.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("listings", "0022_pay_transparency")]

    operations = []
