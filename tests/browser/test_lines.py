"""Connections that break and come back, and a server that is killed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.bad_line import BadLine
from tests.support.browser import HASTE, LAPTOP, PHONE, Group, agrees
from tests.support.node import running_node, sqlite_url
from tests.support.process import ServerProcess

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

CUT = ("WebSocket connection to", "net::ERR_")
"""What a browser says of a line that is gone."""
BLOCKED = """
const Real = WebSocket;
window.isBlocked = true;
window.WebSocket = class {
  constructor(url) {
    if (!window.isBlocked) return new Real(url);
    setTimeout(() => this.onclose({ code: 1006 }));
  }
  close() {}
};
"""
"""A network that lets no socket through, until it `isBlocked` no longer."""
STALE = "What you see may be old."
KEPT = "What you pressed is kept, and sent once the connection is back."
WATCH = f"""
window.hasDoubted = false;
new MutationObserver(() => {{ window.hasDoubted ||= document.body.innerText.includes("{STALE}"); }})
  .observe(document, {{ subtree: true, childList: true, characterData: true }});
"""
"""Notes whether the page ever said that it may be old."""


async def listens(server: ServerProcess) -> None:
    """Until the server takes connections."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)  # it offers nothing to wait for
            else:
                writer.close()
                return await writer.wait_closed()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A process of its own, not started yet."""
    process = ServerProcess(sqlite_url(tmp_path), tmp_path, DRAIN_SECONDS="1")
    yield process
    process.end()


@pytest_asyncio.fixture(loop_scope="session")
async def far(browser: Browser, tmp_path: Path, server: ServerProcess) -> AsyncIterator[Group]:
    """A group whose server can be killed: the room and its links were made before it starts."""
    async with running_node(sqlite_url(tmp_path)) as node:
        group = Group(node, browser, await node.room(), server.origin, pardoned=[*CUT])
        for name, role in (("Ada", Role.LEADER), ("Cleo", Role.MEMBER)):
            await group.invites(name, role)
    server.start()
    await listens(server)
    yield group
    await group.goes()
    assert [] == group.unpardoned


def reading(page: Page, words: str) -> Locator:
    """Where these words are read: a leader's page has them beside the circle or at the thumb."""
    return page.get_by_text(words).filter(visible=True)


async def test_a_page_without_a_network_says_so_and_comes_back_by_itself(group: Group) -> None:
    group.pardoned.extend(CUT)
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")

    await cleo.context.set_offline(True)
    await expect(cleo.get_by_text(STALE)).to_be_visible()
    await group.moves_to(Phase.OPENING)
    await cleo.context.set_offline(False)

    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    await expect(cleo.get_by_text(STALE)).to_have_count(0)


async def test_a_press_made_without_a_network_arrives_once(group: Group) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await expect(ada.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    before = group.state.seq

    await ada.context.set_offline(True)
    await expect(ada.get_by_text(STALE)).to_be_visible()
    await ada.get_by_role("button", name="Pause the clock").click()
    await ada.context.set_offline(False)

    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    assert before + 1 == group.state.seq


async def test_what_is_pressed_without_a_network_is_said_to_be_kept_until_it_has_arrived(
    group: Group,
) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(ada.get_by_role("button", name="Stop here")).to_be_visible()
    for page in (ada, cleo):
        await page.context.set_offline(True)
        await expect(page.get_by_text(STALE)).to_be_visible()
        await expect(page.get_by_text(KEPT)).to_have_count(0)

    await ada.get_by_role("button", name="Stop here").click()
    await cleo.get_by_role("button", name="I need a leader").click()
    for page in (ada, cleo):
        await expect(reading(page, KEPT)).to_be_visible()
    await expect(cleo.get_by_text("kept until a leader can read it")).to_be_visible()
    await expect(cleo.get_by_role("button", name="I need a leader")).to_have_count(0)
    for page in (ada, cleo):
        await page.context.set_offline(False)

    await expect(cleo.locator(".stopped-here")).to_be_visible()
    await expect(cleo.get_by_text("Your request is with the leaders.")).to_be_visible()
    for page in (ada, cleo):
        await expect(page.get_by_text(KEPT)).to_have_count(0)


async def test_a_move_pressed_without_a_network_is_refused_in_words_and_never_made(
    group: Group,
) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await group.moves_to(Phase.OPENING)
    await expect(ada.get_by_role("heading", level=1, name="Opening")).to_be_visible()

    await ada.context.set_offline(True)
    await ada.get_by_role("button", name="On to:").click()
    await expect(reading(ada, "Not connected. Press again when you are back.")).to_be_visible()
    await expect(ada.get_by_text(STALE)).to_be_visible()
    await ada.context.set_offline(False)
    await expect(ada.get_by_text(STALE)).to_have_count(0)
    await group.presses(c.Pause())

    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    assert Phase.OPENING is group.state.phase


async def test_a_move_that_waits_is_dropped_with_the_line_and_says_so(group: Group) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await ada.get_by_role("button", name="On to: Opening").click()
    notice = ben.locator(".attention").get_by_role("button", name="Not yet")
    await expect(notice).to_be_visible()

    await ada.context.set_offline(True)
    await expect(reading(ada, "The connection broke off, so nothing was moved.")).to_be_visible()
    await ada.context.set_offline(False)

    await expect(notice).to_have_count(0)
    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


async def test_a_line_that_is_back_in_a_moment_is_not_spoken_of(group: Group, bad: BadLine) -> None:
    page = await group.window()
    await bad.under(page)
    await page.goto(group.address(await group.invites("Cleo")))
    await agrees(page)
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    await page.evaluate(WATCH)

    async with page.expect_websocket():
        await bad.breaks()
    await group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    assert not await page.evaluate("window.hasDoubted")


@pytest.mark.parametrize("screen", [LAPTOP, PHONE], ids=["laptop", "phone"])
async def test_a_lost_connection_is_said_over_the_page_and_moves_nothing_on_it(
    group: Group, screen: dict[str, int]
) -> None:
    group.pardoned.extend(CUT)
    page = await group.joins("Cleo", viewport=screen)
    heading = page.get_by_role("heading", name="Gathering")
    await expect(heading).to_be_visible()
    before = await heading.bounding_box()
    kept = await page.locator(".line").element_handle()

    await page.context.set_offline(True)
    said = page.locator(".line").get_by_text(STALE)
    await expect(said).to_be_visible()

    assert before == await heading.bounding_box()
    assert await said.evaluate("(said, kept) => said === kept", kept)
    await expect(page.locator(".line")).to_be_in_viewport()


@pytest.mark.slow
async def test_a_page_outlives_its_server_and_presses_made_meanwhile_arrive(
    far: Group, server: ServerProcess
) -> None:
    ada = await far.joins("Ada", Role.LEADER, script=HASTE)
    cleo = await far.joins("Cleo")
    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()

    server.kill()
    for page in (ada, cleo):
        await expect(page.get_by_text(STALE)).to_be_visible()
    await ada.get_by_role("button", name="Pause the clock").click()
    server.start()

    for page in (ada, cleo):
        await expect(page.get_by_text(STALE)).to_have_count(0, timeout=30_000)
        await expect(page.locator(".room").get_by_text("The clock is paused").first).to_be_visible()


@pytest_asyncio.fixture(loop_scope="session")
async def bad() -> AsyncIterator[BadLine]:
    """A line that carries everything, until it is made worse."""
    line = BadLine(Random(7))
    yield line
    line.end()


async def test_a_line_that_falls_silent_is_found_out_by_a_press_and_taken_up_anew(
    group: Group, bad: BadLine
) -> None:
    page = await group.window()
    await bad.under(page)
    await page.goto(group.address(await group.invites("Cleo")))
    await agrees(page)
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()

    bad.is_silent = True
    await page.get_by_role("button", name="I need a leader").click()
    await expect(page.get_by_text(STALE)).to_be_visible()
    bad.is_silent = False

    await expect(
        page.get_by_text("Your request is kept until a leader can read it.")
    ).to_be_visible()
    await expect(page.get_by_text(STALE)).to_have_count(0)


async def test_a_press_whose_answer_was_lost_is_sent_again_with_its_id_and_done_once(
    group: Group, bad: BadLine
) -> None:
    page = await group.window()
    await bad.under(page)
    await page.goto(group.address(await group.invites("Ada", Role.LEADER)))
    await agrees(page)
    await group.moves_to(Phase.OPENING)
    await expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    before, earlier = group.state.seq, len(bad.risen)

    bad.delay = 0.5
    await page.get_by_role("button", name="Pause the clock").click()
    await bad.carries("pause")
    await bad.breaks()
    await bad.carries("pause", times=2)

    await expect(page.get_by_role("button", name="Let the clock go on")).to_be_visible()
    await expect(page.get_by_text(STALE)).to_have_count(0)
    first, again = bad.risen[earlier:]
    assert ("pause", first) == (first["type"], again)
    assert before + 1 == group.state.seq


async def test_a_group_meets_over_a_line_that_is_late_and_stalls(
    group: Group, bad: BadLine
) -> None:
    bad.delay, bad.stalls = 0.3, 0.05
    pages = {}
    for name, role in (("Ada", Role.LEADER), ("Cleo", Role.MEMBER)):
        page = pages[name] = await group.window(script=HASTE)
        await bad.under(page)
        await page.goto(group.address(await group.invites(name, role)))
        await agrees(page)
    ada, cleo = pages["Ada"], pages["Cleo"]
    await expect(cleo.get_by_role("heading", name="Gathering")).to_be_visible()
    await cleo.evaluate(WATCH)

    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    await cleo.get_by_role("button", name="I need a leader").click()
    await ada.get_by_role("button", name="I have seen it").click()
    await expect(cleo.get_by_text("Ada has seen this.")).to_be_visible()
    await ada.get_by_role("button", name="On to: Who has a case?").click()

    await expect(cleo.get_by_role("heading", level=1, name="Who has a case?")).to_be_visible()
    assert not await cleo.evaluate("window.hasDoubted")


async def test_a_page_that_lives_by_a_stream_changes_to_a_socket_once_it_is_let_through(
    group: Group,
) -> None:
    group.pardoned.extend(CUT)
    page = await group.joins("Cleo", script=BLOCKED)
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    await page.evaluate(WATCH)

    async with page.expect_websocket() as opened:
        await page.evaluate("window.isBlocked = false; dispatchEvent(new Event('online'))")
    socket = await opened.value
    await socket.wait_for_event("framereceived")
    await group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    assert not await page.evaluate("window.hasDoubted")
    assert not socket.is_closed()


async def test_where_sockets_are_blocked_the_page_lives_by_a_stream(group: Group) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", script=BLOCKED)

    await cleo.get_by_role("button", name="I need a leader").click()
    await ada.get_by_role("button", name="I have seen it").click()
    await expect(cleo.get_by_text("Ada has seen this.")).to_be_visible()
    await group.moves_to(Phase.OPENING)

    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()
