"""A whole meeting on four pages that are the call themselves, from the first who sits down to its
end: led by its two leaders' buttons alone, and heard in a real Janus."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.janus.line import dialled
from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.browser.test_call import CLOSED, ENFORCED, LISTENS, OPEN
from tests.browser.test_whole_meeting import chooses
from tests.janus.test_unused import rooms
from tests.support.browser import PATIENCE, PHONE
from tests.support.call_group import CallGroup, call_group, key
from tests.support.janus import SECRET, URL, JanusProcess
from tests.support.network import Apart, apart

pytestmark = [pytest.mark.system, pytest.mark.slow]

HUNG_UP = "window.connections.map((one) => one.signalingState)"
ENDED = "window.tracks.map((one) => one.readyState)"


class Evening:
    """Four pages of one meeting: Ada and Ben lead it, Cleo presents, Dev is a member."""

    def __init__(self, group: CallGroup, pages: dict[str, Page]) -> None:
        self.group = group
        self.pages = pages

    async def goes_on(self, leader: str, phase: Phase) -> None:
        """A leader presses what leads on, and every page gets there."""
        await self.pages[leader].locator("button.next").click()
        await self.all_are_in(phase)

    async def all_are_in(self, phase: Phase) -> None:
        """Every page shows this phase."""
        for page in self.pages.values():
            await expect(page.locator(f"main[data-phase='{phase}']")).to_be_visible()

    async def hear(self, whose: str, listeners: Iterable[str]) -> None:
        """Somebody's sound comes to all of these."""
        heard = (self.group.hears_sound(self.pages[one], whose) for one in listeners)
        await asyncio.gather(*heard)

    async def came(self, whose: str) -> dict[str, int]:
        """How many packets of somebody's have come to each of the others."""
        return {
            name: await self.group.came(page, whose)
            for name, page in self.pages.items()
            if name != whose
        }

    async def ends(self, leader: str) -> None:
        """A leader ends it, and says so twice."""
        page = self.pages[leader]
        await page.get_by_role("button", name="End the meeting").click()
        await page.locator("[data-asked] button.first").click()
        for one in self.pages.values():
            await expect(one.get_by_text("Nothing that was said is kept")).to_be_visible()


@apart
async def test_a_meeting_of_one_case_is_led_and_heard_on_the_page_from_its_door_to_its_end(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        evening = await gathers(group)
        await tells(evening)
        await only_listens(evening)
        await comes_back(evening)
        await parts(evening)


async def gathers(group: CallGroup) -> Evening:
    """Four people sit down and join the call, three of them with their microphone open."""
    group.room = await group.node.room(SHIPPED["single_60"], call=CallKind.BUILT_IN)
    opens = ("microphone",)
    evening = Evening(
        group,
        {
            "Ada": await group.calls("Ada", Role.LEADER, opens=opens),
            "Ben": await group.calls("Ben", Role.LEADER),
            "Cleo": await group.calls("Cleo", opens=opens, viewport=PHONE),
            "Dev": await group.calls("Dev", opens=opens),
        },
    )
    await evening.all_are_in(Phase.GATHERING)
    await evening.hear("Dev", ("Ada", "Ben", "Cleo"))
    return evening


async def tells(evening: Evening) -> None:
    """Up to the questions: whoever presents is heard by everybody."""
    await evening.goes_on("Ada", Phase.OPENING)
    await evening.goes_on("Ben", Phase.SELECT)
    await chooses(evening.pages["Ada"], "Cleo", 1)
    for phase in (Phase.PRESENT, Phase.CLARIFY):
        await evening.goes_on("Ada", phase)
        await evening.hear("Cleo", ("Ada", "Ben", "Dev"))


async def only_listens(evening: Evening) -> None:
    """In the discussion the presenter sits back: not one packet of hers comes to anybody, whatever
    comes to her."""
    cleo = evening.pages["Cleo"]
    await evening.goes_on("Ada", Phase.DISCUSS)
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(key(cleo, "microphone")).to_contain_text(LISTENS)
    await expect(cleo.locator(".presenting")).to_contain_text(ENFORCED)

    before = await evening.came("Cleo")
    for whose in ("Ada", "Dev"):
        await evening.group.hears_sound(cleo, whose)
    await evening.goes_on("Ada", Phase.REJOIN)
    await expect(cleo.locator(".presenting")).to_contain_text(ENFORCED)
    await evening.hear("Dev", ("Ada", "Ben", "Cleo"))
    assert before == await evening.came("Cleo")


async def comes_back(evening: Evening) -> None:
    """By her own hand, and with another press she is heard."""
    cleo = evening.pages["Cleo"]
    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()
    await expect(cleo.get_by_text("You are back in the circle")).to_be_visible()
    await expect(key(cleo, "microphone")).to_contain_text(CLOSED)
    await key(cleo, "microphone").click()
    await expect(key(cleo, "microphone")).to_contain_text(OPEN)
    await evening.hear("Cleo", ("Ada", "Ben", "Dev"))


async def parts(evening: Evening) -> None:
    """With the meeting ends its call: on every page, and in Janus."""
    await evening.goes_on("Ada", Phase.CLOSE)
    await evening.goes_on("Ada", Phase.CLOSING)
    await evening.hear("Cleo", ("Ada", "Ben", "Dev"))
    await evening.goes_on("Ben", Phase.CORRIDOR)
    async with dialled(URL, SECRET) as line:
        assert evening.group.room in await rooms(line)
        await evening.ends("Ben")
        async with asyncio.timeout(PATIENCE / 1000):
            while evening.group.room in await rooms(line):  # noqa: ASYNC110  # nobody is told
                await asyncio.sleep(0.05)
    for name, page in evening.pages.items():
        await page.wait_for_function(f"{HUNG_UP}.every((is) => is === 'closed')")
        assert 2 * ["closed"] == await page.evaluate(HUNG_UP), name
        tracks = 0 if name == "Ben" else 1
        assert tracks * ["ended"] == await page.evaluate(ENDED), name
