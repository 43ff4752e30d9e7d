"""A newcomer finds the tests of app/<path>/<name>.py in tests/<path>/test_<name>.py, always."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path.relative_to(ROOT / "app")
    for path in (ROOT / "app").rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.as_posix())
def test_source_has_its_twin(source: Path) -> None:
    twin = Path("tests") / source.parent / f"test_{source.name}"

    assert (ROOT / twin).is_file(), f"app/{source.as_posix()} wants {twin.as_posix()}"
