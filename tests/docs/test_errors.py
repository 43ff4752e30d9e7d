"""Every code that a refusal can bear is in docs/protocol.md."""

import re

import pytest

from app.web.outbound import CODES
from app.web.problems import STATUS
from tests.support.printed import ROOT

PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
LISTED = set(re.findall(r"^\| `([a-z_]+)` \| [\d–]+ \| (?:yes|no) \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize("code", sorted({*CODES, *STATUS}))
def test_code_is_documented(code: str) -> None:
    assert code in LISTED


def test_no_code_is_documented_that_nothing_bears() -> None:
    assert {*CODES, *STATUS} >= LISTED
