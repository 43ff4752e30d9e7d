"""A real browser's microphone, by its own offers, from the page's own address."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from app.rooms.roles import Role
from tests.janus.test_over_the_wire import CALL, join
from tests.support.browser import ARGUMENTS, chromium, without
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.node import running_node, sqlite_url
from tests.support.peers import now, peers
from tests.support.wire import discussing

pytestmark = pytest.mark.system
DEVICES = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    without("WebRtcHideLocalIpsWithMdns"),
)
TAKE_PART = """async ({room, ticket}) => {
  const devices = await navigator.mediaDevices.getUserMedia({audio: true, video: true});
  const socket = new WebSocket(`ws://${location.host}/call`);
  const say = (frame) => socket.send(JSON.stringify(frame));
  const out = new RTCPeerConnection(), incoming = new RTCPeerConnection();
  window.call = {say, out, incoming, frames: []};
  out.onicecandidate = ({candidate}) => say({t: "candidate", of: "out", candidate});
  incoming.onicecandidate = ({candidate}) => say({t: "candidate", of: "in", candidate});
  for (const track of devices.getTracks()) out.addTrack(track, devices);
  const heard = async (frame) => {
    window.call.frames.push(frame);
    if (frame.t === "welcome") {
      await out.setLocalDescription();
      say({t: "publish", sdp: out.localDescription.sdp});
    }
    if (frame.t === "answer") await out.setRemoteDescription({type: "answer", sdp: frame.sdp});
    if (frame.t === "offer") {
      await incoming.setRemoteDescription({type: "offer", sdp: frame.sdp});
      await incoming.setLocalDescription();
      say({t: "answer", sdp: incoming.localDescription.sdp});
    }
  };
  let turn = Promise.resolve();
  socket.onmessage = ({data}) => { turn = turn.then(() => heard(JSON.parse(data))); };
  socket.onopen = () => say({t: "hello", room, ticket});
}"""
PACKETS = """async ([which, direction]) => {
  let packets = 0;
  for (const one of (await window.call[which].getStats()).values())
    if (one.type === direction && one.kind === "audio")
      packets += one.packetsSent ?? one.packetsReceived;
  return packets;
}"""
MICROPHONE = '() => window.call.frames.filter((f) => f.t === "microphone").at(-1)?.is'
SENT, HEARD = ["out", "outbound-rtp"], ["incoming", "inbound-rtp"]


@asynccontextmanager
async def browser_page(address: str) -> AsyncIterator[Page]:
    """A page of ours with devices that hum."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=[*ARGUMENTS, *DEVICES]
        )
        page = await browser.new_page()
        await page.goto(address)
        yield page
        await browser.close()


async def until(found: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Wait until the page says that, or at least so much."""
    now = None
    try:
        async with asyncio.timeout(15):
            while now != wanted and not (isinstance(now, int) and now >= wanted):
                now = await found()
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"{now} instead of {wanted}")


@apart
async def test_a_browser_that_is_locked_sends_and_is_not_heard_and_hears(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with running_node(sqlite_url(tmp_path), **CALL) as node, AsyncExitStack() as stack:
        room = await node.room()
        leader = await node.person(room, "Ada", Role.LEADER)
        presenter = await node.person(room, "Cleo")
        ada = await stack.enter_async_context(leader.connected())
        cleo = await stack.enter_async_context(presenter.connected())
        await discussing(ada, cleo)
        (a,) = await stack.enter_async_context(peers(leader.person))
        page = await stack.enter_async_context(browser_page(f"{node.origin}/r/{room}"))
        since = now()
        await join(stack, leader, a)
        await a.open_microphone()
        await page.evaluate(TAKE_PART, {"room": room, "ticket": await presenter.ticket()})
        await until(lambda: page.evaluate(MICROPHONE), "locked")
        await until(lambda: page.evaluate(PACKETS, SENT), 50)
        await until(lambda: page.evaluate(PACKETS, HEARD), 50)
        heard = [(who, kind) for who, kind in a.heard if who == presenter.person]
        assert a.packets_of(presenter.person, since) == 0, heard
        await cleo.do("come_back_in")
        await page.evaluate("() => window.call.say({t: 'microphone', open: true})")
        await until(lambda: page.evaluate(MICROPHONE), "open")
        await a.until(lambda peer: peer.packets_of(presenter.person, since) >= 25)
