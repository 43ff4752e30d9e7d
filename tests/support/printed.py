"""Parts of documents that are printed from the code, each between two comments.

    <!-- printed: commands -->
    …
    <!-- end -->

A test compares them. `REPRINT=1` in the environment writes them instead, for a person to review.
"""

import os
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def is_reprinting() -> bool:
    """Whether documents are to be written anew."""
    return bool(os.environ.get("REPRINT"))


def check_printed(document: str, name: str, text: str) -> None:
    """The block `name` of a document must hold exactly `text`."""
    path = ROOT / document
    found = path.read_text(encoding="utf-8")
    block = re.compile(rf"(<!-- printed: {re.escape(name)} -->\n)(.*?)(\n<!-- end -->)", re.DOTALL)
    held = block.search(found)
    assert held is not None, f"{document} has no block {name}"
    if is_reprinting() and held[2] != text:
        path.write_text(block.sub(lambda m: m[1] + text + m[3], found), encoding="utf-8")
        return
    cure = "run `REPRINT=1 WORKERS= make test-core ARGS=tests/docs`"
    assert text == held[2], f"{document} is old: {cure}"


def check_file(document: str, text: str) -> None:
    """The whole document must be exactly `text`."""
    path = ROOT / document
    if is_reprinting():
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{document} is old: run with REPRINT=1"


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    lines = (head, tuple("---" for _ in head), *body)
    return "\n".join(" | ".join(("", *map(_cell, row), "")).strip() for row in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
