"""Names say what is inside: some words only say that nobody knew."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "migrations", "tests", "benchmarks", "clients")
FORBIDDEN = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def test_no_module_hides_behind_an_empty_word() -> None:
    empty = [
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if FORBIDDEN & set(words(path.relative_to(ROOT)))
    ]

    assert not empty


def words(path: Path) -> list[str]:
    return [word for part in path.with_suffix("").parts for word in part.split("_")]
