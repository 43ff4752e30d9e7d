"""Bots for a room for practice: participants for whoever tries out their own software.

Each acts on what its own page shows, over the real wire, as people do. One of them may lead: then a
whole meeting is held by itself, and the minutes of its steps are not waited for but advanced.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.rehearsal.bots import WHOLE, Bot, Part, case, come_in, phase, seats
from app.rehearsal.client import Client
from app.rehearsal.office import Office
from app.rehearsal.page import Json, Page
from app.rehearsal.recording import Recording
from app.rooms.ports import Ids

PEOPLE = (
    "Miriam", "Elif", "Tomasz", "Grace", "Henrik", "Ines", "Jonas", "Philippa", "Walter", "Ada",
    "Oskar", "Zoë",
)  # fmt: skip
MOST = len(PEOPLE)
LEAST_MS = 1_000
MOST_MS = 12 * 3_600_000
"""By how much a clock is advanced at once."""
ANSWERS_WITHIN = 10.0
"""Seconds for which the leader waits for a presenter, who may be a person."""


class Behave(StrEnum):
    """`lively`: has a case, and comes back in when invited. `quiet`: neither."""

    QUIET = "quiet"
    LIVELY = "lively"


Told = Callable[[str], None]
Acts = Sequence[tuple[str, Json]]
"""Presses, by type and fields."""


class Bots:
    """Up to so many participants of one room, the first of whom may lead."""

    def __init__(self, office: Office, ids: Ids, ticks: Callable[[], float], told: Told) -> None:
        self._office = office
        self._ids = ids
        self._ticks = ticks
        self._told = told

    async def play(self, room: str, count: int, behave: Behave, *, leads: bool) -> None:
        """Until the meeting has ended; raises `Refused`, `NeverSaw`, `WentWrong` and
        `httpx.TransportError`, alone or in groups."""
        bots = await self._entered(room, count, leads=leads)
        async with asyncio.TaskGroup() as tasks:
            staying = [tasks.create_task(bot.client.stay()) for bot in bots]
            async with asyncio.TaskGroup() as playing:
                for bot, stay in zip(bots, staying, strict=True):
                    part = playing.create_task(take_part(bot, behave))
                    _end_with(stay, part)
                if leads:
                    _end_with(staying[0], playing.create_task(self._lead(room, bots)))
            for bot in bots:
                await bot.client.leave()

    async def _entered(self, room: str, count: int, *, leads: bool) -> "list[Player]":
        """All of them, or none: where one is not let in, the others hang up."""
        bots: list[Player] = []
        try:
            for number in range(count):
                bots.append(await self._bot(room, number, leads=leads and number == 0))
        except BaseException:
            for bot in bots:
                await bot.client.leave()
            raise
        return bots

    async def _bot(self, room: str, number: int, *, leads: bool) -> "Player":
        name, role = PEOPLE[number], "leader" if leads else "member"
        client = Client(self._office.server, self._ids, self._ticks, lambda _way, _text: None)
        await client.enter(await self._office.personal_link(room, name, role))
        part = Part.LEADER if leads else Part.MEMBER
        return Player(part, client, Recording(name, part, role), called=name)

    async def _lead(self, room: str, bots: Sequence[Bot]) -> None:
        lead = bots[0]

        def all_sit(page: Page) -> bool:
            return {bot.person for bot in bots} <= {seat["person"] for seat in seats(page)}

        await lead.sees("everybody's seat", all_sit, WHOLE)
        people = {bot.person for bot in bots[1:]}
        await lead.do("open_meeting")
        while (now := phase(lead.page)) != "ended":
            self._told(now)
            if now in BEFORE_NEXT:
                await BEFORE_NEXT[now](lead, people)
            await self._pass_time(room, lead)
            await lead.do("end_meeting" if now in LAST else "advance")
        self._told("ended")

    async def _pass_time(self, room: str, lead: Bot) -> None:
        """Let the step's minutes be over, by advancing the clock."""
        clock = lead.page.section("clock")
        if clock.get("limit_ms") is None or clock.get("since") is None or clock["zero"]:
            return
        left = clock["limit_ms"] - clock["spent_ms"]
        await self._office.advance(room, min(MOST_MS, max(LEAST_MS, left)))
        await lead.sees("the end of the minutes", lambda page: page.section("clock")["zero"])


def _end_with(connection: "asyncio.Task[None]", part: "asyncio.Task[None]") -> None:
    """Whoever was removed, or let in no more, plays no more."""
    connection.add_done_callback(lambda _: part.cancel())


@dataclass(eq=False)
class Player(Bot):
    """A bot by a name of its own."""

    called: str = ""

    @property
    def name(self) -> str:
        """How the circle calls it."""
        return self.called


# What bots do by themselves -----------------------------------------------------------------------


async def take_part(bot: Bot, behave: Behave) -> None:
    """Come in, and answer whatever one's own page asks, once, until the end."""
    await come_in(bot)
    answered: set[tuple[int, str]] = set()

    def open_(page: Page) -> list[tuple[str, Json]]:
        return [one for one in asked(page, behave) if (case(page), one[0]) not in answered]

    while True:
        await bot.sees(
            "anything to answer", lambda page: phase(page) == "ended" or open_(page), WHOLE
        )
        if phase(bot.page) == "ended":
            return
        for type_, fields in open_(bot.page):
            # What was asked may be over by now, and is refused: then there is nothing to answer.
            answered.add((case(bot.page), type_))
            await bot.client.press(type_, **fields)


def asked(page: Page, behave: Behave) -> Acts:
    """What this page asks of its person now, and how they answer."""
    you, is_lively = page.section("you"), behave is Behave.LIVELY
    if you.get("chair") == "offered":
        return [("sit_back", {"camera": is_lively})]
    if you.get("chair") == "sitting_back" and you.get("invited"):
        return [("come_back_in" if is_lively else "keep_listening", {})]
    is_member = you.get("standing") == "seated" and you.get("role") == "member"
    if is_lively and is_member and phase(page) == "select":
        return [("volunteer", {})]
    return []


# What the leader does before the next step --------------------------------------------------------


async def choose(lead: Bot, people: set[str]) -> None:
    """One who has a case, or whoever has not presented; who is chosen already stays so."""
    await lead.sees("the signals", lambda page: "volunteers" in page.section("signals"))
    if (lead.page.section("phase").get("case") or {}).get("presenter"):
        return
    had = {seat["person"] for seat in seats(lead.page) if seat.get("presents")}
    hands = [one for one in lead.page.section("signals")["volunteers"] if one not in had]
    sitting = [seat["person"] for seat in seats(lead.page) if seat["role"] == "member"]
    bots = [one for one in sitting if one in people]
    presenter = (hands or bots or sitting)[0]
    await lead.do("choose_presenter", person=presenter)


async def wait_for_answer(lead: Bot, people: set[str]) -> None:
    """The presenter, if it is a bot, has sat back or stays."""
    await _presenter(lead, people, lambda chair: chair != "offered")


async def wait_for_return(lead: Bot, people: set[str]) -> None:
    """The presenter, if it is a bot, has come back in or keeps listening."""
    await _presenter(lead, people, lambda chair: chair != "sitting_back", or_declined=True)


async def _presenter(
    lead: Bot, people: set[str], holds: Callable[[str], bool], *, or_declined: bool = False
) -> None:
    def has_answered(page: Page) -> bool:
        for seat in seats(page):
            if seat.get("presents") and seat["person"] in people:
                back = seat.get("push_back") or {}
                return holds(back.get("chair", "")) or (or_declined and bool(back.get("declined")))
        return True

    await lead.sees("the presenter's answer", has_answered, ANSWERS_WITHIN)


BEFORE_NEXT: dict[str, Callable[[Bot, set[str]], Awaitable[None]]] = {
    "select": choose,
    "discuss": wait_for_answer,
    "rejoin": wait_for_return,
}
LAST = frozenset({"closing", "leadership", "debrief", "corridor"})
"""Phases from which the leader ends the meeting."""
