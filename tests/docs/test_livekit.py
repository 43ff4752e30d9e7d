"""The page about LiveKit is true: its settings are the code's, and its example stays in a call."""

import json
import re
from dataclasses import fields

import pytest

from app.livekit.guard import SURE_FOR, TRY_AFTER
from app.livekit.hooks import FRESH_FOR
from app.livekit.server import REVOKED_FOR
from app.livekit.tokens import LEASE, LIFE
from app.phases.units import MINUTE, SECOND
from app.settings import CALLS, Settings
from app.web.api.livekit import WEBHOOKS, EntranceOut
from app.web.http import description
from tests.support.javascript import ran
from tests.support.printed import ROOT

TEXT = (ROOT / "docs" / "livekit.md").read_text(encoding="utf-8")
(PAGE,) = re.findall(r"```js page\n(.*?)```", TEXT, re.DOTALL)


def test_every_setting_of_it_is_told() -> None:
    told = set(re.findall(r"^    ([A-Z_]+)=", TEXT, re.MULTILINE))

    assert {"LIVEKIT_URL", "LIVEKIT_KEY", "LIVEKIT_SECRET"} == told
    assert told <= {one.name.upper() for one in fields(Settings)}
    assert f"{CALLS['livekit_url']['livekit_secret']} characters" in TEXT


def test_addresses_are_those_of_the_server() -> None:
    paths = description().document["paths"]

    assert f"urls: [https://pushback.example{WEBHOOKS}]" in TEXT
    assert {WEBHOOKS, "/api/rooms/{room}/people/{person}/call/token"} <= paths.keys()
    assert "`POST /api/rooms/{room}/people/{person}/call/token`" in TEXT


def test_what_a_page_draws_is_shown_as_it_is() -> None:
    (shown,) = re.findall(r'^    (\{"url".*\})$', TEXT, re.MULTILINE)

    assert EntranceOut.model_fields.keys() == json.loads(shown).keys()


@pytest.mark.parametrize(
    ("says", "is_so"),
    [
        ("good for one minute", LIFE == MINUTE),
        ("good 15 seconds after it was drawn", LEASE == 15 * SECOND),
        ("in the last 90 seconds", SURE_FOR == 90 * SECOND and TRY_AFTER < SURE_FOR),
        ("older than six minutes", FRESH_FOR == 6 * MINUTE),
        ("can come in after 90 seconds", REVOKED_FOR == 90),
    ],
)
def test_what_it_says_of_times_is_so(says: str, is_so: bool) -> None:
    assert says in TEXT
    assert is_so


STAGE = """
const connected = [];
const leave = new AbortController();
const connect = async (url, token) => {
  connected.push(token);
  if (token === "back") leave.abort();
};
let drawn = 0, looked = 0;
const draw = async () => {
  const nth = answers[Math.min(drawn++, answers.length - 1)];
  if (nth === "away") throw new Error("nobody answers");
  if (drawn > 6) leave.abort();
  return nth;
};
await stay(draw, () => ++looked > 1, connect, leave.signal);
console.log(JSON.stringify(connected));
"""
FREE = {"url": "u", "token": "free", "until": 0, "way_back": None}
LOCKED = FREE | {"token": "locked", "way_back": {"token": "back", "good_from": 1}}
LOCKED_LATER = LOCKED | {"way_back": {"token": "back", "good_from": 9_999_999_999_999}}


def stays(*answers: object) -> list[str]:
    """By which tokens the example of the page connects, when its draws are answered so."""
    script = PAGE.replace("const EVERY = 5000", "const EVERY = 1")
    assert script != PAGE
    said = ran(
        "--input-type=module", "--eval", f"{script};const answers = {json.dumps(answers)};{STAGE}"
    )
    assert 0 == said.returncode, said.stderr
    found: list[str] = json.loads(said.stdout)
    return found


@pytest.mark.parametrize(
    ("answers", "connects"),
    [
        ((FREE,), ["free"]),
        ((LOCKED, LOCKED), ["locked"]),
        ((LOCKED, "away"), ["locked", "back"]),
        ((LOCKED_LATER, "away", LOCKED_LATER), ["locked"]),
        ((LOCKED, FREE, "away", FREE), ["locked"]),
        ((FREE, LOCKED, "away"), ["free", "back"]),
        ((None,), []),
        ((LOCKED, None), ["locked"]),
        ((LOCKED, None, "away"), ["locked", "back"]),
        ((LOCKED, None, LOCKED, "away"), ["locked", "back"]),
    ],
    ids=[
        "free", "locked", "nobody answers", "not good yet", "free since", "locked since",
        "refused", "refused since", "nobody answers after a refusal", "let in again since",
    ],
)  # fmt: skip
def test_example_comes_back_by_the_way_back_only_when_nobody_answers(
    answers: tuple[object, ...], connects: list[str]
) -> None:
    assert connects == stays(*answers)
