"""Who sits back and opens their own microphone in somebody else's call is asked on our page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.calls.tries import APART
from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role, person
from app.rooms.state import CallKind
from tests.support.browser import HASTE, Group
from tests.support.node import running_node, sqlite_url
from tests.support.rim import soon
from tests.support.vendor import Vendor, connected, vendor_of

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LAPTOP = "laptop"


@dataclass
class Called:
    """A group whose call a vendor makes, of whom it is told by a socket."""

    group: Group
    vendor: Vendor


@pytest_asyncio.fixture(loop_scope="session")
async def called(browser: Browser, tmp_path: Path) -> AsyncIterator[Called]:
    """The room, and its vendor."""
    async with running_node(sqlite_url(tmp_path)) as node:
        group = Group(node, browser, await node.room(call=CallKind.CONTRACT), node.origin)
        vendor = await vendor_of(node, group.room)
        async with connected(vendor):
            yield Called(group, vendor)
        await group.goes()
        assert [] == group.unpardoned


async def test_own_microphone_opened_once_asks_and_twice_comes_back_in(called: Called) -> None:
    group, vendor = called.group, called.vendor
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", script=HASTE)
    await vendor.lets_in_bound(LAPTOP, group.person("Cleo"))
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await group.presses(c.SitBack(), person(group.person("Cleo")))
    await expect(cleo.locator(".presenting").get_by_text("microphone is closed")).to_be_visible()
    question = cleo.get_by_role("group", name="Come back into the circle?")

    await vendor.unmutes(LAPTOP)

    await expect(question.get_by_role("button", name="Keep listening")).to_be_focused()
    await expect(ada.locator("[data-asked]")).to_have_count(0)
    await question.get_by_role("button", name="Keep listening").click()
    await expect(question).to_have_count(0)
    clock = group.node.service.clock
    answered = clock.now()
    await soon(lambda: clock.now() > answered + APART)
    await vendor.unmutes(LAPTOP)
    await expect(cleo.get_by_role("button", name="Come back in")).to_have_count(0)
    await vendor.until(lambda: {LAPTOP} == vendor.audible())
