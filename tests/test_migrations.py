"""Migrations are what the models are, and the version before works while its successor goes in."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from jobboard.environment import BASE_DIR

CHANGELOG = BASE_DIR / "CHANGELOG.md"
RELEASED = {  # the last migrations of 0.1.0; of each version that follows, its own
    ("jobboard", "0019_requests_of_mails"),
    ("listings", "0071_said_paragraphs"),
    ("roles", "0016_authors_may_be_organizations"),
}
Columns = dict[tuple[str, str], dict[str, Field]]


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def columns(*targets: tuple[str, str]) -> Columns:
    """Fields that are columns, by model, as they are after ``targets``, else after everything."""
    loader = MigrationLoader(None)
    state = loader.project_state(list(targets) or None)
    return {
        name: {
            field: made
            for field, made in model.fields.items()
            if not made.many_to_many and not made.generated
        }
        for name, model in state.models.items()
        if name[0] in {app for app, _ in RELEASED}
    }


def unsafe(before: Columns, after: Columns) -> list[str]:
    """What a program that knows the tables ``before`` would miss, or not fill, in those ``after``.

    It names each column that it reads, and fills none that it does not know.
    """
    found = []
    for (app, model), known in before.items():
        now = after.get((app, model), {})
        found += [f"{app}.{model}.{name} is gone" for name in known if name not in now]
        found += [
            f"{app}.{model}.{name} needs null or a db_default"
            for name, field in now.items()
            if name not in known and not field.null and not field.has_db_default()
        ]
    return found


def test_the_version_before_works_on_the_tables_of_this_one() -> None:
    """Between preparing and restarting it runs on them; else the changelog asks for a stop."""
    unreleased = CHANGELOG.read_text().split("\n## ")[1]
    assert "**needs a stop**" in unreleased or not unsafe(columns(*RELEASED), columns())


def test_what_would_break_it_is_noticed() -> None:
    told = unsafe(
        columns(("listings", "0046_conditions_and_evidence"), ("jobboard", "0018_steps_put_away")),
        columns(
            ("listings", "0050_copies_lend_no_places"), ("jobboard", "0020_what_was_said_last")
        ),
    )
    assert "listings.listingplace.via is gone" in told
    assert "jobboard.openform.sent_ms needs null or a db_default" in told
