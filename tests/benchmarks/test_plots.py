from pathlib import Path
from xml.etree import ElementTree

from benchmarks.figures import Spread
from benchmarks.plots import PICTURES, Line, draw, picture

SVG = "{http://www.w3.org/2000/svg}"


def test_picture_is_a_drawing_with_every_size_and_line() -> None:
    lines = [Line("p50 <all>", [(1, 0.5, 2), (3, 2, 4)]), Line("p99", [(5, 5, 5), (9, 8, 10)])]
    root = ElementTree.fromstring(picture("Growth", "rooms", [10, 10_000], "ms", lines))
    said = {text.text for text in root.iter(f"{SVG}text")}

    assert {"Growth", "rooms", "ms", "10", "10,000", "p50 <all>", "p99"} <= said
    assert 2 == len(list(root.iter(f"{SVG}polyline")))
    assert 4 == len(list(root.iter(f"{SVG}circle")))


def test_larger_values_stand_higher() -> None:
    root = ElementTree.fromstring(picture("", "", [1, 2], "", [Line("", [(1, 1, 1), (2, 2, 2)])]))
    low, high = (float(one.attrib["cy"]) for one in root.iter(f"{SVG}circle"))

    assert high < low


def test_everything_that_was_measured_is_drawn(tmp_path: Path) -> None:
    rows = [
        {
            name: Spread((value,)).as_json()
            for name in ("rooms", "p50_ms", "p99_ms", "idle_cpu_percent")
        }
        for value in (1.0, 2.0)
    ]
    draw({"growth": rows}, tmp_path)
    drawn = {path.stem for path in tmp_path.glob("*.svg")}

    assert {name for name, (rows_of, *_) in PICTURES.items() if rows_of == "growth"} == drawn
