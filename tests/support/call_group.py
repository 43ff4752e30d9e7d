"""A group whose page is the call: pages with fake devices, beside a real Janus, in its network."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.browser import ARGUMENTS, HASTE, PATIENCE, Group, chromium, without
from tests.support.janus import ROOM_KEY, SECRET, URL
from tests.support.node import running_node, sqlite_url

CALL: dict[str, Any] = {"janus_url": URL, "janus_secret": SECRET, "janus_room_key": ROOM_KEY}
MEDIA = (
    *ARGUMENTS,
    without("WebRtcHideLocalIpsWithMdns"),
    "--use-fake-device-for-media-stream",
)
"""A tone and a picture for devices; and ways by address, for there are no names in that network."""
YES = "--use-fake-ui-for-media-stream"
"""Everybody lets the page have their devices."""

WATCHED = """
window.connections = [];
window.players = [];
window.streams = [];
window.tracks = [];
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (ask) {
  navigator.mediaDevices.getUserMedia = async (how) => {
    const stream = await ask(how);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...how) { super(...how); window.connections.push(this); }
};
window.Audio = class extends Audio {
  constructor(...how) { super(...how); window.players.push(this); }
};
window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how);
    this.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.t === "offer") window.streams = frame.streams;
    });
  }
};
"""
"""So that a test can look at a page's devices, and at what has come. The page itself never does."""
CAME = """async ({ person, kind, counted }) => {
  const theirs = window.streams.filter((one) => one.person === person && one.kind === kind);
  const mids = theirs.map(({ mid }) => mid);
  let sum = 0;
  for (const one of window.connections.filter((one) => one.connectionState !== "closed")) {
    for (const stat of (await one.getStats()).values()) {
      if (stat.type === "inbound-rtp" && mids.includes(stat.mid)) sum += stat[counted] ?? 0;
    }
  }
  return sum;
}"""
A_WHILE = 1_500
"""Milliseconds in which seventy packets would come."""
ENOUGH = 25
"""Packets of somebody who is heard: half a second of sound."""
SOUNDING = {"bytesReceived": 1_000, "totalAudioEnergy": 0.001}
"""What more there is at least once somebody was heard who makes a sound. Silence has bytes too."""


class CallGroup(Group):
    """People on pages of one room that is heard through its page."""

    async def calls(
        self, name: str, role: Role = Role.MEMBER, *, opens: tuple[str, ...] = (), **how: Any
    ) -> Page:
        """Somebody sits down and joins the call, with what they open."""
        how = {"script": WATCHED + HASTE, **how}
        page = await self.joins(name, role, **how)
        for one in opens:
            await page.get_by_label(f"Open my {one} when I join").check()
        await page.get_by_role("button", name="Join the call").click()
        for one in opens:
            await expect(key(page, one)).to_have_attribute("aria-pressed", "true")
        return page

    async def came(self, page: Page, whose: str, kind: str = "audio") -> int:
        """How many packets of somebody's have come to this page over the connection it has."""
        return int(await self._counted(page, whose, kind, "packetsReceived"))

    async def hears(self, page: Page, whose: str, kind: str = "audio") -> None:
        """Wait until more of them comes."""
        before = await self.came(page, whose, kind)
        async with asyncio.timeout(PATIENCE / 1000):
            while await self.came(page, whose, kind) < before + ENOUGH:
                await page.wait_for_timeout(100)

    async def hears_sound(self, page: Page, whose: str) -> None:
        """Wait until more of them comes, and it is no silence."""
        missing = {
            one: more + await self._counted(page, whose, "audio", one)
            for one, more in SOUNDING.items()
        }
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                while missing:
                    await page.wait_for_timeout(100)
                    for one in tuple(missing):
                        if await self._counted(page, whose, "audio", one) >= missing[one]:
                            del missing[one]
        except TimeoutError:
            raise AssertionError(f"of {whose} there never was {missing}") from None

    async def hears_nothing(self, page: Page, whose: str, kind: str = "audio") -> None:
        """For a while nothing comes, not one packet."""
        before = await self.came(page, whose, kind)
        await page.wait_for_timeout(A_WHILE)
        assert before == await self.came(page, whose, kind)

    async def _counted(self, page: Page, whose: str, kind: str, counted: str) -> float:
        found = await page.evaluate(
            CAME, {"person": self.person(whose), "kind": kind, "counted": counted}
        )
        return float(found)


def key(page: Page, own: str) -> Locator:
    """Somebody's own microphone or camera."""
    return page.locator(f".key[data-own={own}]")


@contextlib.asynccontextmanager
async def call_group(folder: Path, *arguments: str) -> AsyncIterator[CallGroup]:
    """A room that nobody has come to yet. To be entered in the network where Janus is."""
    expect.set_options(timeout=PATIENCE)
    async with running_node(sqlite_url(folder), **CALL) as node, async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(
            executable_path=chromium(), args=[*MEDIA, *(arguments or (YES,))]
        )
        try:
            room = await node.room(call=CallKind.BUILT_IN)
            group = CallGroup(node, browser, room, node.origin)
            yield group
            await group.goes()
            assert [] == group.unpardoned
        finally:
            await browser.close()
