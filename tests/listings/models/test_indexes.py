"""No index is the beginning of a wider one: each costs every write."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, UniqueConstraint


def test_no_index_is_a_prefix_of_another() -> None:
    assert not [found for app in APPS for found in _prefixes_in(app)]


APPS = ("jobboard", "roles", "listings")


def _prefixes_in(app: str) -> Iterator[str]:
    for model in apps.get_app_config(app).get_models():
        lists = list(_indexes(model))
        whole = [fields for fields, is_partial in lists if not is_partial]
        for fields, _ in lists:
            wider = [one for one in whole if len(one) > len(fields)]
            if any(one[: len(fields)] == fields for one in wider):
                yield f"{model.__name__} {fields}"


def _indexes(model: type[Model]) -> Iterator[tuple[tuple[str, ...], bool]]:
    for field in model._meta.local_fields:
        if getattr(field, "db_index", False) and not field.unique:
            yield (field.name,), False
    for index in model._meta.indexes:
        if index.fields:  # not of an expression
            yield tuple(index.fields), index.condition is not None
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.fields), constraint.condition is not None
