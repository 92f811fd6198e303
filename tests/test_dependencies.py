"""What the program imports is declared: nothing comes along by chance with another package."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = ("jobboard", "roles", "listings", "manage.py", "deploy")
OWN = {"jobboard", "roles", "listings", "tests"}
ONLY_FOR_TYPES = {"_typeshed"}


def _name(requirement: str) -> str:
    """Return the normalised name of the distribution that a requirement asks for."""
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _declared() -> set[str]:
    """Distributions of ``[project] dependencies``, with those of the extras that they ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = set()
    for requirement in project["dependencies"]:
        names.add(_name(requirement))
        asked = re.search(r"\[([\w,-]+)\]", requirement)
        for extra in asked[1].split(",") if asked else ():
            names |= {
                _name(needed)
                for needed in requires(_name(requirement)) or ()
                if re.search(rf"""extra == ["']{extra}["']""", needed)
            }
    return names


def _targets(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def _imported() -> dict[str, str]:
    """Top-level packages outside of the standard library, each with a file that imports it."""
    found: dict[str, str] = {}
    for part in PROGRAM:
        path = ROOT / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                for target in _targets(node):
                    found.setdefault(target.split(".")[0], file.relative_to(ROOT).as_posix())
    return {
        name: file
        for name, file in found.items()
        if name not in sys.stdlib_module_names | OWN | ONLY_FOR_TYPES
    }


@pytest.mark.slow
def test_every_package_that_the_program_imports_is_declared() -> None:
    declared, installed = _declared(), packages_distributions()
    missing = {
        name: file
        for name, file in _imported().items()
        if declared.isdisjoint(_name(distribution) for distribution in installed.get(name, ()))
    }
    assert missing == {}


def test_every_declared_package_is_told_in_the_docs() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {_name(requirement) for requirement in project["dependencies"]}
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", page)} == set()
