"""A group around a running node, each in a browser window of their own, on the page they use.

group = Group(node, browser, room)
ada = await group.joins("Ada", Role.LEADER)
await group.moves_to(Phase.DISCUSS, presenter="Cleo")
"""

import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)

from app.access.links import NewLink
from app.phases.phase import Phase
from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.command_table import row
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import Actor, Kind, Role
from app.rooms.roles import person as actor
from app.rooms.service import Press
from app.rooms.state import Room
from tests.support.node import Node

NAMES = ("chromium", "chromium-browser", "google-chrome")
UNUSED = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
"""What Chromium makes ready for each window: lists below the address bar, in a process of their own
that takes twice what our page does, and a process for a site that nobody goes to."""


def without(*features: str) -> str:
    """The argument that turns off what is not used, and `features`. Chromium hears only the last of
    its kind, so give one."""
    return f"--disable-features={','.join((*UNUSED, *features))}"


ARGUMENTS = (
    "--no-sandbox",
    without(),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000
"""Milliseconds in which the page must show what it should."""
LAPTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
HASTE = "const real = setTimeout; setTimeout = (f, ms) => real(f, ms === 3000 ? 300 : ms);"
"""Where waiting is not what a test is about, a leader's move waits a tenth of its 3 s."""
ASSISTANT = Actor(Kind.INTEGRATION, "assistant", may_lead=True)
"""Leads where the page is not what a test is about."""


def chromium() -> str:
    """Where Chromium is; without one the test fails and says what to do."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("There is no Chromium on PATH: run `make system`.", pytrace=False)
    return found


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """One browser process; each window of a test is a context of its own."""
    path = chromium()
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Group:
    """The people of one room. What a page complains of is kept in `complaints`, unless a fragment
    of it stands in `pardoned`: tests that cut a line or bring a bad link expect the browser to say
    so."""

    node: Node
    browser: Browser
    room: RoomId
    origin: str
    links: dict[str, NewLink] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    pardoned: list[str] = field(default_factory=list)
    windows: list[BrowserContext] = field(default_factory=list)

    # Links ---------------------------------------------------------------------------------------

    async def invites(self, name: str, role: Role = Role.MEMBER) -> NewLink:
        """A personal link, the same one whenever it is asked for."""
        if name not in self.links:
            self.links[name] = await self.node.service.access.make_personal_link(
                self.room, name=name, role=role, expires_in=Millis(HOUR)
            )
        return self.links[name]

    async def invites_all(self) -> NewLink:
        """A link for whoever has it."""
        return await self.node.service.access.make_shared_link(
            self.room, role=Role.MEMBER, expires_in=Millis(HOUR)
        )

    def address(self, link: NewLink) -> str:
        """What is sent to people."""
        return f"{self.origin}/r/{self.room}#{link.text}"

    def person(self, name: str) -> PersonId:
        """Whose personal link it is."""
        person = self.links[name].link.person
        assert person is not None
        return person

    # Windows -------------------------------------------------------------------------------------

    async def window(self, *, script: str = "", **how: Any) -> Page:
        """An empty page in a window that shares nothing with the others; `script` runs first."""
        how = {"viewport": LAPTOP, "locale": "en-GB", "reduced_motion": "reduce", **how}
        context = await self.browser.new_context(**how)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._heard)
        context.on("weberror", lambda wrong: self.complaints.append(str(wrong.error)))
        await context.add_init_script(script)
        self.windows.append(context)
        return await context.new_page()

    async def comes(self, link: NewLink, **how: Any) -> Page:
        """Somebody opens a link, and has done nothing more."""
        page = await self.window(**how)
        await page.goto(self.address(link))
        return page

    async def sits(self, name: str, role: Role = Role.MEMBER) -> None:
        """Somebody is in the circle whose page is not what the test is about."""
        service = self.node.service
        link = await self.invites(name, role)
        await service.access.open_link(link.text, held_pass=None, name=None)
        one = self.person(name)
        await service.rooms.arrive(self.room, one, name, role, is_stranger=False)
        for command in (c.Agree(1), c.Attest()):
            await self.presses(command, actor(one))

    async def joins(self, name: str, role: Role = Role.MEMBER, **how: Any) -> Page:
        """Somebody comes by their link, agrees and says that they are alone."""
        page = await self.comes(await self.invites(name, role), **how)
        await agrees(page)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    @property
    def unpardoned(self) -> list[str]:
        """What no test expects of a page."""
        return [said for said in self.complaints if not any(one in said for one in self.pardoned)]

    async def goes(self) -> None:
        """Close every window."""
        for window in self.windows:
            await window.close()

    # What happens without a page ------------------------------------------------------------------

    @property
    def state(self) -> Room:
        """The room as the node holds it."""
        return self.node.service.rooms.held[self.room].room

    async def presses(self, command: c.Command, by: Actor = ASSISTANT) -> None:
        """Somebody without a page presses, with the room as it is now before their eyes."""
        live = await self.node.service.rooms.hold(self.room)
        rev = row(type(command)).expect
        expect_ = {} if rev is None else {rev.value: getattr(live.room.revs, rev)}
        ask = Ask(command, by, expect_)
        press = Press(CommandId(str(uuid.uuid4())), ask, digest=b"")
        await self.node.service.pressing.answer(live, press)

    async def moves_to(self, phase: Phase, presenter: str = "") -> None:
        """The assistant moves the meeting on, by every phase between."""
        while self.state.phase is not phase:
            if self.state.phase is Phase.SELECT:
                await self.presses(c.ChoosePresenter(self.person(presenter)))
            is_closed = self.state.phase is Phase.GATHERING
            await self.presses(c.OpenMeeting() if is_closed else c.Advance())


async def agrees(page: Page) -> None:
    """Through the agreement and the line about privacy, in whatever language."""
    await page.locator("main:has(.agreement) button.first").click()
    await page.locator("main:has(.oath) button.first").click()
    await page.locator(".oath").wait_for(state="detached")
