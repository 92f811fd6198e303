"""Unsaved text belongs to every form of the admin: the table moves here from ``roles``."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MOVE = """
ALTER TABLE roles_unsavedtext RENAME TO jobboard_unsavedtext;
ALTER TABLE jobboard_unsavedtext
    RENAME CONSTRAINT roles_unsavedtext_key_once TO jobboard_unsavedtext_key_once;
"""
MOVE_BACK = """
ALTER TABLE jobboard_unsavedtext
    RENAME CONSTRAINT jobboard_unsavedtext_key_once TO roles_unsavedtext_key_once;
ALTER TABLE jobboard_unsavedtext RENAME TO roles_unsavedtext;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobboard", "0012_link_checks"),
        ("roles", "0010_unsaved_text"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MOVE, MOVE_BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="UnsavedText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("model", models.CharField(max_length=60)),
                        ("object_id", models.PositiveBigIntegerField(null=True)),
                        ("key", models.CharField(max_length=32)),
                        ("data", models.JSONField()),
                        ("saved_at", models.DateTimeField(auto_now=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="unsaved",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-saved_at", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "model", "key"),
                                name="jobboard_unsavedtext_key_once",
                                violation_error_message="This form is kept already.",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
