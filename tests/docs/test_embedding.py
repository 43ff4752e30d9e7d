"""docs/embedding.md is true: its recipes sign what is let in, and its tables name what there is."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.access.claims import Claims, issuer, read
from app.access.signing import verifying
from app.phases.units import Instant
from app.rooms.roles import Role
from app.web.problems import STATUS
from tests.support.javascript import ran
from tests.support.printed import ROOT

TEXT = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
ID = "00000000000000000000"
KEYS = [f"pbk_{ID}_of-this_test-alone-00", f"pbk_test_{ID}_of-this_test-alone-00"]
ASKED = ["room-a", "ann-1", "Ann"]


def recipe(language: str) -> str:
    found: list[str] = re.findall(rf"```{language} grant\n(.*?)```", TEXT, re.DOTALL)
    assert 1 == len(found)
    return found[0]


def python(key: str) -> str:
    program = f"{recipe('python')}\nprint(grant(*{[key, *ASKED]!r}))"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def node(key: str, tmp_path: Path) -> str:
    program = tmp_path / "grant.mjs"
    program.write_text(f"{recipe('js')}\nconsole.log(grant(...{json.dumps([key, *ASKED])}))")
    said = ran(str(program))
    said.check_returncode()
    return said.stdout.strip()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["python", "node"])
def test_recipe_signs_what_is_let_in(language: str, key: str, tmp_path: Path) -> None:
    text = python(key) if language == "python" else node(key, tmp_path)

    assert ID == issuer(text)
    claims = read(text, verifying(key), Instant(int(time.time() * 1_000)))
    assert ("room-a", Role.MEMBER, "ann-1", "Ann") == (
        claims.room,
        claims.role,
        claims.sub,
        claims.name,
    )


def test_every_claim_is_told() -> None:
    (machines,) = re.findall(r"For a machine .* say (.*), each `true`", TEXT)
    told = {*re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE), *re.findall(r"`(\w+)`", machines)}

    assert set(Claims.model_fields) <= told


def test_every_message_is_told_with_who_says_it() -> None:
    code = (ROOT / "clients/web/embed/parent.js").read_text() + (
        ROOT / "clients/web/embed/panel.js"
    ).read_text()
    told = re.findall(r"^\| the (page|panel) \| `(\w+)` \|", TEXT, re.MULTILINE)

    heard = re.findall(r"^  (\w+): \(parent, ", code, re.MULTILINE)
    said = re.findall(r"(?:#say|around\.tell)\(\"(\w+)\"", code)
    assert {("page", one) for one in heard} | {("panel", one) for one in said} == set(told)


def test_every_code_of_a_grant_has_its_cure() -> None:
    cures = set(re.findall(r"`(\w+)`", TEXT.partition("## When it goes wrong")[2]))

    assert {code for code in STATUS if code.removeprefix("bad_").startswith("grant")} <= cures
