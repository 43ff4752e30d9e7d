"""`<pushback-circle>` in a page of another origin, in Chromium."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    Frame,
    FrameLocator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from app.access.grants import Scope
from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.support.browser import Group, agrees, running_browser
from tests.support.elsewhere import elsewhere
from tests.support.node import running_node, sqlite_url
from tests.support.printed import ROOT
from tests.support.signed import persons

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGE = """<!doctype html><html lang="en"><title>A call</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy"
 content="script-src 'self' 'unsafe-inline'; style-src 'self'">
<main><h1>A call</h1></main>
<script type="module">
import "/js/circle.js";
window.told = [];
window.shows = (server, room, { attributes = {}, brings = true } = {}) => {
  const circle = document.createElement("pushback-circle");
  for (const [name, value] of Object.entries({ server, room, ...attributes }))
    circle.setAttribute(name, value);
  for (const type of ["ready", "stage", "phase", "refused"])
    circle.addEventListener(type, ({ detail }) => told.push([type, detail]));
  circle.innerHTML = "<p>It comes.</p>";
  if (brings) circle.grant = () => grant();
  document.querySelector("main").append(circle);
};
window.isHere = true;
</script></html>"""
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SIDE: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Call:
    """A room, and the page of a call that shows it."""

    group: Group
    origin: str
    key: str
    grants: int = 0

    def grant(self, **claims: Any) -> str:
        """What the call's backend signs for Cleo, another one each time."""
        self.grants += 1
        usual = {"sub": "cleo-7", "name": "Cleo", "jti": f"{self.grants}"}
        now = self.group.node.service.clock.now()
        return persons(self.key, now, self.group.room, **{**usual, **claims})

    async def page(self, **how: Any) -> Page:
        page = await self.group.window(**{"viewport": SIDE, **how})
        await page.expose_function("grant", self.grant)
        await page.goto(f"{self.origin}/call.html")
        await page.wait_for_function("window.isHere")
        return page

    async def shows(self, page: Page, **how: Any) -> FrameLocator:
        await page.evaluate(
            "([server, room, how]) => shows(server, room, how)",
            [self.group.origin, self.group.room, how],
        )
        return page.frame_locator("iframe")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One process for all of these."""
    async with running_browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def call(browser: Browser, tmp_path: Path) -> AsyncIterator[Call]:
    """A call, and a node that lets it show its panel."""
    with elsewhere(tmp_path / "call", {"call.html": PAGE}) as origin:
        async with running_node(sqlite_url(tmp_path), embed_origins=(origin,)) as node:
            made = await node.service.access.create_key(
                "a call", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
            )
            group = Group(node, browser, await node.room(), node.origin)
            yield Call(group, origin, made.text)
            await group.goes()
            assert [] == group.unpardoned


async def told(page: Page, type_: str, **detail: Any) -> None:
    await page.wait_for_function(
        """([type, wanted]) => told.some(([said, detail]) => said === type
            && Object.entries(wanted).every(([name, value]) => detail[name] === value))""",
        arg=[type_, detail],
    )


def frame_of(page: Page) -> Frame:
    (frame,) = page.main_frame.child_frames
    return frame


async def test_circle_comes_in_by_its_grant_and_tells_the_phase(call: Call) -> None:
    await call.group.sits("Ada", Role.LEADER)
    page = await call.page()
    panel = await call.shows(page)

    await agrees(panel)  # type: ignore[arg-type]  # a frame has locators as a page has
    await call.group.moves_to(Phase.OPENING)

    await expect(panel.get_by_role("heading", name="Opening")).to_be_visible()
    await told(page, "ready", room=call.group.room)
    await told(page, "stage", stage="inside")
    await told(page, "phase", phase="opening")
    seen = "document.querySelector('pushback-circle')"
    assert ["inside", "opening"] == await page.evaluate(f"[{seen}.stage, {seen}.phase]")


async def test_no_secret_is_in_the_page_around(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page)
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()

    whole = await page.evaluate(
        """() => document.documentElement.outerHTML
        + document.querySelector("pushback-circle").shadowRoot.innerHTML"""
    )
    assert "eyJ" not in whole
    assert "pbp_" not in whole
    assert f"{call.group.origin}/embed/{call.group.room}?look=panel" == frame_of(page).url
    assert '[["ready",' == (await page.evaluate("JSON.stringify(told)"))[:10]
    assert "Cleo" not in await page.evaluate("JSON.stringify(told)")


async def test_style_of_the_page_around_stays_outside(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page)
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    await page.evaluate(
        """() => { const style = new CSSStyleSheet();
        style.replaceSync("button { display: none } ::part(frame) { border: 3px solid }");
        document.adoptedStyleSheets = [style]; }"""
    )

    await expect(panel.locator("main:has(.agreement) button").first).to_be_visible()
    frame = page.locator("pushback-circle iframe")
    assert "3px" == await frame.evaluate("(one) => getComputedStyle(one).borderTopWidth")


async def test_circle_fits_beside_a_call_and_on_a_stage(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page)
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    shown = panel.locator("html")
    await expect(shown).to_have_attribute("data-look", "panel")
    assert await frame_of(page).evaluate("document.documentElement.scrollWidth <= innerWidth")
    grants = call.grants

    await page.set_viewport_size(WIDE)
    await expect(shown).to_have_attribute("data-look", "stage")
    await page.set_viewport_size(SIDE)
    await expect(shown).to_have_attribute("data-look", "panel")

    assert grants == call.grants


async def test_place_that_grows_while_the_circle_comes_is_filled(call: Call) -> None:
    page = await call.page()

    async def late(route: Route) -> None:
        await page.set_viewport_size(WIDE)
        await page.evaluate(DRAWN)
        await route.continue_()

    await page.route("**/embed/*", late)
    panel = await call.shows(page)

    await expect(panel.locator("html")).to_have_attribute("data-look", "stage")
    assert frame_of(page).url.endswith("look=panel")


async def test_circle_that_stands_in_the_document_is_loaded_once(call: Call) -> None:
    page = await call.page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "?look=" in one.url else None)
    await page.evaluate(
        """([server, room]) => {
          const main = document.querySelector("main");
          main.innerHTML = `<pushback-circle server="${server}" room="${room}">`;
          main.lastElementChild.grant = () => grant();
        }""",
        [call.group.origin, call.group.room],
    )

    panel = page.frame_locator("iframe")
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    assert (1, 1) == (len(asked), call.grants)


async def test_page_that_is_drawn_again_and_again_asks_for_one_grant(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page)
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    for _ in range(3):
        await page.evaluate(
            "() => { document.querySelector('pushback-circle').grant = () => grant(); }"
        )

    await page.evaluate(DRAWN)
    assert 1 == call.grants


async def test_look_that_is_said_is_not_guessed(call: Call) -> None:
    page = await call.page(viewport=WIDE)
    panel = await call.shows(page, attributes={"look": "panel"})
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    await page.evaluate("document.querySelector('pushback-circle').setAttribute('look', 'clear')")

    await expect(panel.locator("html")).to_have_attribute("data-look", "clear")


async def test_server_and_room_may_be_said_later(call: Call) -> None:
    page = await call.page()
    await page.evaluate(
        """([server, room]) => { shows("", "");
        const circle = document.querySelector("pushback-circle");
        circle.setAttribute("server", server); circle.setAttribute("room", room); }""",
        [call.group.origin, call.group.room],
    )

    panel = page.frame_locator("iframe")
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    assert 1 == await page.locator("iframe").count()


async def test_circle_waits_until_somebody_can_ask_for_a_grant(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page, brings=False)
    await told(page, "ready")
    assert 0 == call.grants

    await page.evaluate("document.querySelector('pushback-circle').grant = () => grant()")

    await expect(panel.locator("main:has(.agreement)")).to_be_visible()


async def test_grant_that_is_a_text_is_refused_before_it_is_kept(call: Call) -> None:
    page = await call.page()
    await call.shows(page, brings=False)

    said = await page.evaluate(
        """() => { const circle = document.querySelector("pushback-circle");
        try { circle.grant = "eyJ"; } catch (wrong) { return [wrong.name, circle.grant]; } }"""
    )

    assert ["TypeError", None] == said


async def test_circle_that_is_loaded_again_asks_for_another_grant(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page)
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()

    await page.evaluate(
        "() => { const main = document.querySelector('main'); main.append(main.lastElementChild); }"
    )

    await expect(panel.locator("main:has(.agreement)")).to_be_visible()
    assert 2 == call.grants


async def around(call: Call, folder: Path, *, is_named: bool) -> Page:
    """The call's page in a frame of a vendor's, on an Origin of its own."""
    html = f'<!doctype html><link rel="icon" href="data:,"><iframe src="{call.origin}/call.html">'
    with elsewhere(folder / "vendor", {"vendor.html": html}, {}) as vendor:
        named = (call.origin, vendor) if is_named else (call.origin,)
        async with running_node(sqlite_url(folder / "vendor"), embed_origins=named) as node:
            page = await call.group.window()
            await page.goto(f"{vendor}/vendor.html")
            (shell,) = page.main_frame.child_frames
            await shell.wait_for_function("window.isHere")
            await shell.evaluate("(server) => shows(server, 'r1', { brings: false })", node.origin)
            what = "ready" if is_named else "refused"
            await shell.wait_for_function(
                "(type) => told.some(([said]) => said === type)", arg=what, timeout=20_000
            )
            return page


async def test_every_page_around_it_must_be_named(call: Call, tmp_path: Path) -> None:
    await around(call, tmp_path, is_named=True)


async def test_vendor_that_is_not_named_gets_an_empty_frame(call: Call, tmp_path: Path) -> None:
    call.group.pardoned += ["frame-ancestors", "chrome-error", "Framing", "postMessage"]
    await around(call, tmp_path, is_named=False)


async def test_page_that_may_not_hold_it_is_told_so(call: Call, tmp_path: Path) -> None:
    call.group.pardoned += ["frame-ancestors", "chrome-error", "Framing", "postMessage"]
    with elsewhere(tmp_path / "other", {"call.html": PAGE}) as other:
        hasty = "const real = setTimeout; setTimeout = (f, ms) => real(f, ms === 10000 ? 500 : ms);"
        page = await Call(call.group, other, call.key).page(script=hasty)
        await call.shows(page)

        await told(page, "refused", code="silent")
        await expect(page.get_by_text("It comes.")).to_be_visible()
        assert 0 == call.grants


@pytest.mark.parametrize("server", ["javascript:alert(1)", "https://you@circle.example", "here"])
async def test_what_is_no_server_is_not_loaded(call: Call, server: str) -> None:
    page = await call.page()
    await page.evaluate("(server) => shows(server, 'r1')", server)

    await told(page, "refused", code="invalid")
    assert 0 == await page.locator("pushback-circle iframe").count()


async def test_circle_is_accessible_in_its_page(call: Call) -> None:
    page = await call.page()
    panel = await call.shows(page, attributes={"label": "Thursday's circle"})
    await expect(panel.locator("main:has(.agreement)")).to_be_visible()

    frame = page.locator("pushback-circle iframe")
    assert "Thursday's circle" == await frame.get_attribute("title")
    await expect(page.get_by_text("It comes.")).to_be_hidden()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run({ iframes: false }).then((said) => said.violations)")
    assert [] == [one["id"] for one in found]
    await page.keyboard.press("Tab")
    assert "PUSHBACK-CIRCLE" == await page.evaluate("document.activeElement.tagName")
