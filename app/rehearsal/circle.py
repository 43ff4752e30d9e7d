"""The circle as characters: every seat at its place, the presenter's chair moved back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin
from operator import itemgetter

from rich.text import Text

WIDTH, HEIGHT = 72, 18
BACK = 1.25
"""How far out a chair stands that was pushed back, and those who observe."""
INSIDE_WIDTH, INSIDE_HEIGHT = 0.36, 0.33
"""Half axes of the circle, as shares of width and height."""


@dataclass(frozen=True, slots=True)
class Chair:
    """One seat: who, and in a few words a line how they are. `is_back`: outside the circle."""

    name: str
    says: tuple[str, ...]
    style: str
    is_back: bool = False


def place(number: int, of: int, *, is_back: bool) -> tuple[int, int]:
    """Column and row of a seat's middle: the first at the top, then clockwise."""
    angle = 2 * pi * number / max(1, of) - pi / 2
    far = BACK if is_back else 1.0
    column = WIDTH / 2 + cos(angle) * WIDTH * INSIDE_WIDTH * far
    row = (HEIGHT - 3) / 2 + sin(angle) * HEIGHT * INSIDE_HEIGHT * far
    return round(column), round(row)


def draw(chairs: Sequence[Chair], middle: str = "") -> Text:
    """The whole circle with a word in the middle."""
    canvas: list[list[tuple[str, str]]] = [[(" ", "")] * WIDTH for _ in range(HEIGHT)]
    _write(canvas, WIDTH // 2, (HEIGHT - 1) // 2, middle, "bold")
    for number, chair in enumerate(chairs):
        column, row = place(number, len(chairs), is_back=chair.is_back)
        _write(canvas, column, row, f"● {chair.name}", chair.style)
        for below, words in enumerate(chair.says, start=1):
            _write(canvas, column, row + below, words, f"{chair.style} dim")
    text = Text(no_wrap=True)
    for line in canvas:
        for style, stretch in groupby(line, key=itemgetter(1)):
            text.append("".join(character for character, _ in stretch), style)
        text.append("\n")
    return text


def _write(
    canvas: list[list[tuple[str, str]]], column: int, row: int, said: str, style: str
) -> None:
    start = min(max(0, column - len(said) // 2), max(0, WIDTH - len(said)))
    row = min(max(0, row), HEIGHT - 1)
    for n, character in enumerate(said[:WIDTH]):
        canvas[row][start + n] = (character, style)
