"""Who plays: one behaviour per role, each acting on what its own page shows and on nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rehearsal.client import PATIENCE, Client, NeverSaw
from app.rehearsal.page import Json, Page
from app.rehearsal.recording import Recording

WHOLE = 24 * 3600.0
"""Seconds: longer than any meeting. Who waits for a phase waits for people, not for a clock."""


class Part(StrEnum):
    """The parts of the play."""

    LEADER = "leader"
    CO_LEADER = "co-leader"
    FIRST = "first presenter"
    SECOND = "second presenter"
    STAND_IN = "stand-in"
    MEMBER = "member"
    LEAVER = "member who has to go"
    OBSERVER = "observer"
    LATE = "late-comer"


NAMES: dict[Part, str] = {
    Part.LEADER: "Miriam",
    Part.CO_LEADER: "Jonas",
    Part.FIRST: "Elif",
    Part.SECOND: "Tomasz",
    Part.STAND_IN: "Ines",
    Part.MEMBER: "Grace",
    Part.LEAVER: "Henrik",
    Part.OBSERVER: "Oskar",
    Part.LATE: "Philippa",
}
TELEPHONE = "Walter (telephone)"
ROLES: dict[Part, str] = {
    Part.LEADER: "leader",
    Part.CO_LEADER: "leader",
    Part.OBSERVER: "observer",
}
"""What a part's link gives; everybody else is a member."""


class WentWrong(Exception):
    """A bot was refused where the play needs a yes."""


@dataclass(eq=False)
class Bot:
    """A tab and the part it plays."""

    part: Part
    client: Client
    recording: Recording
    own: asyncio.Task[None] | None = None
    """What it does by itself."""

    @property
    def name(self) -> str:
        """How the circle calls it."""
        return NAMES[self.part]

    @property
    def page(self) -> Page:
        """What it sees."""
        return self.client.page

    @property
    def person(self) -> str:
        """Its id in the room."""
        return self.client.page.person

    async def do(self, type_: str, **fields: Any) -> Json:
        """Press, and be answered `done`; raises `WentWrong`.

        Who is told that the picture was old looks again, and presses again on the new one.
        """
        answer = await self.client.press(type_, **fields)
        if answer.get("code") == "stale":
            answer = await self.client.press(type_, **fields)
        if answer["t"] != "done":
            raise WentWrong(f"{self.name}'s {type_} was refused: {answer['code']}")
        return answer

    async def sees(self, what: str, holds: Callable[[Page], Any], within: float = PATIENCE) -> None:
        """Wait until the page shows it; raises `NeverSaw`."""
        try:
            await self.client.until(lambda page: bool(holds(page)), what, within)
        except NeverSaw:
            raise NeverSaw(f"{self.name} never saw {what}") from None


# What a page shows -------------------------------------------------------------------------


def phase(page: Page) -> str:
    """The phase, empty for who waits."""
    return str(page.section("phase").get("phase", ""))


def case(page: Page) -> int:
    """The number of the case, 0 outside cases."""
    return int((page.section("phase").get("case") or {}).get("number", 0))


def seats(page: Page) -> list[Json]:
    """The circle, in its order."""
    return list(page.section("circle").get("seats", []))


def seat_of(page: Page, person: str) -> Json:
    """Somebody's seat, empty if they have none."""
    return next((seat for seat in seats(page) if seat["person"] == person), {})


def named(page: Page, name: str) -> str:
    """The id of somebody in the circle, by name; empty if nobody is called so."""
    return next((str(seat["person"]) for seat in seats(page) if seat["name"] == name), "")


def floor(page: Page, person: str) -> str:
    """What somebody's microphone is asked to be."""
    found = page.section("floor").get("seats", {}).get(person, {})
    return str(found.get("floor", ""))


# What bots do by themselves ----------------------------------------------------------------


async def come_in(bot: Bot) -> None:
    """Read the agreement, accept it, and say the line about privacy."""
    await bot.sees("its own place", lambda page: page.section("you"), WHOLE)
    await bot.do("agree", version=bot.page.section("room")["agreement"]["version"])
    await bot.do("attest")


async def first_presenter(bot: Bot) -> None:
    """Offers a case, sits back without a picture when asked to, and comes back in when invited."""
    await _offer_case(bot)
    await _sit_back(bot, camera=False)
    await bot.sees("an invitation", lambda page: page.section("you").get("invited"), WHOLE)
    await bot.do("come_back_in")


async def second_presenter(bot: Bot) -> None:
    """Offers a case, sits back when asked to, and would rather keep listening when invited."""
    await _offer_case(bot)
    await _sit_back(bot, camera=True)
    await bot.sees("an invitation", lambda page: page.section("you").get("invited"), WHOLE)
    await bot.do("keep_listening")


async def _offer_case(bot: Bot) -> None:
    await come_in(bot)
    await bot.sees("“Who has a case?”", lambda page: phase(page) == "select", WHOLE)
    await bot.do("volunteer")


async def _sit_back(bot: Bot, *, camera: bool) -> None:
    await bot.sees(
        "the offer to sit back", lambda page: page.section("you").get("chair") == "offered", WHOLE
    )
    await bot.do("sit_back", camera=camera)


BEHAVIOUR = {Part.FIRST: first_presenter, Part.SECOND: second_presenter}
"""What a part does by itself; everybody else comes in, and is moved by the script."""
