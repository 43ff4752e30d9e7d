"""The page as the call on a bad line: sound goes on, pictures go, and come back by a press."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.rooms.roles import Role
from tests.browser.test_seen import NARROW, fits, is_clean
from tests.support.browser import HASTE
from tests.support.call_group import WATCHED, call_group, key
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart

pytestmark = [pytest.mark.system, pytest.mark.slow]

BAD = """
window.isBad = false;
const report = RTCPeerConnection.prototype.getStats;
RTCPeerConnection.prototype.getStats = async function () {
  const all = [...(await report.call(this)).entries()];
  if (!window.isBad) return new Map(all);
  return new Map(all.map(([id, one]) => [id, one.type === "candidate-pair" ? { ...one, currentRoundTripTime: 2 } : one]));
};
"""  # noqa: E501
"""What the browser says of its line, made worse: Linux loses no packets for us everywhere."""
SOON = 40_000
"""Milliseconds for four looks, on a busy machine too."""
SLOW = "Your line is slow, so there is only sound."
OFF = "Your camera is off"


async def chooses_sound_only(page: Page) -> None:
    """By their own hand, whatever the line is."""
    await page.locator(".calling summary").click()
    await page.get_by_label("Sound only, on a slow line").check()
    await page.locator(".calling summary").click()


@apart
async def test_on_a_bad_line_pictures_go_by_themselves_and_come_back_by_a_press(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    both = ("microphone", "camera")
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER, opens=both)
        watched: dict[str, Any] = {
            "script": BAD + WATCHED + HASTE,
            "viewport": NARROW,
            "bypass_csp": True,
        }
        dev = await group.calls("Dev", opens=both, **watched)
        await group.hears(dev, "Ada", "video")
        await group.hears(ada, "Dev", "video")
        seen = ada.locator(f".face.seen[data-of='{group.person('Dev')}']")
        await expect(seen).to_have_count(1)

        await dev.evaluate("window.isBad = true")

        await expect(dev.get_by_text(SLOW)).to_be_visible(timeout=SOON)
        await group.hears_nothing(dev, "Ada", "video")
        await group.hears_nothing(ada, "Dev", "video")
        await group.hears(dev, "Ada")
        await group.hears(ada, "Dev")
        await expect(key(dev, "microphone")).to_have_attribute("aria-pressed", "true")
        await expect(dev.locator(".face.seen")).to_have_count(0)
        await expect(seen).to_have_count(0)
        await expect(ada.get_by_text(SLOW)).to_have_count(0)
        await is_clean(dev, "sound only")
        await fits(dev)

        await dev.get_by_role("button", name="Show pictures").click()

        await group.hears(dev, "Ada", "video")
        await expect(dev.locator(f".face.seen[data-of='{group.person('Ada')}']")).to_be_visible()
        await expect(dev.get_by_text(SLOW)).to_have_count(0)
        await expect(key(dev, "camera")).to_contain_text(OFF)
        assert 2 == await dev.evaluate("window.connections.length")


@apart
async def test_who_comes_while_there_is_only_sound_is_heard_and_seen_once_it_is_wished(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    both = ("microphone", "camera")
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER, opens=both)
        dev = await group.calls("Dev", opens=("microphone",))
        await group.hears(dev, "Ada", "video")
        await chooses_sound_only(dev)
        eve = await group.calls("Eve", opens=both)
        await group.hears(dev, "Eve")
        for one in ("Ada", "Eve"):
            await group.hears_nothing(dev, one, "video")
        await expect(dev.get_by_text(SLOW)).to_have_count(0)

        await eve.get_by_role("button", name="I have to go").click()
        await eve.get_by_role("button", name="Yes, I have to go").click()
        await dev.get_by_role("button", name="Show pictures").click()
        await group.hears(dev, "Ada", "video")
        await group.calls("Finn", opens=both)

        for listener in (ada, dev):
            await group.hears(listener, "Finn", "video")
        await group.hears(ada, "Dev")
        assert 2 == await dev.evaluate("window.connections.length")
