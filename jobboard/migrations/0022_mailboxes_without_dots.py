"""Mail is found by its mailbox, which is now the same however an address at Google's is dotted."""

from django.db import migrations

AS_ONE = """
UPDATE jobboard_outgoingmail
SET mailbox = replace(split_part(mailbox, '@', 1), '.', '') || '@gmail.com'
WHERE mailbox LIKE '%@gmail.com' OR mailbox LIKE '%@googlemail.com'
"""


class Migration(migrations.Migration):
    dependencies = [
        ('jobboard', '0021_the_version_before_writes_on'),
    ]

    operations = [
        migrations.RunSQL(AS_ONE, migrations.RunSQL.noop),
    ]
