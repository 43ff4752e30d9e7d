"""Where tests put their files."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.support import in_memory
from tests.support.in_memory import keep_in_memory


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", "/before")


def test_files_are_where_there_is_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(in_memory, "MEMORY", tmp_path)
    monkeypatch.setattr(in_memory, "ENOUGH", 1)

    keep_in_memory()

    assert str(tmp_path) == os.environ["TMPDIR"] == tempfile.gettempdir()


@pytest.mark.parametrize(("where", "enough"), [("", 1 << 80), ("missing", 1)])
def test_files_stay_on_the_disk_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str, enough: int
) -> None:
    monkeypatch.setattr(in_memory, "MEMORY", tmp_path / where)
    monkeypatch.setattr(in_memory, "ENOUGH", enough)

    keep_in_memory()

    assert "TMPDIR" not in os.environ
    assert "/before" == tempfile.tempdir


def test_whoever_says_where_has_them_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(in_memory, "MEMORY", tmp_path)
    monkeypatch.setattr(in_memory, "ENOUGH", 1)
    monkeypatch.setenv("TMPDIR", "/elsewhere")

    keep_in_memory()

    assert "/elsewhere" == os.environ["TMPDIR"]
