"""The circle as characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rehearsal.circle import HEIGHT, WIDTH, Chair, draw, place


def test_the_first_seat_is_at_the_top_and_the_others_follow_clockwise() -> None:
    top, right, bottom, left = (place(n, 4, is_back=False) for n in range(4))
    assert top[1] < right[1] < bottom[1]
    assert left[0] < top[0] < right[0]


@pytest.mark.parametrize("number", range(1, 8))
def test_a_chair_pushed_back_stands_further_out(number: int) -> None:
    middle = (WIDTH / 2, (HEIGHT - 3) / 2)
    near, far = (place(number, 8, is_back=back) for back in (False, True))

    def distance(at: tuple[int, int]) -> float:
        return (at[0] - middle[0]) ** 2 + 10 * (at[1] - middle[1]) ** 2

    assert distance(far) > distance(near)


def test_everybody_is_drawn_with_how_they_are() -> None:
    chairs = [Chair(f"Name{n}", ("presents",) if n == 3 else (), "") for n in range(10)]
    text = draw(chairs, middle="discuss").plain
    assert all(f"● Name{n}" in text for n in range(10))
    assert "presents" in text
    assert "discuss" in text


@given(
    st.lists(
        st.builds(
            Chair, st.text("ab ü", max_size=90), st.tuples(st.text("xy", max_size=90)), st.just("")
        ),
        max_size=64,
    )
)
def test_no_name_however_long_leaves_the_canvas(chairs: list[Chair]) -> None:
    lines = draw(chairs).plain.split("\n")[:-1]
    assert {len(line) for line in lines} == {WIDTH}
    assert len(lines) == HEIGHT
