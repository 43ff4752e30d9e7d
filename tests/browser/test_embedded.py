"""The panel in a page of another origin: come into by a grant, without a cookie."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FrameLocator, Page, expect

from app.access.grants import Scope
from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.support.browser import Group
from tests.support.foreign_page import foreign_page
from tests.support.node import running_node, sqlite_url
from tests.support.signed import persons

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

KEPT = """() => {
  const read = (look) => { try { return look(); } catch { return "refused by the browser"; } };
  const looks = [() => document.cookie, () => ({ ...localStorage }), () => ({ ...sessionStorage })];
  return JSON.stringify([history.state, ...looks.map(read)]);
}"""
SIDE = {"width": 320, "height": 640}
REFUSED = "Failed to load resource: the server responded with a status of 4"


@pytest_asyncio.fixture(loop_scope="session")
async def call() -> AsyncIterator[str]:
    """The Origin of a page that a server of its own serves."""
    async with foreign_page() as origin:
        yield origin


@pytest_asyncio.fixture(loop_scope="session")
async def group(browser: Browser, tmp_path: Path, call: str) -> AsyncIterator[Group]:
    """A room of a node that lets the call show its panel."""
    async with running_node(sqlite_url(tmp_path), embed_origins=(call,)) as node:
        gathered = Group(node, browser, await node.room(), node.origin)
        yield gathered
        await gathered.goes()
    assert [] == gathered.unpardoned


async def grant(group: Group, **claims: Any) -> str:
    """What the call's backend signs for Cleo."""
    access = group.node.service.access
    key = await access.create_key(
        "a call", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    usual = {"sub": "cleo-7", "name": "Cleo"}
    return persons(key.text, group.node.service.clock.now(), group.room, **{**usual, **claims})


async def shows(group: Group, call: str, fragment: str = "", **how: Any) -> Page:
    """The call's page, with the panel in it."""
    page = await group.window(**{"viewport": SIDE, **how})
    await page.goto(call)
    address = f"{group.origin}/embed/{group.room}"
    await page.evaluate(
        "address => shows(address)", f"{address}#{fragment}" if fragment else address
    )
    return page


def panel_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


async def says(page: Page, type_: str, **payload: Any) -> None:
    message = {"v": 1, "type": type_, "id": "1", "payload": payload}
    await page.evaluate("message => says(message)", message)


async def hears(page: Page, type_: str, **payload: Any) -> dict[str, Any]:
    """The newest message of this type with that in it, once there is one."""
    found = await page.wait_for_function(
        """([type, wanted]) => heard.findLast((one) => one.type === type
            && Object.entries(wanted).every(([name, value]) => one.payload[name] === value))""",
        arg=[type_, payload],
    )
    message: dict[str, Any] = await found.json_value()
    return message


async def agrees(panel: FrameLocator) -> None:
    await panel.locator("main:has(.agreement) button.first").click()
    await panel.locator("main:has(.oath) button.first").click()
    await panel.locator(".oath").wait_for(state="detached")


async def test_panel_without_a_grant_shows_nothing(group: Group, call: str) -> None:
    page = await shows(group, call)

    await says(page, "hello")

    assert {"room": group.room} == (await hears(page, "ready"))["payload"]
    assert "" == (await panel_of(page).locator("#page").inner_text()).strip()


async def test_grant_by_message_leads_to_the_circle_and_the_clock(group: Group, call: str) -> None:
    await group.sits("Ada", Role.LEADER)
    page = await shows(group, call)

    await says(page, "hello", grant=await grant(group))
    panel = panel_of(page)
    await agrees(panel)

    await expect(panel.get_by_role("img", name="Cleo, you")).to_be_visible()
    await group.moves_to(Phase.OPENING)
    await expect(panel.get_by_role("heading", name="Opening")).to_be_visible()
    await expect(panel.locator(".clock")).to_be_visible()
    told = await hears(page, "phase", phase="opening")
    assert (1, group.origin, {"phase": "opening"}) == (told["v"], told["origin"], told["payload"])


async def test_grant_in_the_fragment_is_out_of_the_address_at_once(group: Group, call: str) -> None:
    text = await grant(group)
    page = await shows(group, call, text)

    await expect(panel_of(page).locator("main:has(.agreement)")).to_be_visible()

    (frame,) = page.main_frame.child_frames
    assert f"{group.origin}/embed/{group.room}" == frame.url
    stored = await frame.evaluate(KEPT)
    assert text not in stored
    assert "pbp_" not in stored
    assert "people" not in stored
    assert [] == await page.context.cookies()


async def test_leaders_grant_gives_the_leaders_panel(group: Group, call: str) -> None:
    page = await shows(group, call, await grant(group, role="leader"))
    panel = panel_of(page)

    await agrees(panel)

    await expect(panel.locator(".room.led")).to_be_visible()


async def test_panel_fits_beside_a_call(group: Group, call: str) -> None:
    for name in ("Ada", "Dev", "Eve", "Finn"):
        await group.sits(name, Role.LEADER if name == "Ada" else Role.MEMBER)
    page = await shows(group, call, await grant(group))
    await agrees(panel_of(page))
    await expect(panel_of(page).get_by_role("img", name="Cleo, you")).to_be_visible()

    (frame,) = page.main_frame.child_frames
    assert await frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_clear_panel_has_no_paper(group: Group) -> None:
    page = await group.window()
    await page.goto(f"{group.origin}/embed/{group.room}?look=clear#{await grant(group)}")
    await expect(page.locator("main:has(.agreement)")).to_be_visible()

    both = "[document.documentElement, document.body]"
    shown = await page.evaluate(f"{both}.map((one) => getComputedStyle(one).backgroundColor)")
    assert ["rgba(0, 0, 0, 0)"] * 2 == shown


async def test_used_grant_is_told_and_another_one_lets_in(group: Group, call: str) -> None:
    group.pardoned.append(REFUSED)
    used = await grant(group)
    await expect(
        panel_of(await shows(group, call, used)).locator("main:has(.agreement)")
    ).to_be_visible()

    page = await shows(group, call, used)
    await says(page, "hello")
    assert "stopped" == (await hears(page, "stage", code="grant_used"))["payload"]["stage"]
    await expect(
        panel_of(page).get_by_text("Open this panel again from your call.")
    ).to_be_visible()
    await says(page, "grant", grant=await grant(group, jti="second"))

    await expect(panel_of(page).locator("main:has(.agreement)")).to_be_visible()


async def test_another_grant_behind_the_same_address_lets_in_where_one_did_not(
    group: Group, call: str
) -> None:
    """A frame that is given an address that differs behind the `#` alone is not loaded again."""
    group.pardoned.append(REFUSED)
    page = await shows(group, call, await grant(group, exp=1))
    await expect(panel_of(page).locator("main.card h1")).to_be_visible()

    text = await grant(group)
    address = f"{group.origin}/embed/{group.room}#{text}"
    await page.evaluate("address => { document.querySelector('iframe').src = address; }", address)

    await expect(panel_of(page).locator("main:has(.agreement)")).to_be_visible()
    (frame,) = page.main_frame.child_frames
    assert f"{group.origin}/embed/{group.room}" == frame.url


async def test_page_of_another_origin_cannot_show_the_panel(group: Group) -> None:
    group.pardoned += ["frame-ancestors", "chrome-error", "Framing"]
    async with foreign_page() as other:
        page = await shows(group, other, await grant(group))

        (frame,) = page.main_frame.child_frames
        assert 0 == await frame.locator("#page").count()
