"""The laws on pay transparency that a new board begins with, from ``pay_transparency.toml``."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.migrations import Migration

FILE = Path(__file__).with_name("pay_transparency.toml")
FIRST_WITH_RULES = ("listings", "0023_four_pay_transparency_rules")


def add_first_rules(
    plan: Iterable[tuple[Migration, bool]] = (),
    using: str = "default",
    apps: Apps = current_apps,
    **_: object,
) -> None:
    """Add the file's rules to a database that has just got their table: a receiver of post_migrate.

    Later on nothing is added, so that a rule that editors deleted stays away.
    """
    made = {(one.app_label, one.name) for one, is_backwards in plan if not is_backwards}
    if FIRST_WITH_RULES not in made:
        return
    model = apps.get_model("listings", "PayTransparencyRule")  # as the last migration left it
    model._default_manager.using(using).bulk_create(model(**rule) for rule in rules_of(FILE))  # noqa: SLF001


def rules_of(path: Path) -> list[dict[str, Any]]:
    """The fields of each rule in a file, switched on and with the day of their check."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    given = {"checked_on": content["checked_on"], "is_on": True}
    return [given | rule for rule in content["rule"]]
