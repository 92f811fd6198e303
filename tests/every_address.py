"""Every address of the URL conf, with values for whatever stands in it.

A pattern with a part that nothing here knows fails the tests that walk: say what goes there.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from listings.models import Company, Demand, DemandSeries, Listing, Source, Statistic
from roles.models import Author, Guide, Role, Term

GROUP = re.compile(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>")
OPTIONAL = re.compile(r"\(\?:([^()]*)\)\?")
MOST_ROWS = 12  # more than a test board has of anything but mails' wording
SECRETS = {"key": "1." + "a" * 43, "token": "1.aaaaaa." + "a" * 43}


def patterns() -> Iterator[tuple[URLPattern, str]]:
    """Yield each pattern with the whole path that leads to it."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(some: Any, before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in some:
        path = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield pattern, path


def public(**secrets: str) -> list[str]:
    """Addresses outside the admin; ``secrets`` stand for the keys that mails and drafts hold."""
    found = [
        address
        for _, path in patterns()
        if not path.startswith("admin/")
        for address in filled(path, SECRETS | secrets)
    ]
    return list(dict.fromkeys(found))


def of_admin(*, every_row: bool = False) -> list[str]:
    """Addresses of the admin; of each model's pages those of its first row, or of its rows."""
    found = []
    for pattern, path in patterns():
        if path.startswith("admin/"):
            found += filled(path, {}, _model_of(pattern), every_row=every_row)
    return list(dict.fromkeys(found))


def one_of_each_view(**secrets: str) -> list[str]:
    """One address of each view; the admin has one view for the lists, forms, … of most models."""
    found: dict[object, str] = {}
    for pattern, path in patterns():
        view = (pattern.callback.__module__, pattern.callback.__qualname__)
        for address in filled(path, SECRETS | secrets, _model_of(pattern))[:1]:
            found.setdefault(view if path.startswith("admin/") else path, address)
    return list(found.values())


def one_of_each(*, admin: bool, **secrets: str) -> list[str]:
    """One address of each pattern, of the admin or outside of it."""
    found = [
        filled(path, SECRETS | secrets, _model_of(pattern))[:1]
        for pattern, path in patterns()
        if path.startswith("admin/") is admin
    ]
    return list(dict.fromkeys(address for some in found for address in some))


def filled(
    path: str,
    secrets: dict[str, str],
    model: type[Model] | None = None,
    *,
    every_row: bool = False,
) -> list[str]:
    """The path with each value that can stand in it; a row that is not there leaves none."""
    addresses = [path.removesuffix("$").replace(r"\.", ".")]
    while GROUP.search(addresses[0]):
        group = GROUP.search(addresses[0])
        assert group
        name = group[1] or group[2]
        name = _slug_of(path) if name == "slug" else name
        values = [secrets[name]] if name in secrets else _values(name, model, every_row=every_row)
        addresses = [_with(one, value) for one in addresses for value in values]
        if not addresses:
            return []
    return [f"/{OPTIONAL.sub(r'\1', address)}" for address in addresses]


def _with(address: str, value: str) -> str:
    """The address with a value in its first group; values before it have made it longer."""
    group = GROUP.search(address)
    assert group
    return address[: group.start()] + value + address[_end_of(address, group) :]


def _end_of(path: str, group: re.Match[str]) -> int:
    """Where a group ends: at its own bracket, since another may stand inside it."""
    if group[2]:
        return group.end()
    depth, at = 1, group.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(path[at], 0)
        at += 1
    return at


def _values(name: str, model: type[Model] | None, *, every_row: bool) -> list[str]:
    """What can stand in a part of this name; KeyError for one that nobody has thought of."""
    if model is not None and name in ("object_id", "id", "pk", "guide"):
        rows = model._default_manager.order_by("pk")
        return [str(row.pk) for row in rows[: MOST_ROWS if every_row else 1]]
    return [str(value) for value in VALUES[name]()]


def _model_of(pattern: URLPattern) -> type[Model] | None:
    admin = getattr(pattern.callback, "model_admin", None)
    return admin.model if admin else None


def _slug_of(path: str) -> str:
    """What a slug below this path names: a company, a role, …"""
    beginning = path.removeprefix("^").partition("/")[0]
    return f"slug of {beginning}" if beginning in (*NAMED_BY_SLUG, "jobs") else "slug"


def _slugs(model: type[Model]) -> list[str]:
    return [*model._default_manager.values_list("slug", flat=True), "x"]


def _listings() -> list[str]:
    return [*map(str, Listing.objects.order_by("pk").values_list("pk", flat=True)), "0"]


def _keys(model: type[Model]) -> list[str]:
    return [str(pk) for pk in model._default_manager.values_list("pk", flat=True)]


def _figures() -> list[str]:
    """One of each kind, as far as figures were taken."""
    pay = Statistic.objects.published().values_list("pk", flat=True)[:1]
    demand = Demand.objects.filter(openings__gt=0).values_list("pk", flat=True)[:1]
    listed = DemandSeries.objects.values_list("pk", flat=True)[:1]
    found = (("pay-{}", pay), ("demand-{}-openings", demand), ("listed-{}", listed))
    return [*(name.format(pk) for name, rows in found for pk in rows), "x"]


NAMED_BY_SLUG: dict[str, type[Model]] = {
    "companies": Company,
    "roles": Role,
    "salaries": Role,
    "guides": Guide,
    "glossary": Term,
    "authors": Author,
}
VALUES: dict[str, Any] = {
    **{f"slug of {path}": partial(_slugs, model) for path, model in NAMED_BY_SLUG.items()},
    "name": lambda: ["skill", "company", "x"],  # of a facet
    "figure_id": _figures,
    "picture": lambda: ["pay", "levels", "x"],
    "ending": lambda: ["svg", "png", "csv"],
    "slug of jobs": lambda: [*Listing.objects.order_by("pk").values_list("slug", flat=True)[:1]],
    "slug": lambda: ["about", "x"],
    "pair": lambda: ["-vs-".join(Role.objects.order_by("slug").values_list("slug", flat=True)[:2])],
    "number": _listings,
    "pk": lambda: list(dict.fromkeys([*_listings(), *_keys(Company), *_keys(Source)])),
    "guide": lambda: [*Guide.objects.values_list("pk", flat=True), 0],
    "section": lambda: ["jobs", "companies", "lists", "roles", "guides", "glossary", "x"],
    "version": lambda: ["0" * 12],
    "content_hash": lambda: ["0" * 32],
    "extension": lambda: ["png"],
    "object_id": lambda: ["1"],
    "id": lambda: ["1"],
    "content_type_id": lambda: ["1"],
    "url": lambda: ["nothing/"],
    "app_label": lambda: ["listings", "jobboard"],
}
