"""The structure of the house: imports go in one direction, and no circle of files.

An import that only a type checker follows, and one inside a function, count like any other.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("jobboard", "roles", "listings")
# what the apps of content and postings may use of the project
PLATFORM = {
    "jobboard.accounts", "jobboard.admin_forms", "jobboard.http", "jobboard.locks",
    "jobboard.mail", "jobboard.markup", "jobboard.machine", "jobboard.models",
    "jobboard.outgoing", "jobboard.site", "jobboard.templatetags", "jobboard.worker",
}  # fmt: skip
# what urls.py imports beside views
ADDRESSED_BESIDE = {"listings.models", "listings.employers.mails", "listings.search.urls"}


def _modules() -> dict[str, Path]:
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
        if "migrations" not in path.parts
    }


@cache
def imports() -> dict[str, set[str]]:
    """By module: what it imports of the three apps."""
    modules = _modules()
    return {
        name: {_known(target, modules) for target in _edges(ast.parse(path.read_text("utf-8")))}
        - {"", name}
        for name, path in modules.items()
    }


def _edges(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _known(target: str, modules: dict[str, Path]) -> str:
    """Return the module that is imported, or whose name is; empty for other packages."""
    for name in (target, target.rpartition(".")[0]):
        if name in modules:
            return name
    return ""


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_no_circle_of_files() -> None:
    graph = imports()
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_roles_and_listings_use_only_the_platform_of_the_project() -> None:
    wrong = [
        f"{name} → {target}"
        for name, targets in imports().items()
        for target in targets
        if name.split(".")[0] != "jobboard"
        and target.startswith("jobboard.")
        and room_of(target) not in PLATFORM
    ]
    assert wrong == []


def test_the_platform_knows_neither_roles_nor_listings() -> None:
    wrong = [
        f"{name} → {target}"
        for name, targets in imports().items()
        if room_of(name) in PLATFORM
        for target in targets
        if not target.startswith("jobboard")
    ]
    assert wrong == []


def test_models_of_roles_know_nothing_of_listings() -> None:
    wrong = [
        name
        for name, targets in imports().items()
        if name.startswith("roles.models")
        and any(target.startswith("listings") for target in targets)
    ]
    assert wrong == []


def test_listings_never_use_pages_of_roles() -> None:
    wrong = [
        f"{name} → {target}"
        for name, targets in imports().items()
        if name.startswith("listings.")
        for target in targets
        if target.startswith("roles.views")
    ]
    assert wrong == []


def test_models_of_listings_use_only_models_reading_and_pay() -> None:
    allowed = ("listings.models", "listings.reading", "listings.pay", "roles.models", "jobboard")
    wrong = [
        f"{name} → {target}"
        for name, targets in imports().items()
        if name.startswith("listings.models")
        for target in targets
        if not target.startswith(allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["reading", "pay"])
def test_readers_and_money_know_no_django(room: str) -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "listings" / room).rglob("*.py")
        for target in _edges(ast.parse(path.read_text("utf-8")))
        if target.split(".")[0] == "django" or target.startswith("listings.models")
    ]
    assert wrong == []


def test_what_makes_figures_knows_no_page_that_shows_them() -> None:
    insights, making = "listings.insights", "listings.insights.statistics"
    backwards = {
        f"{name} → {used}"
        for name, found in imports().items()
        if name.startswith(making)
        for used in found
        if used.startswith(insights) and not used.startswith(making)
    }
    assert backwards == set()


def test_no_room_of_listings_uses_the_views_of_another() -> None:
    views = {
        target
        for name, targets in imports().items()
        if name.startswith("listings.") and name.endswith(".urls")
        for target in targets - ADDRESSED_BESIDE
    }
    assert "listings.search.views.jobs" in views
    wrong = [
        f"{name} → {target}"
        for name, targets in imports().items()
        if name.startswith("listings.")
        for target in targets & views
        if room_of(target) != room_of(name)
    ]
    assert wrong == []


def test_no_room_is_above_a_quarter_of_the_house() -> None:
    lines: dict[str, int] = {}
    for name, path in _modules().items():
        size = len(path.read_text(encoding="utf-8").splitlines())
        lines[room_of(name)] = lines.get(room_of(name), 0) + size
    largest = max(lines, key=lambda room: lines[room])
    assert lines[largest] <= sum(lines.values()) / 4, largest


# names that Django looks for
MAY_REPEAT = {"Command", "Media", "Meta"}


@pytest.mark.slow
def test_a_class_name_means_one_thing() -> None:
    """Whoever searches for a class finds it, and no other one."""
    places: dict[str, list[str]] = {}
    for module, path in _modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name not in MAY_REPEAT:
                places.setdefault(node.name, []).append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


# What a locator answers at once; ``expect`` asks until it is so.
READ_AT_ONCE = {
    "all_inner_texts", "all_text_contents", "inner_text", "input_value", "is_checked",
    "is_hidden", "is_visible", "text_content",
}  # fmt: skip


def test_no_test_of_the_browser_races_a_page() -> None:
    """``expect`` asks until it is so; a click ends before the page that it leads to is there."""
    assert [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "tests/browser").glob("*.py")
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(statement, ast.Assert)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node.attr in READ_AT_ONCE
    ] == []
