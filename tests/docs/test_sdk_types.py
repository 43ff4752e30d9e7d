"""What the libraries of clients/ know of the wire is what the server's tables say."""

from pathlib import Path

import pytest

from tests.support import sdk_typescript
from tests.support.javascript import ROOT, ran
from tests.support.printed import check_file, is_reprinting
from tests.support.sdk_python import answers_file, commands_file, sections_file

PYTHON = "clients/python/src/pushback"
JS = "clients/js"
TYPES = "clients/types"


def test_sections_of_the_python_library_are_current() -> None:
    check_file(f"{PYTHON}/sections.py", sections_file())


def test_answers_of_the_python_library_are_current() -> None:
    check_file(f"{PYTHON}/answers.py", answers_file())


def test_presses_of_the_python_library_are_current() -> None:
    check_file(f"{PYTHON}/commands.py", commands_file())


def test_sections_of_the_js_library_are_current() -> None:
    check_file(f"{JS}/sections.d.ts", sdk_typescript.sections_file())


@pytest.mark.system
def test_published_types_are_those_of_the_modules(tmp_path: Path) -> None:
    said = ran("node_modules/typescript/bin/tsc", "-p", "clients", "--outDir", str(tmp_path))
    assert 0 == said.returncode, said.stdout
    for written in (ROOT / JS).glob("*.d.ts"):
        (tmp_path / "js" / written.name).write_bytes(written.read_bytes())
    if is_reprinting():
        for name, text in declarations(tmp_path).items():
            (ROOT / TYPES / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / TYPES / name).write_text(text, encoding="utf-8")

    assert declarations(tmp_path) == declarations(ROOT / TYPES), "old: run with REPRINT=1"


def declarations(folder: Path) -> dict[str, str]:
    """Every declaration of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.d.ts"))
    }
