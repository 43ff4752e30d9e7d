import pytest

from app.rooms.names import snake


@pytest.mark.parametrize(
    ("name", "on_the_wire"),
    [("PhaseEntered", "phase_entered"), ("Stop", "stop"), ("ComeBackIn", "come_back_in")],
)
def test_a_class_name_is_its_words_on_the_wire(name: str, on_the_wire: str) -> None:
    assert on_the_wire == snake(name)
