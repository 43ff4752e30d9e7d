"""The growth of rooms and of nodes as pictures: lines over a few sizes, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 480, 280, 56, 36, 16, 44
COLOURS = ("#2b5f75", "#b0562f", "#5b7d3a", "#6b4a86", "#8a6d1d")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over all sizes; `points` are median, least and most."""

    label: str
    points: Sequence[tuple[float, float, float]]


def picture(title: str, across: str, sizes: Sequence[float], unit: str, lines: list[Line]) -> str:
    """The sizes stand at equal distances; the vertical scale begins at 0."""
    top = max((most for line in lines for _, _, most in line.points), default=1.0) * 1.1 or 1.0
    step = (WIDTH - LEFT - RIGHT) / max(1, len(sizes) - 1)

    def x(nth: int) -> float:
        return LEFT + nth * step if len(sizes) > 1 else WIDTH / 2

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 16, title, "start", "#222", 13),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across),
        _text(LEFT - 6, TOP - 8, unit, "end"),
    ]
    for tick in range(5):
        value = top * tick / 4
        parts.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, y(value) + 4, f"{value:.3g}", "end"))
    parts += [_text(x(n), HEIGHT - BOTTOM + 16, f"{size:,.0f}") for n, size in enumerate(sizes)]
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        medians = " ".join(f"{x(n):.1f},{y(mid):.1f}" for n, (mid, _, _) in enumerate(line.points))
        parts.append(f'<polyline points="{medians}" fill="none" stroke="{colour}"/>')
        parts += [
            f'<path d="M{x(n):.1f} {y(least):.1f}V{y(most):.1f}" stroke="{colour}"/>'
            f'<circle cx="{x(n):.1f}" cy="{y(mid):.1f}" r="3" fill="{colour}"/>'
            for n, (mid, least, most) in enumerate(line.points)
        ]
        parts.append(_text(LEFT + 8, TOP + 12 + 14 * number, line.label, "start", colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(
    x: float, y: float, said: str, anchor: str = "middle", fill: str = "#555", size: int = 11
) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}"'
    return f"<text {where}>{escape(said)}</text>"


PICTURES: dict[str, tuple[str, str, str, str, str, dict[str, str]]] = {
    "growth_latency": ("growth", "rooms", "A recorded command, one node", "rooms held", "ms",
                       {"p50_ms": "p50", "p99_ms": "p99"}),
    "growth_idle": ("growth", "rooms", "Silence, one node", "rooms held", "% of a core",
                    {"idle_cpu_percent": "nobody does anything"}),
    "nodes_cpu": ("nodes", "nodes", "1,000 recorded commands", "nodes", "CPU s",
                  {"node_cpu_s_per_1000": "all nodes", "node_1_cpu_s_per_1000": "one of them",
                   "postgres_cpu_s_per_1000": "PostgreSQL", "nats_cpu_s_per_1000": "NATS"}),
    "nodes_latency": ("nodes", "nodes", "To the last of nine members", "nodes", "ms",
                      {"p50_ms": "p50", "p99_ms": "p99"}),
}  # fmt: skip
"""File: which rows, the column of sizes, title, both axes, and the lines."""


def draw(result: dict[str, Any], folder: Path) -> None:
    """Write the pictures of what was measured."""
    for name, (rows, column, title, across, unit, figures) in PICTURES.items():
        found = result.get(rows)
        if not found:
            continue
        lines = [
            Line(label, [_point(row[figure]) for row in found if figure in row])
            for figure, label in figures.items()
        ]
        sizes = [row[column]["median"] for row in found]
        (folder / f"{name}.svg").write_text(picture(title, across, sizes, unit, lines))


def _point(spread: dict[str, float]) -> tuple[float, float, float]:
    return spread["median"], spread["least"], spread["most"]
