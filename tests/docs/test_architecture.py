"""Every file and name on the pages exists, and the map leaves no room out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.printed import ROOT

PAGES = (
    "docs/architecture.md",
    "docs/adding.md",
    "docs/operations.md",
    "docs/calls.md",
    "docs/livekit.md",
    "docs/conform.md",
    "docs/faults.md",
    "docs/simulation.md",
    "docs/phases.md",
    "docs/page.md",
    "README.md",
)
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = "app|clients|tests|docs|migrations|benchmarks"
PLACE = re.compile(rf"`((?:{FOLDERS})/[\w./-]*?)(?::([A-Za-z_][\w.]*))?`")


def places(page: str) -> Iterator[tuple[str, str]]:
    """(path, name) of everything in code type that looks like a file of ours."""
    yield from PLACE.findall((ROOT / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_named_files_exist(page: str) -> None:
    missing = [path for path, _ in places(page) if not (ROOT / path).exists()]

    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_named_functions_and_classes_exist(page: str) -> None:
    missing = [
        f"{path}:{name}"
        for path, name in places(page)
        if name and not defines(ROOT / path, name.split("."))
    ]

    assert not missing


def test_map_has_every_folder_and_every_module_at_the_top() -> None:
    app = ROOT / "app"
    folders = {path.parent for path in app.rglob("*.py")} - {app}
    wanted = {f"{one.relative_to(ROOT).as_posix()}/" for one in folders}
    wanted |= {f"app/{one.name}" for one in app.glob("*.py") if one.name != "__init__.py"}

    assert wanted <= {path for path, _ in places("docs/architecture.md")}


def test_floors_are_those_of_the_import_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.findall(r'"\((\w+)\)(?: \| [^"]*)?"', contract)
    drawn = next(line for line in TEXT.splitlines() if line.startswith("cli →"))

    assert layers == [floor.split(" | ")[0] for floor in drawn.split(" → ")]


def test_every_law_has_its_row() -> None:
    assert [f"L{n}" for n in range(1, 13)] == re.findall(r"^\| (L\d+) \|", TEXT, re.MULTILINE)


def defines(path: Path, names: list[str]) -> bool:
    """Whether the module defines the name, or the class and its method."""
    body: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    for name in names:
        found = next((one for one in body if name in bound(one)), None)
        if found is None:
            return False
        body = found.body if isinstance(found, ast.ClassDef) else []
    return True


def bound(statement: ast.stmt) -> set[str]:
    """What a statement gives a name to."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()
