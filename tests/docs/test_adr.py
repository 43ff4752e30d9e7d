"""Decisions have a number, a form, at most 60 lines, and name files that exist."""

import re
from pathlib import Path

import pytest

from tests.support.printed import ROOT

PAGES = sorted((ROOT / "docs" / "adr").glob("*.md"))
PARTS = ["Context", "Decision", "Consequences", "Alternatives"]
STATUS = re.compile(r"^Status: (accepted|superseded by \d{4})\.", re.MULTILINE)


def test_numbers_are_dense_from_one() -> None:
    assert [f"{n:04}" for n in range(1, len(PAGES) + 1)] == [page.name[:4] for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_has_the_form_of_a_decision(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
    assert text.startswith(f"# {page.name[:4]} ")
    assert STATUS.search(text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_named_files_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:app|tests|docs|migrations)/[\w./-]+)`", page.read_text(encoding="utf-8")
    )

    assert not [path for path in named if not (ROOT / path).exists()]
