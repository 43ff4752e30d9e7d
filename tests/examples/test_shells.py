"""The shells for BigBlueButton and Zoom: in the vendors' published types, and in Chromium beside a
stand-in that is made of the same types."""

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from app.access.grants import Scope
from tests.support.browser import Group, agrees
from tests.support.elsewhere import elsewhere
from tests.support.javascript import NODE, ROOT
from tests.support.node import running_node, sqlite_url
from tests.support.signed import persons

pytestmark = pytest.mark.system

TSC = "node_modules/typescript/bin/tsc"
STAND_INS = ROOT / "tests" / "examples" / "stand_ins"
MISTAKES = {
    "a capability that Zoom has not": ("zoom/app.ts", '"getUserContext", ', '"muteEverybody", '),
    "unmuting by another word": ("zoom/app.ts", "audio: false", "muted: true"),
    "an area without its section": ("bigbluebutton/plugin.ts", 'section: "Pushback", ', ""),
    "a setter that is not there": ("bigbluebutton/plugin.ts", "setGenericContentItems", "setItems"),
}
TRANSPILE = """
const [,, from, module] = process.argv;
const ts = require("./node_modules/typescript");
const text = require("node:fs").readFileSync(from, "utf8");
const compilerOptions = { module, target: "es2022" };
process.stdout.write(ts.transpileModule(text, { compilerOptions }).outputText);
"""
IMPORTS = {"pushback-client/circle": "/clients/js/circle.js", "@zoom/appssdk": "/zoom.js"}
BIGBLUEBUTTON = """<!doctype html><html lang="en"><title>A meeting</title>
<link rel="icon" href="data:,"><body><div id="plugin-1"></div>
<script src="/react/umd/react.development.js"></script>
<script src="/react-dom/umd/react-dom.development.js"></script>
<script type="module" src="/clients/js/circle.js"></script>
<script>
const kit = (window.exports = {});
</script>
<script src="/bigbluebutton.js"></script>
<script>
window.exports = {};
const known = { react: React, "react-dom/client": ReactDOM, "pushback-client/circle": {},
  "bigbluebutton-html-plugin-sdk": kit };
window.require = (name) => known[name];
</script>
<script src="/plugin.js" uuid="plugin-1" pluginName="PushbackCircle"></script></body></html>"""


def checked(folder: Path) -> str:
    """What TypeScript says of the examples in that folder."""
    said = subprocess.run(
        [NODE, ROOT / TSC, "-p", folder / "examples"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return said.stdout


def transpiled(source: Path, module: str) -> str:
    """The JavaScript of a file, as a bundler would make it."""
    said = subprocess.run(
        [NODE, "-", source, module], input=TRANSPILE, cwd=ROOT,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return said.stdout


def test_shells_are_in_the_types_that_the_vendors_publish() -> None:
    assert "" == checked(ROOT)


@pytest.mark.parametrize(("file", "so", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_of_a_shell_is_told_by_the_types(
    file: str, so: str, wrong: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for name in ("clients", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    changed = tmp_path / "examples" / file
    text = changed.read_text(encoding="utf-8")
    assert so in text
    changed.write_text(text.replace(so, wrong), encoding="utf-8")

    assert f"{file}(" in checked(tmp_path)


def test_manifest_asks_for_the_kit_that_it_is_checked_against() -> None:
    manifest = json.loads((ROOT / "examples/bigbluebutton/manifest.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    kit = lock["packages"]["node_modules/bigbluebutton-html-plugin-sdk"]

    assert f"~{kit['version']}" == manifest["requiredSdkVersion"]
    assert {"requiredSdkVersion", "name", "javascriptEntrypointUrl"} <= set(manifest)


@dataclass
class Shell:
    """A room, and a vendor's page that holds the shell. Each window is given a grant of its own."""

    group: Group
    origin: str
    key: str
    given: Iterator[int] = field(default_factory=count)

    async def opens(self, name: str, answers: dict[str, Any]) -> Page:
        page = await self.group.window()

        async def backend(route: Route) -> None:
            path = route.request.url.split("?")[0].rpartition("/")[2]
            allowed = {
                "Access-Control-Allow-Origin": self.origin,
                "Access-Control-Allow-Credentials": "true",
            }
            body, kind = answers[path], "text/plain"
            if path == "floor":
                body, kind = f"data: {json.dumps(body)}\n\n", "text/event-stream"
            await route.fulfill(body=body, content_type=kind, headers=allowed)

        for path in answers:
            await page.route(
                re.compile(rf"^({self.origin}|https://backend.example)/{path}"), backend
            )
        await page.goto(f"{self.origin}/{name}")
        return page

    def answers(self, **more: Any) -> dict[str, Any]:
        """What the vendor's user's backend says."""
        where = {"server": self.group.origin, "room": self.group.room}
        now = self.group.node.service.clock.now()
        who = {"sub": "cleo-7", "name": "Cleo", "jti": f"grant-{next(self.given)}"}
        grant = persons(self.key, now, self.group.room, **who)
        told = {"where": json.dumps({**where, **({"floor": "/floor"} if more else {})})}
        return {**told, "grant": grant, **more}


@pytest_asyncio.fixture(loop_scope="session")
async def shell(browser: Browser, tmp_path: Path) -> AsyncIterator[Shell]:
    """A vendor's page on an origin of its own, with what the shell is bundled from."""
    zoom = (ROOT / "examples/zoom/index.html").read_text(encoding="utf-8")
    importing = f'<script type="importmap">{json.dumps({"imports": IMPORTS})}</script></head>'
    pages = {
        "bigbluebutton.html": BIGBLUEBUTTON,
        "bigbluebutton.js": transpiled(STAND_INS / "bigbluebutton.ts", "commonjs"),
        "plugin.js": transpiled(ROOT / "examples/bigbluebutton/plugin.ts", "commonjs"),
        "zoom.html": zoom.replace("</head>", importing),
        "zoom.js": transpiled(STAND_INS / "zoom.ts", "esnext"),
        "app.js": transpiled(ROOT / "examples/zoom/app.ts", "esnext"),
        "app.css": (ROOT / "examples/zoom/app.css").read_text(encoding="utf-8"),
    }
    modules = ROOT / "node_modules"
    beside = {name: modules / name for name in ("react", "react-dom")}
    with elsewhere(tmp_path / "x", pages, {**beside, "clients": ROOT / "clients"}) as origin:
        async with running_node(sqlite_url(tmp_path), embed_origins=(origin,)) as node:
            made = await node.service.access.create_key(
                "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
            )
            group = Group(node, browser, await node.room(), node.origin)
            yield Shell(group, origin, made.text)
            await group.goes()
            assert [] == group.unpardoned


@pytest.mark.asyncio(loop_scope="session")
async def test_bigbluebutton_shows_the_circle_in_its_side_bar(shell: Shell) -> None:
    page = await shell.opens("bigbluebutton.html", shell.answers())

    panel = page.frame_locator("aside iframe")
    await agrees(panel)  # type: ignore[arg-type]  # it has locators too
    await expect(panel.get_by_role("img", name="Cleo, you")).to_be_visible()
    told = "({ ...document.body.dataset })"
    assert {"initialized": "plugin-1", "named": "The circle"} == await page.evaluate(told)


@pytest.mark.asyncio(loop_scope="session")
async def test_zoom_shows_the_circle_and_is_asked_once_to_mute(shell: Shell) -> None:
    closed = [{"uuid": "uuid-ben", "name": "Ben"}]
    page = await shell.opens("zoom.html", shell.answers(floor=closed))

    panel = page.frame_locator("pushback-circle iframe")
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    said = "Ben: asked Zoom to mute (requested, not enforced)"
    await expect(page.locator("#asks")).to_have_text(said)
    await page.wait_for_function("asked.length")
    muted = {"participantUUIDs": ["uuid-ben"], "audio": False}
    assert [muted] == await page.evaluate("asked")


@pytest.mark.asyncio(loop_scope="session")
async def test_zoom_is_never_given_an_empty_list_which_is_everybody(shell: Shell) -> None:
    page = await shell.opens("zoom.html", shell.answers(floor=[]))

    panel = page.frame_locator("pushback-circle iframe")
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    await expect(page.locator("#asks")).to_be_empty()
    assert [] == await page.evaluate("asked")


@pytest.mark.asyncio(loop_scope="session")
async def test_zoom_shell_says_of_nobody_that_it_asked_where_it_did_not(shell: Shell) -> None:
    unknown = {"uuid": "", "name": "Ben"}
    page = await shell.opens("zoom.html", shell.answers(floor=[unknown]))

    said = "Ben: Zoom was not asked or did not take it, so ask aloud"
    await expect(page.locator("#asks")).to_have_text(said)
    many = [{"uuid": f"uuid-{nth}", "name": "Cleo"} for nth in range(11)]
    page = await shell.opens("zoom.html", shell.answers(floor=many))
    await expect(page.locator("#asks")).to_contain_text("so ask aloud")
    assert "requested" not in await page.locator("#asks").inner_text()
    assert [] == await page.evaluate("asked")
