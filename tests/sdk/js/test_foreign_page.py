"""A page of another origin follows a room with clients/js, by tickets that its own server draws."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.rooms.roles import Role
from pushback import connect
from tests.support.browser import running_browser
from tests.support.elsewhere import elsewhere
from tests.support.node import Node, running_node, sqlite_url
from tests.support.sdk_rooms import come_in, link
from tests.support.wire import Caller

PAGE = """<!doctype html><title>A call</title><p id="seen"></p><script type="module">
import { connectByTicket } from "/js/index.js";
const [server, number] = location.hash.slice(1).split("|");
const room = await connectByTicket(server, number, () => draw());
const { agreement } = room.sections.room;
await room.do("agree", { version: agreement.version });
await room.do("attest");
for await (const { sections, audience } of room.changes()) {
  document.querySelector("#seen").textContent = `${sections.phase?.phase} as ${audience}`;
}
document.querySelector("#seen").textContent = room.reason;
</script>"""


async def opened(page: Page, origin: str, node: Node, ben: Caller) -> None:
    async def draw() -> str:
        return await node.service.access.draw_ticket(ben.pass_text, room=ben.room, origin=origin)

    await page.expose_function("draw", draw)
    await page.goto(f"{origin}/call.html#{node.origin}|{ben.room}")


@pytest.mark.system
async def test_a_page_elsewhere_follows_by_tickets(tmp_path: Path) -> None:
    with elsewhere(tmp_path / "call", {"call.html": PAGE}) as origin:
        async with (
            running_node(sqlite_url(tmp_path), origins=(origin,)) as node,
            running_browser() as browser,
        ):
            page = await browser.new_page()
            room = await node.room()
            await opened(page, origin, node, await node.person(room, "Ben", Role.MEMBER))
            seen = page.locator("#seen")
            await expect(seen).to_have_text("gathering as member")
            async with connect(await link(node, room)) as ada:
                await come_in(ada)
                await ada.do("open_meeting")
                await expect(seen).to_have_text("opening as member")


@pytest.mark.system
async def test_a_page_whose_origin_is_not_allowed_is_turned_away(tmp_path: Path) -> None:
    with elsewhere(tmp_path / "call", {"call.html": PAGE}) as origin:
        async with running_node(sqlite_url(tmp_path)) as node, running_browser() as browser:
            page = await browser.new_page()
            ben = await node.person(await node.room(), "Ben", Role.MEMBER)
            async with page.expect_console_message(lambda one: "403" in one.text):
                await opened(page, origin, node, ben)

            await expect(page.locator("#seen")).to_be_empty()
