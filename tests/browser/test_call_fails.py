"""A call that does not do as the room says: who leads and who presents read it, and nobody else."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.janus.fake_janus import FakeJanus, fake_janus
from tests.support.browser import Group
from tests.support.janus import ROOM_KEY, SECRET
from tests.support.node import running_node, sqlite_url

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

NOBODY_THERE: dict[str, Any] = {
    "janus_url": "ws://127.0.0.1:9", "janus_secret": SECRET, "janus_room_key": ROOM_KEY,
}  # fmt: skip
UNSURE = "we cannot promise that they stay closed: its server lets anybody in"
FAILS = re.compile(
    r"The call does not do what the room says: we cannot reach it \(since \d\d:\d\d( [AP]M)?\)\. "
)


@pytest_asyncio.fixture(loop_scope="session")
async def cut_off(browser: Browser, tmp_path: Path) -> AsyncIterator[Group]:
    """A room that is heard through its page, and a Janus that is not there."""
    async with running_node(sqlite_url(tmp_path), **NOBODY_THERE) as node:
        gathered = Group(node, browser, await node.room(call=CallKind.BUILT_IN), node.origin)
        yield gathered
        await gathered.goes()


@pytest_asyncio.fixture(loop_scope="session")
async def open_to_anybody(
    browser: Browser, tmp_path: Path
) -> AsyncIterator[tuple[Group, FakeJanus]]:
    """A room that is heard through its page, and a Janus that asks nobody for a secret."""
    async with fake_janus() as fake:
        fake.serves_anybody = True
        how = {**NOBODY_THERE, "janus_url": fake.url}
        async with running_node(sqlite_url(tmp_path), **how) as node:
            gathered = Group(node, browser, await node.room(call=CallKind.BUILT_IN), node.origin)
            yield gathered, fake
            await gathered.goes()


async def test_a_lock_that_can_be_gone_around_is_said_to_leaders_and_not_called_closed(
    open_to_anybody: tuple[Group, FakeJanus],
) -> None:
    group, fake = open_to_anybody
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await fake.is_published_in(group.room, group.person("Cleo"))
    await expect(ada.get_by_text(UNSURE)).to_have_count(0)

    await cleo.get_by_role("button", name="Sit back").click()

    await expect(ada.locator(".attention")).to_contain_text(UNSURE)
    await expect(cleo.get_by_text("Please stay muted in the call.")).to_be_visible()
    await expect(cleo.get_by_text(UNSURE)).to_have_count(0)


async def test_a_lock_that_the_call_cannot_make_true_is_said_to_leaders_and_to_who_sits_back(
    cut_off: Group,
) -> None:
    ada = await cut_off.joins("Ada", Role.LEADER)
    cleo = await cut_off.joins("Cleo")
    dev = await cut_off.joins("Dev")
    await cut_off.moves_to(Phase.DISCUSS, presenter="Cleo")

    await cleo.get_by_role("button", name="Sit back").click()

    await expect(ada.locator(".attention")).to_contain_text(FAILS)
    await expect(cleo.get_by_text("We could not close your microphone.")).to_be_visible()
    await expect(dev.get_by_text(FAILS)).to_have_count(0)


async def test_a_release_that_the_call_cannot_make_true_is_as_loud(cut_off: Group) -> None:
    ada = await cut_off.joins("Ada", Role.LEADER)
    cleo = await cut_off.joins("Cleo")
    await cut_off.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(ada.locator(".attention")).to_contain_text(FAILS)

    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()

    await expect(ada.locator(".attention")).to_contain_text(FAILS)
    await expect(cleo.get_by_text("may still keep your microphone closed")).to_be_visible()
