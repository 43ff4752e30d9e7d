"""Length is the first smell we measure: files and functions of app/ keep to a budget."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 50


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_keeps_to_its_budget(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    too_long = [
        f"{name} has {lines} lines" for name, lines in functions(text) if lines > FUNCTION_LINES
    ]

    assert len(text.splitlines()) <= FILE_LINES
    assert not too_long


def test_docstring_does_not_count() -> None:
    assert [("f", 2)] == list(functions('def f():\n    """One\n    two."""\n    return 1\n'))


def functions(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, length(node) - docstring_length(node)


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstring_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return length(node.body[0]) if ast.get_docstring(node) is not None else 0
