"""Bots without a network: tabs whose page and answers a test writes down."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from app.rehearsal.bots import NAMES, ROLES, Bot, Part
from app.rehearsal.client import NeverSaw
from app.rehearsal.page import Json, Page
from app.rehearsal.recording import Recording


class Tab:
    """As much of a client as bots use. Each press takes the next page and the next answer."""

    def __init__(self, *pages: Json, answers: tuple[Json, ...] = (), now: float = 0.0) -> None:
        self.page = Page(view=dict(pages[0]) if pages else {}, person="p1")
        self.pages = list(pages[1:])
        self.answers = list(answers)
        self.pressed: list[tuple[str, Json]] = []
        self.online = asyncio.Event()
        self.online.set()
        self.now = now

    async def press(self, type_: str, **fields: Any) -> Json:
        """Keep it, and answer."""
        self.pressed.append((type_, fields))
        if self.pages:
            self.page.view = dict(self.pages.pop(0))
        return self.answers.pop(0) if self.answers else {"t": "done"}

    async def repeat(self, name: str) -> Json:
        """Keep it, and answer."""
        return await self.press("repeat", name=name)

    async def until(self, holds: Callable[[Page], bool], what: str, within: float) -> None:
        """As the client's, without waiting."""
        if not holds(self.page):
            raise NeverSaw(what)

    def cut(self) -> None:
        """The network is gone."""
        self.online.clear()

    @property
    def is_connected(self) -> bool:
        """Whether there is a network."""
        return self.online.is_set()

    def server_now(self) -> float:
        """The time, as the test has it."""
        return self.now


def bot(tab: Tab, part: Part = Part.FIRST) -> Bot:
    """A bot at that tab."""
    return Bot(part, cast(Any, tab), Recording(NAMES[part], part, ROLES.get(part, "member")))
