"""From a class name to its word on the wire."""

import pytest

from app.rooms.names import snake


@pytest.mark.parametrize(
    ("name", "word"),
    [("PhaseEntered", "phase_entered"), ("Stop", "stop"), ("ComeBackIn", "come_back_in")],
)
def test_class_name_becomes_its_word(name: str, word: str) -> None:
    assert word == snake(name)
