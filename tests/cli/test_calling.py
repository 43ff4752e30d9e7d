import sys

import pytest

from app.cli.calling import called, spoken


@pytest.fixture(autouse=True)
def _no_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_in_a_clone_it_is_called_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/pushback", "serve"])

    assert ".venv/bin/pushback" == called()
    assert "Run `.venv/bin/pushback migrate` once." == spoken("Run `pushback migrate` once.")


def test_started_by_another_name_it_is_called_by_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["app/cli/__main__.py", "serve"])

    assert "pushback" == called()


def test_where_a_shell_finds_it_its_name_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = tmp_path_factory.mktemp("bin") / "pushback"
    there.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(there.parent))
    monkeypatch.setattr(sys, "argv", [".venv/bin/pushback", "serve"])

    assert "pushback" == called()
