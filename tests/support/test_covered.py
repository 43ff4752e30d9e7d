"""What the bounds of coverage are held against."""

from tests.support.covered import ROOT, pure_files


def test_the_pure_core_is_files_that_exist_and_the_whole_of_phases() -> None:
    files = pure_files()

    assert {str(f.relative_to(ROOT)) for f in (ROOT / "app/phases").rglob("*.py")} <= set(files)
    assert {"app/rooms/decide.py", "app/rooms/deciding/moves.py"} <= set(files)
    assert [] == [file for file in files if not (ROOT / file).is_file()]
